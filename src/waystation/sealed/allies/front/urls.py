"""Addresses of the front: neutral words, and nothing about anybody in them."""

from django.urls import path

from waystation.sealed.allies.front import messages, offer

app_name = "allies"

urlpatterns = [
    path("", offer.offer, name="offer"),
    path("words/", offer.words, name="words"),
    path("return/", messages.come_back, name="return"),
    path("messages/", messages.messages, name="messages"),
    path("messages/withdraw/", messages.withdraw, name="withdraw"),
    path("messages/forget/", messages.forget, name="forget"),
]
