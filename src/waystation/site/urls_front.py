"""Every address of the front door: the language stands in the path, nothing personal ever does."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from waystation.site import pages, paths  # noqa: F401

handler400 = pages.not_understood
handler404 = pages.not_here
handler500 = pages.broken

# One line for each room with a front: its path, and include() of its front.urls.
_ROOMS: list[URLPattern | URLResolver] = [
    path("", include("waystation.sealed.intake.front.urls")),
    path("offer/", include("waystation.sealed.allies.front.urls")),
    path("figures/", include("waystation.outreach.figures.front.urls")),
    path("petitions/", include("waystation.outreach.petitions.front.urls")),
    path("", include("waystation.outreach.digest.front.urls")),
    path("letters/", include("waystation.outreach.letters.front.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("leave", pages.leave, name="leave"),
    path("calendar", pages.month, name="calendar"),
    *i18n_patterns(path("", pages.start, name="start"), *_ROOMS),
]
