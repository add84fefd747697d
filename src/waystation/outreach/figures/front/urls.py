"""Addresses of the public figures."""

from django.urls import path

from waystation.outreach.figures.front import views

app_name = "figures"
urlpatterns = [
    path("", views.published, name="published"),
    path("chart.svg", views.chart, name="chart"),
    path("figures.csv", views.as_csv, name="csv"),
    path("reported.csv", views.reported_csv, name="reported-csv"),
    path("figures.json", views.as_json, name="json"),
]
