"""Pages of the release room: what is proposed, and the decision."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import asking, clock
from waystation.foundation.staff import api as staff
from waystation.outreach.figures import api as published
from waystation.release import api as release


class Propose(forms.Form):
    """Which day to count, and a sentence for the public page."""

    as_of = forms.DateField(label=gettext_lazy("Count as of"), widget=asking.DayInput)
    epsilon = forms.ChoiceField(
        label=gettext_lazy("Noise"),
        help_text=gettext_lazy(
            "As counted, what is small is held back. With noise a number is near the count but not the count; drawing it is paid from the budget."
        ),
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("A note for readers"),
        help_text=gettext_lazy("Public. No names, no places."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["epsilon"]
        if isinstance(field, forms.ChoiceField):
            strengths = [(str(code), _(label)) for code, label in release.EPSILONS.items()]
            field.choices = [("", _("As counted")), *strengths]

    def clean_epsilon(self) -> int:
        """Read the strength; none is nought."""
        return int(self.cleaned_data["epsilon"] or 0)


class Ask(forms.Form):
    """How much more may be given away."""

    thousandths = forms.IntegerField(
        label=gettext_lazy("How much more, in thousandths of epsilon"),
        help_text=gettext_lazy(
            "A proposal of three numbers costs 3000 with little noise, 1500 with some, 750 with much."
        ),
    )


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """List proposals and make one."""
    actor = _supervisor(request)
    form = Propose(request.POST or None, initial={"as_of": clock.today()})
    made = asking.made(form, lambda: release.propose(actor=actor, at=clock.now(), **form.cleaned_data))
    if made is not None:
        messages.success(request, _("Counted and judged. Another supervisor decides."))
        return redirect("release:proposal", ref=made.ref)
    context = {
        "form": form,
        "proposals": release.list_proposals(actor),
        "budget": release.get_budget(actor),
    }
    return render(request, "release/desk/figures.html", context)


class Reported(forms.Form):
    """A number of somebody else."""

    as_of = forms.DateField(label=gettext_lazy("As of"), widget=asking.DayInput)
    measure = forms.ChoiceField(label=gettext_lazy("What"))
    value = forms.IntegerField(label=gettext_lazy("Figure"), min_value=0, max_value=100_000_000)
    qualifier = forms.CharField(
        label=gettext_lazy("In which sense"),
        help_text=gettext_lazy("As the source says it: about, more than, in three weeks."),
        required=False,
        max_length=120,
    )
    source = forms.CharField(label=gettext_lazy("Where it was published"), max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["measure"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, _(label)) for code, label in published.REPORTED.items()]


@require_http_methods(["GET", "POST"])
def reported(request: HttpRequest) -> HttpResponse:
    """List what others have reported, and note another number with its source."""
    actor = _supervisor(request)
    form = Reported(request.POST or None)
    is_public = asking.made(
        form, lambda: release.note_reported(actor=actor, at=clock.now(), **form.cleaned_data)
    )
    if is_public is not None:
        kept, waits = _("It is public now."), _("Noted. It is public once another supervisor notes the same.")
        messages.success(request, kept if is_public else waits)
        return redirect("release:reported")
    context = {
        "form": form,
        "reported": published.list_reported(),
        "unconfirmed": [(row, row.noted_by != actor.ref) for row in published.list_unconfirmed()],
    }
    return render(request, "release/desk/reported.html", context)


@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest) -> HttpResponse:
    """Show the noise budget; a post asks for more, or decides on what a colleague asked."""
    actor = _supervisor(request)
    move = request.POST.get("move", "")
    form = Ask(request.POST if request.method == "POST" and not move else None)
    if move:
        release.decide_on_noise(
            actor=actor, allowance=request.POST.get("allowance", ""), move=move, at=clock.now()
        )
        messages.success(request, _("Done."))
        return redirect("release:budget")
    if asking.is_done(form, lambda: release.ask_for_noise(actor=actor, at=clock.now(), **form.cleaned_data)):
        messages.success(request, _("Asked. Another supervisor decides."))
        return redirect("release:budget")
    return render(request, "release/desk/budget.html", {"form": form, "budget": release.get_budget(actor)})


@require_http_methods(["GET", "POST"])
def proposal(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one proposal with what is held back and why; a post decides."""
    actor = _supervisor(request)
    if request.method == "POST":
        decided = release.decide(actor=actor, ref=ref, move=request.POST.get("move", ""), at=clock.now())
        messages.success(request, _("Done: %(state)s.") % {"state": _(decided.state_label)})
        return redirect("release:figures")
    found = release.get_proposal(actor, ref)
    names = staff.names_of(actor, {found.proposed_by})
    context = {"proposal": found, "proposer": names.get(found.proposed_by, "")}
    return render(request, "release/desk/proposal.html", context)


def _supervisor(request: HttpRequest) -> staff.Actor:
    return staff.acting(request, "supervisor")
