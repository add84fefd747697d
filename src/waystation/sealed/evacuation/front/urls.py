"""Addresses of the front: neutral words, and nothing about anybody in them."""

from django.urls import path

from waystation.sealed.evacuation.front import views

app_name = "evacuation"

urlpatterns = [path("mailbox/here/", views.check_in, name="check-in")]
