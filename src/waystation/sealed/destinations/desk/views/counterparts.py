"""Pages of counterparts, for the liaison team alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.staff import api as staff
from waystation.sealed.destinations import api as destinations
from waystation.sealed.destinations.desk import forms
from waystation.sealed.destinations.desk.ways import only, tabs

_FIELDS = ("name", "organisation", "audience", "country", "contact", "note", "version")


@require_GET
def counterpart_list(request: HttpRequest) -> HttpResponse:
    """List whom we talk to."""
    actor = only(staff.acting(request), "liaison")
    context = {
        "counterparts": destinations.list_counterparts(actor),
        "tabs": tabs(actor, "destinations:counterparts"),
    }
    return render(request, "destinations/desk/counterparts.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write somebody down whom we talk to."""
    actor = only(staff.acting(request), "liaison")
    form = forms.Counterpart(request.POST or None, initial={"audience": "governments"})
    made: list[destinations.CounterpartCard] = []
    if asking.is_done(
        form,
        lambda: made.append(destinations.add_counterpart(actor=actor, at=clock.now(), **form.cleaned_data)),
    ):
        return redirect("destinations:counterpart", counterpart=made[0].ref)
    return render(request, "destinations/desk/counterpart_form.html", {"form": form})


@require_GET
def counterpart(request: HttpRequest, counterpart: str) -> HttpResponse:
    """Show somebody with all that was said to them."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Talk(counterparts=[], initial={"talked_at": at})
    return _page(request, actor, counterpart, form)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, counterpart: str) -> HttpResponse:
    """Write anew what is known of them."""
    actor, at = staff.acting(request), clock.now()
    card, _talks = destinations.open_counterpart(actor=actor, counterpart=counterpart, at=at)
    form = forms.ChangedCounterpart(
        request.POST or None, initial={name: getattr(card, name) for name in _FIELDS}
    )
    if asking.is_done(
        form,
        lambda: destinations.change_counterpart(
            actor=actor, counterpart=counterpart, at=at, **form.cleaned_data
        ),
    ):
        return redirect("destinations:counterpart", counterpart=counterpart)
    return render(request, "destinations/desk/counterpart_form.html", {"form": form, "counterpart": card})


@require_POST
def talk(request: HttpRequest, counterpart: str) -> HttpResponse:
    """Write down what was said to them."""
    actor, at = staff.acting(request), clock.now()
    form = forms.Talk({**request.POST.dict(), "counterpart": counterpart}, counterparts=[(counterpart, "")])
    if asking.is_done(form, lambda: destinations.note_talk(actor=actor, at=at, **form.cleaned_data)):
        messages.success(request, _("Written down."))
        return redirect("destinations:counterpart", counterpart=counterpart)
    return _page(request, actor, counterpart, form)


def _page(request: HttpRequest, actor: staff.Actor, ref: str, form: forms.Talk) -> HttpResponse:
    card, talks = destinations.open_counterpart(actor=actor, counterpart=ref, at=clock.now())
    del form.fields["counterpart"]
    context = {
        "counterpart": card,
        "talks": talks,
        "form": form,
        "names": staff.names_of(actor, {one.by for one in talks}),
        "tabs": tabs(actor, "destinations:counterparts"),
    }
    return render(request, "destinations/desk/counterpart.html", context)
