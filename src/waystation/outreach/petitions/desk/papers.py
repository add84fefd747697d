"""Pages of the campaign's desk for paper: sheets counted by two, and deliveries with what to think of before."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.desk.views import acting
from waystation.outreach.petitions.places import countries
from waystation.outreach.petitions.rules import delivery as ways


class SheetsForm(forms.Form):
    """Sheets as the first person counted them."""

    count = forms.IntegerField(label=gettext_lazy("How many signatures"), min_value=1)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    scan_hash = forms.CharField(
        label=gettext_lazy("SHA-256 of the scan"),
        help_text=gettext_lazy(
            "Scan the sheets on another computer. Only this hash comes here, never the scan."
        ),
    )
    received_on = forms.DateField(label=gettext_lazy("Received on"), widget=asking.DayInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["country"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Several, or not said")), *countries(get_language() or "en")]


class TableForm(forms.Form):
    """Many sheets at once, as a table that was copied from elsewhere."""

    table = forms.CharField(
        label=gettext_lazy("Lines of CSV"),
        help_text=gettext_lazy(
            "The first line reads count,country,scan_hash,received_on; then a line for each scan. All are entered, or none."
        ),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )


class DeliveryForm(forms.Form):
    """Where the pack went."""

    delivered_on = forms.DateField(label=gettext_lazy("Delivered on"), widget=asking.DayInput)
    channel = forms.ChoiceField(label=gettext_lazy("How"))
    office = forms.CharField(label=gettext_lazy("To which office"), max_length=240)
    incoming_number = forms.CharField(
        label=gettext_lazy("The office's incoming number"), max_length=80, required=False
    )
    reply_days = forms.IntegerField(
        label=gettext_lazy("Days within which an answer is due"),
        help_text=gettext_lazy("Thirty in Russia (law 59-FZ); 0 where no law says."),
        min_value=0,
        max_value=999,
        initial=ways.REPLY_DAYS,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        field = self.fields["channel"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code, _(words)) for code, words in ways.CHANNELS.items()]


@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, petition: str) -> HttpResponse:
    """List paper sheets and enter new ones."""
    actor = acting(request)
    form = SheetsForm(request.POST or None, initial={"received_on": clock.today()})
    if asking.is_done(
        form,
        lambda: petitions.enter_sheets(actor=actor, petition=petition, at=clock.now(), **form.cleaned_data),
    ):
        messages.success(request, _("Kept. Somebody else counts them again now."))
        return redirect("campaigns:sheets", petition=petition)
    context = {
        "petition": petitions.get_for_desk(actor, petition, clock.now()),
        "sheets": petitions.list_sheets(actor, petition),
        "form": form,
    }
    return render(request, "petitions/desk/sheets.html", context)


@require_http_methods(["GET", "POST"])
def many_sheets(request: HttpRequest, petition: str) -> HttpResponse:
    """Take in a table of sheets."""
    actor = acting(request)
    form = TableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = petitions.import_sheets(
                actor=actor, petition=petition, at=clock.now(), **form.cleaned_data
            )
        except Invalid as wrong:
            words, line = wrong.fields["table"], wrong.fields.get("line", "")
            sentence = _(words)
            form.add_error(
                "table", f"{_('Line %(number)s:') % {'number': line}} {sentence}" if line else sentence
            )
        else:
            messages.success(
                request, _("Entered: %(number)s. Somebody else counts them again now.") % {"number": number}
            )
            return redirect("campaigns:sheets", petition=petition)
    found = petitions.get_for_desk(actor, petition, clock.now())
    return render(request, "petitions/desk/many_sheets.html", {"petition": found, "form": form})


@require_POST
def recount(request: HttpRequest, petition: str, sheet: str) -> HttpResponse:
    """Take the second count of sheets."""
    typed = request.POST.get("count", "")
    is_same = petitions.count_sheets(
        actor=acting(request),
        petition=petition,
        sheet=sheet,
        count=int(typed) if typed.isdecimal() and len(typed) < len("1000000") else 0,
        at=clock.now(),
    )
    if is_same:
        messages.success(request, _("Both counts agree: they stand in the public log."))
    else:
        messages.warning(
            request, _("The second count is another. Count together, then enter the sheets anew.")
        )
    return redirect("campaigns:sheets", petition=petition)


@require_http_methods(["GET", "POST"])
def delivery(request: HttpRequest, petition: str) -> HttpResponse:
    """Show the safety check-list and the deliveries; a post notes one, or an answer."""
    actor = acting(request)
    answered = request.POST.get("answered", "")
    if answered:
        petitions.note_answer(actor=actor, petition=petition, delivery=answered, at=clock.now())
        return redirect("campaigns:delivery", petition=petition)
    form = DeliveryForm(
        request.POST or None, initial={"delivered_on": clock.today(), "reply_days": ways.REPLY_DAYS}
    )
    if asking.is_done(
        form,
        lambda: petitions.note_delivery(actor=actor, petition=petition, at=clock.now(), **form.cleaned_data),
    ):
        messages.success(request, _("Kept."))
        return redirect("campaigns:delivery", petition=petition)
    context = {
        "petition": petitions.get_for_desk(actor, petition, clock.now()),
        "deliveries": petitions.list_deliveries(petition, clock.today()),
        "safety": ways.SAFETY,
        "form": form,
    }
    return render(request, "petitions/desk/delivery.html", context)
