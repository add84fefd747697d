"""Addresses of this room; nothing in them tells who or where."""

from django.urls import path

from waystation.sealed.evacuation.desk.views import check_ins, journeys, plans

app_name = "evacuation"
urlpatterns = [
    path("", journeys.journey_list, name="journey-list"),
    path("tonight/", check_ins.tonight, name="tonight-duty"),
    path("errands/<ref:journey>/", journeys.errand, name="errand"),
    path("plans/draft/<ref:case>/", plans.draft, name="draft-plan"),
    path("plans/<ref:plan>/", plans.plan, name="plan"),
    path("plans/<ref:plan>/change/", plans.change, name="change-plan"),
    path("plans/<ref:plan>/move/", plans.move, name="move-plan"),
    path("plans/<ref:plan>/journey/", journeys.plan_journey, name="plan-journey"),
    path("legs/<ref:leg>/", journeys.change_leg, name="leg"),
    path("legs/<ref:leg>/move/", journeys.move_leg, name="move-leg"),
    path("check-ins/<ref:check_in>/move/", check_ins.move, name="move-check-in"),
    path("<ref:journey>/", journeys.journey, name="journey"),
    path("<ref:journey>/move/", journeys.move, name="move-journey"),
    path("<ref:journey>/receiver/", journeys.receiver, name="receiver"),
    path("<ref:journey>/escort/", journeys.escort, name="escort"),
    path("<ref:journey>/escort/end/", journeys.end_escort, name="end-escort"),
    path("<ref:journey>/legs/", journeys.add_leg, name="add-leg"),
    path("<ref:journey>/check-ins/", check_ins.add, name="add-check-in"),
    path("<ref:journey>/alarm/", check_ins.alarm, name="alarm"),
    path("<ref:journey>/follow/", journeys.follow, name="follow"),
]
