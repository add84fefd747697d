"""Addresses of petitions at the front. A mailed link carries its secret; no other address holds anything of anybody."""

from django.urls import path

from waystation.outreach.petitions.front import checking, feeds, links, pictures, views

app_name = "petitions"
urlpatterns = [
    path("", views.list_all, name="list"),
    path("archive/", views.archive, name="archive"),
    path("link/<slug:token>/", links.link, name="link"),
    path("news/<slug:token>/", links.news, name="news"),
    path("<ref:petition>/", views.petition, name="petition"),
    path("<ref:petition>/sign/", views.sign, name="sign"),
    path("<ref:petition>/thanks/", views.thanks, name="thanks"),
    path("<ref:petition>/course.svg", pictures.course, name="course"),
    path("<ref:petition>/map.svg", pictures.world, name="map"),
    path("<ref:petition>/counter.svg", pictures.counter, name="counter"),
    path("<ref:petition>/embed/", pictures.embed, name="embed"),
    path("<ref:petition>/feed.atom", feeds.feed, name="feed"),
    path("<ref:petition>/check/", checking.check, name="check"),
    path("<ref:petition>/count.json", checking.count, name="count"),
    path("<ref:petition>/countries.csv", checking.countries, name="countries"),
    path("<ref:petition>/text.json", checking.text, name="text"),
    path("<ref:petition>/head.json", checking.head, name="head"),
    path("<ref:petition>/audit.json", checking.audit, name="audit"),
    path("<ref:petition>/log.jsonl", checking.log, name="log"),
]
