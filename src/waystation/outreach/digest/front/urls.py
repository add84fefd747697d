"""Addresses of the digest at the front: they name references, never what a page is about."""

from django.urls import path

from waystation.outreach.digest.front import feeds, subscribing, views

app_name = "digest"
urlpatterns = [
    path("digest/", views.list_all, name="list"),
    path("digest/feed.atom", feeds.feed, name="feed"),
    path("digest/topic/<slug:topic>/", views.list_all, name="topic"),
    path("digest/topic/<slug:topic>/feed.atom", feeds.feed, name="topic-feed"),
    path("digest/mail/", subscribing.subscribe, name="subscribe"),
    path("digest/mail/thanks/", subscribing.thanks, name="thanks"),
    path("digest/link/<slug:token>/", subscribing.link, name="link"),
    path("digest/<ref:entry>/", views.entry, name="entry"),
    path("questions/", views.questions, name="questions"),
    path("giving/", views.giving, name="giving"),
    path("act/", views.act, name="act"),
]
