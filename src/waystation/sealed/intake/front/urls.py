"""Addresses of the front: neutral words, and nothing about anybody in them."""

from django.urls import path

from waystation.sealed.intake.front import ask, mailbox

app_name = "intake"

urlpatterns = [
    path("ask/", ask.ask, name="ask"),
    path("ask/words/", ask.words, name="words"),
    path("return/", mailbox.come_back, name="return"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/file/<ref:attachment>/", mailbox.attachment, name="attachment"),
    path("mailbox/withdraw/", mailbox.withdraw, name="withdraw"),
    path("mailbox/forget/", mailbox.forget, name="forget"),
]
