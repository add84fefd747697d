"""Addresses of the digest at the desk."""

from django.urls import path

from waystation.outreach.digest.desk import editions, views

app_name = "editors"
urlpatterns = [
    path("", views.list_all, name="list"),
    path("topics/", views.topics, name="topics"),
    path("mail/", editions.list_all, name="editions"),
    path("mail/<ref:edition>/", editions.edition, name="edition"),
    path("mail/<ref:edition>/words/", editions.words, name="edition-words"),
    path("<ref:piece>/", views.piece, name="piece"),
    path("<ref:piece>/words/<slug:language>/", views.words, name="words"),
    path("<ref:piece>/details/", views.details, name="details"),
]
