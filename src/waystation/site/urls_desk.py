"""Every address of the desk, one line for each room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from waystation.site import desk_pages, ledger_page, pages, paths  # noqa: F401

handler400 = pages.not_understood
handler404 = pages.not_here
handler500 = pages.broken

# One line for each room, in the order of the navigation: its path, and include() of its desk.urls.
_ROOMS: list[URLPattern | URLResolver] = [
    path("queue/", include("waystation.sealed.intake.desk.urls")),
    path("cases/<ref:case>/", desk_pages.case, name="case"),
    path("cases/", include("waystation.sealed.casework.desk.urls")),
    path("care/", include("waystation.sealed.care.desk.urls")),
    path("places/", include("waystation.sealed.destinations.desk.urls")),
    path("journeys/", include("waystation.sealed.evacuation.desk.urls")),
    path("helpers/", include("waystation.sealed.allies.desk.urls")),
    path("figures/", include("waystation.release.desk.urls")),
    path("petitions/", include("waystation.outreach.petitions.desk.urls")),
    path("digest/", include("waystation.outreach.digest.desk.urls")),
    path("letters/", include("waystation.outreach.letters.desk.urls")),
    path("library/", include("waystation.foundation.library.desk.urls")),
    path("team/", include("waystation.foundation.staff.desk.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk_pages.today, name="today"),
    path("search/", desk_pages.search, name="search"),
    path("ledger/", ledger_page.read, name="ledger"),
    path("language/", login_not_required(set_language), name="language"),
    path("entrance/", include("waystation.foundation.staff.desk.entrance")),
    *_ROOMS,
]
