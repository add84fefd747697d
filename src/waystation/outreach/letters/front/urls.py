"""Addresses of letters at the front. No address holds a ZIP, a region or an official somebody was led to: that is posted."""

from django.urls import path

from waystation.outreach.letters.front import records, relay, views, writing

app_name = "letters"
urlpatterns = [
    path("", views.list_all, name="list"),
    path("board/", records.board, name="board"),
    path("officials/<ref:official>/", records.official, name="official"),
    path("link/<slug:token>/", relay.link, name="link"),
    path("<ref:campaign>/", views.campaign, name="campaign"),
    path("<ref:campaign>/find/", views.find, name="find"),
    path("<ref:campaign>/write/", writing.write, name="write"),
    path("<ref:campaign>/ready/", writing.ready, name="ready"),
    path("<ref:campaign>/call/", writing.call, name="call"),
    path("<ref:campaign>/print/", writing.page, name="print"),
    path("<ref:campaign>/letter.pdf", writing.pdf, name="pdf"),
    path("<ref:campaign>/relay/", relay.relay, name="relay"),
    path("<ref:campaign>/osdi.json", records.osdi, name="osdi"),
]
