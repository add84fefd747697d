"""Pages of the desk that are put together from several rooms: Today and the search."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import here
from waystation.sealed.casework import api as casework
from waystation.site import hall

LONGEST_QUERY = 200


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show what is due or overdue for this actor now, and nothing that is not."""
    return render(request, "site/desk/today.html", {"panels": _load(request, hall.PANELS)})


@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """Look for a name in what the actor holds; a post, because a name must never stand in an address (T-15)."""
    query = request.POST.get("query", "").strip()[:LONGEST_QUERY]
    panels = _load(request, hall.FINDERS, query=query) if query else []
    return render(request, "site/desk/found.html", {"query": query, "panels": panels})


@require_GET
def case(request: HttpRequest, case: str) -> HttpResponse:
    """Show a case: what casework has of it, and what each later room adds."""
    actor = here(getattr(request, "actor", None))
    page = casework.case_page(actor=actor, case=case, at=clock.now())
    panels = _load(request, hall.CASE_PANELS, case=case)
    return render(request, "casework/desk/case.html", {"page": page, "file": page.file, "panels": panels})


def _load(request: HttpRequest, panels: tuple[hall.Panel, ...], **more: Any) -> list[hall.Loaded]:
    actor = getattr(request, "actor", None)
    if actor is None:
        return []
    at = clock.now()
    loaded = (
        hall.Loaded(panel.title, panel.template, panel.load(actor=actor, at=at, **more))
        for panel in panels
        if not panel.roles or panel.roles & actor.roles
    )
    return [panel for panel in loaded if panel.content]
