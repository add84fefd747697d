"""Addresses of the staff room."""

from django.urls import path

from waystation.foundation.staff.desk import views

app_name = "staff"
urlpatterns = [
    path("", views.team, name="team"),
    path("add/", views.add_member, name="add-member"),
    path("teams/", views.add_team, name="add-team"),
    path("keys/", views.key_work, name="key-work"),
    path("members/<ref:ref>/", views.member, name="member"),
    path("account/", views.account, name="account"),
    path("account/passphrase/", views.passphrase, name="passphrase"),
    path("lock/", views.lock, name="lock"),
    path("locked/", views.locked, name="locked"),
]
