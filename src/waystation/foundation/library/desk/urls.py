"""Addresses of the library at the desk."""

from django.urls import path

from waystation.foundation.library.desk.views import bills, clippings, conditions

app_name = "library"
urlpatterns = [
    path("", clippings.clippings, name="clippings"),
    path("search/", clippings.search, name="search"),
    path("clip/", clippings.clip, name="clip"),
    path("note/", clippings.note, name="note"),
    path("clippings/<ref:clipping>/", clippings.clipping, name="clipping"),
    path("clippings/<ref:clipping>/edit/", clippings.edit, name="edit"),
    path("clippings/<ref:clipping>/copy.warc.gz", clippings.copy, name="copy"),
    path("feeds/", clippings.feeds, name="feeds"),
    path("feeds/<ref:source>/", clippings.pause, name="pause"),
    path("bills/", bills.bills, name="bills"),
    path("bills/file/", bills.file, name="file"),
    path("bills/<ref:bill>/", bills.bill, name="bill"),
    path("bills/<ref:bill>/edit/", bills.edit, name="bill-edit"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("conditions/write/", conditions.write, name="write"),
    path("conditions/<ref:condition>/", conditions.condition, name="condition"),
    path("conditions/<ref:condition>/write/", conditions.write, name="rewrite"),
    path("conditions/<ref:condition>/cite/", conditions.cite, name="cite"),
    path("dossier/", conditions.dossier, name="dossier"),
]
