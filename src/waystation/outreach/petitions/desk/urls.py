"""Addresses of petitions at the desk."""

from django.urls import path

from waystation.outreach.petitions.desk import auditing, news, papers, views

app_name = "campaigns"
urlpatterns = [
    path("", views.list_all, name="list"),
    path("keys/", views.keys, name="keys"),
    path("<ref:petition>/", views.petition, name="petition"),
    path("<ref:petition>/text/<slug:language>/", views.text, name="text"),
    path("<ref:petition>/goals/", views.goals, name="goals"),
    path("<ref:petition>/sift/", views.sift, name="sift"),
    path("<ref:petition>/sheets/", papers.sheets, name="sheets"),
    path("<ref:petition>/sheets/table/", papers.many_sheets, name="many_sheets"),
    path("<ref:petition>/sheets/<ref:sheet>/", papers.recount, name="recount"),
    path("<ref:petition>/updates/", news.updates, name="updates"),
    path("<ref:petition>/updates/<ref:update>/", news.update, name="update"),
    path("<ref:petition>/updates/<ref:update>/words/", news.words, name="update_words"),
    path("<ref:petition>/updates/<ref:update>/readers.jsonl", news.readers, name="readers"),
    path("<ref:petition>/updates/<ref:update>/addresses/", news.bundles, name="bundles"),
    path("<ref:petition>/delivery/", papers.delivery, name="delivery"),
    path("<ref:petition>/audit/", auditing.audit, name="audit"),
    path("<ref:petition>/audit/decide/", auditing.decide, name="audit_decide"),
    path("<ref:petition>/audit/sample.jsonl", auditing.sample, name="sample"),
    path("<ref:petition>/sealed.jsonl", views.sealed, name="sealed"),
]
