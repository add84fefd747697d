"""Addresses of this room; nothing in them tells who or where."""

from django.urls import path

from waystation.sealed.destinations.desk.views import applications, counterparts, leaving, offers

app_name = "destinations"
urlpatterns = [
    path("", offers.offer_list, name="offer-list"),
    path("offers/add/", offers.add_offer, name="add-offer"),
    path("offers/<ref:offer>/", offers.offer, name="offer"),
    path("offers/<ref:offer>/change/", offers.change_offer, name="change-offer"),
    path("offers/<ref:offer>/places/", offers.change_places, name="change-places"),
    path("offers/<ref:offer>/move/", offers.move, name="move-offer"),
    path("offers/<ref:offer>/close/", offers.close, name="close-offer"),
    path("offers/<ref:offer>/talk/", offers.talk, name="talk"),
    path("counterparts/", counterparts.counterpart_list, name="counterparts"),
    path("counterparts/add/", counterparts.add, name="add-counterpart"),
    path("counterparts/<ref:counterpart>/", counterparts.counterpart, name="counterpart"),
    path("counterparts/<ref:counterpart>/change/", counterparts.change, name="change-counterpart"),
    path("counterparts/<ref:counterpart>/talk/", counterparts.talk, name="talk-to"),
    path("applications/", applications.board, name="board"),
    path("applications/propose/<ref:case>/", applications.propose, name="propose"),
    path("applications/<ref:application>/", applications.application, name="application"),
    path("applications/<ref:application>/move/", applications.move, name="move-application"),
    path("applications/<ref:application>/why/<slug:move>/", applications.why, name="why"),
    path("applications/<ref:application>/places/", applications.places, name="reserve"),
    path("applications/<ref:application>/release/", applications.release, name="release"),
    path("applications/<ref:application>/<ref:person>/paper/", leaving.paper, name="paper"),
    path("applications/<ref:application>/<ref:person>/check/", leaving.check, name="exit-check"),
    path("applications/<ref:application>/<ref:person>/clear/", leaving.clear, name="clear"),
    path("applications/<ref:application>/<ref:person>/leave/", leaving.book, name="book"),
    path("applications/<ref:application>/<ref:person>/status/", leaving.status, name="status"),
    path("applications/<ref:application>/<ref:person>/clock/", leaving.start_clock, name="start-clock"),
    path("papers/<ref:authorisation>/<ref:application>/lapse/", leaving.lapse, name="lapse-paper"),
    path("clocks/<ref:clock>/<ref:application>/<slug:move>/", leaving.move_clock, name="move-clock"),
    path("departures/<ref:departure>/", leaving.departure, name="departure"),
    path("departures/<ref:departure>/left/", leaving.depart, name="depart"),
    path("departures/<ref:departure>/arrived/", leaving.arrive, name="arrive"),
    path("departures/<ref:departure>/off/", leaving.cancel, name="cancel-departure"),
    path("departures/<ref:departure>/back/", leaving.turn_back, name="turn-back"),
]
