"""Addresses of the release room."""

from django.urls import path

from waystation.release.desk import views

app_name = "release"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("reported/", views.reported, name="reported"),
    path("budget/", views.budget, name="budget"),
    path("<ref:ref>/", views.proposal, name="proposal"),
]
