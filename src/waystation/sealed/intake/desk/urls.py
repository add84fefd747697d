"""Addresses of the intake desk; references and codes only."""

from django.urls import path

from waystation.sealed.intake.desk import deeds, views

app_name = "intake"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("call/", views.call, name="call"),
    path("key/", deeds.turn_key, name="turn-key"),
    path("<ref:ref>/", views.show, name="request"),
    path("<ref:ref>/claim/", deeds.claim, name="claim"),
    path("<ref:ref>/release/", deeds.release, name="release"),
    path("<ref:ref>/take-over/", deeds.take_over, name="take-over"),
    path("<ref:ref>/triage/", deeds.triage, name="triage"),
    path("<ref:ref>/answer/", deeds.answer, name="answer"),
    path("<ref:ref>/heard/", deeds.heard, name="heard"),
    path("<ref:ref>/attempt/", deeds.attempt, name="attempt"),
    path("<ref:ref>/say/", deeds.say, name="say"),
    path("<ref:ref>/hostile/", deeds.hostile, name="hostile"),
    path("<ref:ref>/move/", deeds.move, name="move"),
    path("<ref:ref>/end/<slug:name>/", deeds.end, name="end"),
    path("<ref:ref>/file/<ref:attachment>/", views.attachment, name="attachment"),
]
