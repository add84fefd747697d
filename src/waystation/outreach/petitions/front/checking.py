"""How anybody can check the count: the log, its signed head, the fixed text, a look for one's own receipt."""

import csv
import io
import json
from collections.abc import Iterator

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from waystation.foundation.kernel.countries import name_of
from waystation.outreach.petitions import api as petitions

PLAIN = {"ensure_ascii": False, "indent": 1}


class ReceiptForm(forms.Form):
    """An address and the code that was shown after confirming."""

    use_required_attribute = False

    contact = forms.CharField(
        label=gettext_lazy("The e-mail address you signed with"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    receipt = forms.CharField(
        label=gettext_lazy("Your receipt"),
        help_text=gettext_lazy("Twenty-six letters and digits; the hyphens do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, petition: str) -> HttpResponse:
    """Explain how the count is checked, and look for one receipt."""
    found = petitions.get_public(petition, get_language() or "en")
    form = ReceiptForm(request.POST or None)
    context = {"petition": found, "form": form, "head": petitions.get_head(petition), "looked": False}
    context["audit"] = petitions.get_audit(petition)
    if request.method == "POST" and form.is_valid():
        context["looked"] = True
        context["position"] = petitions.find_receipt(petition, **form.cleaned_data)
    return render(request, "petitions/front/check.html", context)


@require_safe
def count(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the count for machines, by evidence, with what was taken out of it."""
    found = petitions.get_public(petition, "en")
    counted = found.count
    return JsonResponse(
        {
            "petition": found.ref,
            "text_hash": found.text_hash,
            "standing": counted.standing,
            "signed_by_evidence": {str(kind): number for kind, number in counted.signed.items()},
            "paper": counted.paper,
            "withdrawn": counted.withdrawn,
            "struck": counted.struck,
            "next_goal": found.next_goal,
            "by_day": [[day.isoformat(), number] for day, number in petitions.list_days(petition)],
        },
        json_dumps_params=PLAIN,
    )


@require_safe
def countries(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the table by country, small countries together, rounded down to tens."""
    shown, rest = petitions.list_countries(petition)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["country", "name", "at_least"])
    for code, number in shown:
        writer.writerow([code, name_of(code, get_language() or "en"), number])
    writer.writerow(["", "", rest])
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")


@require_safe
def text(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the words in every language, spelt as they were hashed."""
    return HttpResponse(petitions.spell_text(petition), content_type="application/json; charset=utf-8")


@require_safe
def head(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the newest signed head of the log."""
    petitions.get_public(petition, "en")
    found = petitions.get_head(petition)
    if found is None:
        raise Http404
    return JsonResponse(found, json_dumps_params=PLAIN)


@require_safe
def audit(_request: HttpRequest, petition: str) -> HttpResponse:
    """Give the audit: the draw, which entries it chose, and the finding once it is approved."""
    found = petitions.audit_document(petition)
    if found is None:
        raise Http404
    return JsonResponse(found, json_dumps_params=PLAIN)


@require_safe
def log(_request: HttpRequest, petition: str) -> StreamingHttpResponse:
    """Give the whole log, one line an entry, for the stand-alone program."""
    petitions.get_public(petition, "en")
    return StreamingHttpResponse(_lines(petition), content_type="application/jsonl; charset=utf-8")


def _lines(petition: str) -> Iterator[str]:
    for document in petitions.export_log(petition):
        yield json.dumps(document, ensure_ascii=False) + "\n"
