"""Pages for laws and bills."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from waystation.foundation.kernel import asking, clock
from waystation.foundation.library import api as library
from waystation.foundation.library.desk.forms import (
    BillFilter,
    BillForm,
    FileForm,
    StepForm,
    initial_tags,
    spoken,
    translated,
)
from waystation.foundation.library.desk.views.shared import acting, sources, tabs, tag_words, writing
from waystation.foundation.library.rules.bills import STAGES
from waystation.foundation.staff import api as staff


@require_GET
def bills(request: HttpRequest) -> HttpResponse:
    """List laws and bills, the latest step first."""
    actor = acting(request)
    form = BillFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    stage = chosen.get("stage", "")
    found = library.list_bills(place=chosen.get("place", ""), stages=frozenset({stage} if stage else ()))
    context = {
        "rows": [(card, library.place_name(card.place, spoken())) for card in found],
        "form": form,
        "tabs": tabs("bills"),
        "can_write": library.may_edit(actor),
    }
    return render(request, "library/desk/bills.html", context)


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Note a bill or a law."""
    actor = writing(request)
    form = FileForm(
        request.POST or None, stages=translated(STAGES), sources=sources(), initial={"on": clock.today()}
    )
    made = asking.made(
        form,
        lambda: library.file_bill(
            actor=actor,
            on=form.cleaned_data["on"],
            stage=form.cleaned_data["stage"],
            clipping=form.cleaned_data["clipping"],
            at=clock.now(),
            **form.said(),
        ),
    )
    if made is not None:
        return redirect("library:bill", bill=made.ref)
    return render(request, "library/desk/file.html", {"form": form})


@require_http_methods(["GET", "POST"])
def bill(request: HttpRequest, bill: str) -> HttpResponse:
    """Show a bill with its history; a post notes its next step, or takes the last one back."""
    actor = acting(request)
    if request.method == "POST" and "take_back" in request.POST:
        library.take_step_back(actor=writing(request), bill=bill, at=clock.now())
        messages.success(request, _("The last step is taken back."))
        return redirect("library:bill", bill=bill)
    found = library.open_bill(actor, bill)
    stages = [(offer.name, _(offer.label)) for offer in found.offers]
    form = StepForm(
        request.POST or None,
        stages=stages,
        sources=sources(found.card.place),
        initial={"on": clock.today()},
    )
    if asking.is_done(form, lambda: _move(request, bill, form)):
        messages.success(request, _("Kept. Whoever holds a case there reads of it on Today."))
        return redirect("library:bill", bill=bill)
    names = staff.names_of(actor, {step.noted_by for step in found.steps})
    context = {
        "bill": found.card,
        "steps": [(step, names.get(step.noted_by, "")) for step in found.steps],
        "place": library.place_name(found.card.place, spoken()),
        "tags": tag_words(found.card.tags),
        "form": form if stages else None,
        "can_write": library.may_edit(actor),
        "can_take_back": any(step.from_stage for step in found.steps),
    }
    return render(request, "library/desk/bill.html", context)


def _move(request: HttpRequest, bill: str, form: StepForm) -> None:
    said = form.cleaned_data
    library.move_bill(
        actor=writing(request),
        bill=bill,
        move=said["stage"],
        on=said["on"],
        clipping=said["clipping"],
        note=said["note"],
        at=clock.now(),
    )


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, bill: str) -> HttpResponse:
    """Change what is said of a bill."""
    actor = writing(request)
    card = library.open_bill(actor, bill).card
    tags = initial_tags(card.tags)
    initial = {
        "title": card.title,
        "number": card.number,
        "about": card.about,
        "country": tags["country"],
        "region": tags["region"],
        "subjects": tags["subjects"],
    }
    form = BillForm(request.POST or None, initial=initial)
    version = asking.version(request, card.version)
    if asking.is_done(
        form,
        lambda: library.edit_bill(actor=actor, bill=bill, read=version, at=clock.now(), **form.said()),
    ):
        messages.success(request, _("Kept."))
        return redirect("library:bill", bill=bill)
    return render(request, "library/desk/bill_edit.html", {"form": form, "bill": card, "version": version})
