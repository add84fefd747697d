"""The audit at the desk: announce the draw, enter what came, hand out the sample, enter and approve the finding."""

import json

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.desk.views import acting
from waystation.outreach.petitions.rules import audit as rules


class AnnounceForm(forms.Form):
    """Which draw will choose."""

    source = forms.CharField(
        label=gettext_lazy("Which public draw will choose"),
        help_text=gettext_lazy("One that anybody can look up, such as the main numbers of a named lottery."),
        max_length=240,
    )
    drawn_on = forms.DateField(
        label=gettext_lazy("Day of the draw"),
        help_text=gettext_lazy("A day to come, so that nobody can know now what it will bring."),
        widget=asking.DayInput,
    )
    number = forms.IntegerField(
        label=gettext_lazy("How many signatures are drawn"),
        help_text=gettext_lazy("None bad among 300 means: at most 1 % bad, with 95 % confidence."),
        min_value=1,
        initial=rules.USUAL,
    )


class ResultForm(forms.Form):
    """What the draw brought."""

    result = forms.CharField(
        label=gettext_lazy("What was drawn"),
        help_text=gettext_lazy("Exactly as it was published. It cannot be changed afterwards."),
        max_length=240,
    )


class FindingForm(forms.Form):
    """What the auditor found."""

    reached = forms.IntegerField(label=gettext_lazy("People reached"), min_value=0)
    real = forms.IntegerField(label=gettext_lazy("Real: a person who signed"), min_value=0)
    bad = forms.IntegerField(
        label=gettext_lazy("Bad: no such person, or they did not sign"),
        help_text=gettext_lazy("A line that does not match the public log is bad too."),
        min_value=0,
    )
    unreached = forms.IntegerField(
        label=gettext_lazy("Could not be judged"),
        help_text=gettext_lazy("Not reached, no answer, or taken back since."),
        min_value=0,
    )
    auditor = forms.CharField(
        label=gettext_lazy("Who the auditor is"),
        help_text=gettext_lazy("This is published, as they want to be named."),
        max_length=240,
    )
    found_on = forms.DateField(
        label=gettext_lazy("Date of the finding"),
        widget=asking.DayInput,
    )


_FORMS: dict[str, type[forms.Form]] = {
    "": AnnounceForm,
    rules.ANNOUNCED: ResultForm,
    rules.DRAWN: FindingForm,
}


@require_http_methods(["GET", "POST"])
def audit(request: HttpRequest, petition: str) -> HttpResponse:
    """Show where the audit stands, with the one form that comes next."""
    actor = acting(request)
    found = petitions.get_audit_for_desk(actor, petition)
    state = found.state if found else ""
    form = _FORMS[state](request.POST or None) if state in _FORMS else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _carry_out(request, petition, state, form)
        except Invalid as wrong:
            asking.show(form, wrong)
        else:
            messages.success(request, _("Kept."))
            return redirect("campaigns:audit", petition=petition)
    context = {
        "petition": petitions.get_for_desk(actor, petition, clock.now()),
        "audit": found,
        "form": form,
    }
    return render(request, "petitions/desk/audit.html", context)


def _carry_out(request: HttpRequest, petition: str, state: str, form: forms.Form) -> None:
    actor, now, typed = acting(request), clock.now(), form.cleaned_data
    if not state:
        petitions.announce_audit(actor=actor, petition=petition, at=now, **typed)
    elif state == rules.ANNOUNCED:
        petitions.draw_sample(actor=actor, petition=petition, at=now, **typed)
    else:
        finding = petitions.Finding(typed["reached"], typed["real"], typed["bad"], typed["unreached"])
        petitions.enter_finding(
            actor=actor,
            petition=petition,
            finding=finding,
            auditor=typed["auditor"],
            found_on=typed["found_on"],
            at=now,
        )


@require_POST
def decide(request: HttpRequest, petition: str) -> HttpResponse:
    """Approve a finding or send it back."""
    petitions.decide_finding(
        actor=acting(request),
        petition=petition,
        is_approved=request.POST.get("go") == "approve",
        read=request.POST.get("version", ""),
        at=clock.now(),
    )
    messages.success(request, _("Kept."))
    return redirect("campaigns:audit", petition=petition)


@require_safe
def sample(request: HttpRequest, petition: str) -> StreamingHttpResponse:
    """Hand out the sealed rows that were drawn, to be opened where the private half is."""
    lines = petitions.export_sample(actor=acting(request), petition=petition, at=clock.now())
    response = StreamingHttpResponse(
        (json.dumps(line) + "\n" for line in lines), content_type="application/jsonl"
    )
    response["Content-Disposition"] = 'attachment; filename="sample.jsonl"'
    return response
