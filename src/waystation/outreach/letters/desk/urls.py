"""Addresses of letters at the desk."""

from django.urls import path

from waystation.outreach.letters.desk import records, views

app_name = "correspondence"
urlpatterns = [
    path("", views.list_all, name="list"),
    path("officials/", records.officials, name="officials"),
    path("officials/<ref:official>/", records.official, name="official"),
    path("officials/<ref:official>/returned/", records.returned, name="returned"),
    path("statements/<ref:statement>/", records.statement, name="statement"),
    path("<ref:campaign>/", views.campaign, name="campaign"),
    path("<ref:campaign>/text/<slug:language>/", views.text, name="text"),
    path("<ref:campaign>/addressees/", views.addressees, name="addressees"),
]
