"""Pages of those who vet: the list by where offers stand, and one offer with everything that was found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere
from waystation.foundation.kernel.references import is_ref, new_ref
from waystation.foundation.staff import api as staff
from waystation.sealed.allies import api as allies
from waystation.sealed.allies.desk import forms
from waystation.sealed.allies.desk.asking import answer_rows
from waystation.sealed.allies.rules import kinds, vetting

GROUPS: dict[str, tuple[str, ...]] = {
    "waiting": vetting.WAITING,
    "trusted": vetting.IS_TRUSTED,
    "expired": (vetting.EXPIRED,),
    "over": (vetting.DECLINED, vetting.WITHDRAWN, vetting.ENDED),
}


@require_GET
def offers(request: HttpRequest) -> HttpResponse:
    """List the offers of one group, the newest first."""
    actor = staff.acting(request)
    if not allies.is_vetter(actor):
        raise NotHere
    chosen = request.GET.get("show", "")
    chosen = chosen if chosen in GROUPS else "waiting"
    after = request.GET.get("after", "")
    page = allies.list_allies(actor, states=GROUPS[chosen], after=after if is_ref(after) else "")
    context = {
        "rows": [(row, kinds.KINDS[row.kind].label, vetting.STATES[row.state]) for row in page.rows],
        "older": f"show={chosen}&after={page.after}" if page.after else "",
        "tabs": _tabs(actor, chosen),
    }
    return render(request, "allies/desk/list.html", context)


def _tabs(actor: staff.Actor, chosen: str) -> list[dict[str, object]]:
    labels = {
        "waiting": _("Waiting"),
        "trusted": _("Trusted"),
        "expired": _("Run out"),
        "over": _("Over"),
    }
    counted = allies.count_states(actor)
    return [
        {"label": _("Find a helper"), "href": reverse("allies:find"), "count": 0, "is_current": False},
        *(
            {
                "label": labels[group],
                "href": f"{reverse('allies:list')}?show={group}",
                "count": sum(counted.get(state, 0) for state in states),
                "is_current": group == chosen,
            }
            for group, states in GROUPS.items()
        ),
    ]


@require_GET
def show(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one offer."""
    return page(request, ref)


def page(request: HttpRequest, ref: str, **sent: django_forms.Form) -> HttpResponse:
    """Show one offer; ``sent`` are forms that came back with something to mend, by name."""
    actor, at = staff.acting(request), clock.now()
    card = allies.open_ally(actor=actor, ally=ref, at=at)
    context: dict[str, Any] = {
        "card": card,
        "row": card.row,
        "state": vetting.STATES[card.row.state],
        "kind": kinds.KINDS[card.row.kind],
        "answers": answer_rows(card.answers),
        "moves": card.offers,
        "form": next(iter(sent.values()), None),
        "tie": forms.Tie(),
        "answer": forms.Answer(),
        "check": forms.Check(),
        "reference": forms.Reference(known=known_references(card)),
        "signs": forms.Signs(),
        "conflict": forms.Conflict(),
        "areas": forms.Areas(initial=_areas(card)),
        "worry": forms.Worry(),
        "once": new_ref(),
        **_found(card, staff.names_of(actor, _people(card))),
        "sensitivity": vetting.SENSITIVITIES[card.areas.sensitivity] if card.areas else "",
        "trusted_kinds": [kinds.KINDS[code].label for code in card.areas.kinds] if card.areas else [],
        "is_trusted": card.row.state in vetting.IS_TRUSTED,
        "is_open": card.row.state in vetting.OPEN,
        "is_proposed": card.row.state in (*vetting.UNVETTED, vetting.RENEWING, vetting.EXPIRED),
    }
    return render(request, "allies/desk/ally.html", context | sent)


@dataclass(frozen=True)
class Told:
    """Something that was noted, as a line of the page: its heading, its words, who noted it and when."""

    title: str
    noted: allies.Noted | allies.ConcernCard
    by: str


def _found(card: allies.AllyCard, names: dict[str, str]) -> dict[str, Any]:
    """Return what the vetting found, each thing with the name of whoever noted it."""

    def told(found: Iterable[allies.Noted], words: Callable[[allies.Noted], str]) -> list[Told]:
        return [Told(words(each), each, names.get(each.by, "")) for each in found]

    labels = {move.name: move.label for move in vetting.MACHINE.transitions}
    return {
        "ties": [Told(_("Knows them"), each, names.get(each.by, "")) for each in card.ties],
        "checks": told(card.checks, lambda each: _(vetting.CHECKS[each.kind])),
        "references": told(card.references, lambda each: _(vetting.VERDICTS[each.kind])),
        "all_signs": told(
            card.signs,
            lambda each: "; ".join(_(vetting.SIGNS[code]) for code in each.codes) or _("No signs seen"),
        ),
        "conflicts": told(card.conflicts, lambda each: each.who),
        "history": told(reversed(card.history), lambda each: _(labels[each.kind])),
        "concerns": [
            Told(names.get(each.cleared_by, ""), each, names.get(each.by, "")) for each in card.concerns
        ],
        "messages_told": [(message, names.get(message.author, "")) for message in card.thread.messages],
    }


def known_references(card: allies.AllyCard) -> dict[str, str]:
    """Return those who were noted as speaking for somebody, by reference."""
    return {each.ref: each.who for each in card.references}


def _areas(card: allies.AllyCard) -> dict[str, Any]:
    if card.areas is None:
        return {"trusted_for": [card.row.kind], "sensitivity": "distance"}
    return {
        "trusted_for": list(card.areas.kinds),
        "regions": "\n".join(card.areas.regions),
        "sensitivity": card.areas.sensitivity,
        "until_on": card.areas.until_on,
    }


def _people(card: allies.AllyCard) -> set[str]:
    noted = (*card.ties, *card.checks, *card.references, *card.signs, *card.conflicts, *card.history)
    lines = {each.by for each in noted} | {message.author for message in card.thread.messages}
    for concern in card.concerns:
        lines |= {concern.by, concern.cleared_by}
    return lines - {""}
