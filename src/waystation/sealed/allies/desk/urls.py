"""Addresses of the desk: looking for helpers, and vetting them; references and codes only."""

from django.urls import path

from waystation.sealed.allies.desk import deeds, finding, views

app_name = "allies"

urlpatterns = [
    path("", finding.find, name="find"),
    path("offers/", views.offers, name="list"),
    path("offers/<ref:ref>/", views.show, name="ally"),
    path("offers/<ref:ref>/tie/", deeds.tie, name="tie"),
    path("offers/<ref:ref>/answer/", deeds.answer, name="answer"),
    path("offers/<ref:ref>/check/", deeds.check, name="check"),
    path("offers/<ref:ref>/reference/", deeds.reference, name="reference"),
    path("offers/<ref:ref>/signs/", deeds.signs, name="signs"),
    path("offers/<ref:ref>/conflict/", deeds.conflict, name="conflict"),
    path("offers/<ref:ref>/areas/", deeds.areas, name="areas"),
    path("offers/<ref:ref>/concern/", deeds.concern, name="concern"),
    path("offers/<ref:ref>/move/", deeds.move, name="move"),
    path("booking/<ref:ref>/move/", finding.move_booking, name="move-booking"),
    path("<ref:ref>/", finding.helper, name="helper"),
    path("<ref:ref>/concern/", finding.concern, name="helper-concern"),
]
