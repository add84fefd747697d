"""Pages of the release room: what is proposed, and the decision."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.staff import api as staff
from waystation.release import api as release


class Propose(forms.Form):
    """Which day to count, and a sentence for the public page."""

    as_of = forms.DateField(
        label=gettext_lazy("Count as of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=gettext_lazy("A note for readers"),
        help_text=gettext_lazy("Public. No names, no places."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
    )


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """List proposals and make one."""
    actor = _supervisor(request)
    form = Propose(request.POST or None, initial={"as_of": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = release.propose(actor=actor, at=clock.now(), **form.cleaned_data)
        except Invalid as wrong:
            for field, sentence in wrong.fields.items():
                form.add_error(field, _(sentence))
        else:
            messages.success(request, _("Counted and judged. Another supervisor decides."))
            return redirect("release:proposal", ref=made.ref)
    context = {"form": form, "proposals": release.list_proposals(actor)}
    return render(request, "release/desk/figures.html", context)


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
    actor = getattr(request, "actor", None)
    if not isinstance(actor, staff.Actor) or not actor.is_any("supervisor"):
        raise NotHere
    return actor
