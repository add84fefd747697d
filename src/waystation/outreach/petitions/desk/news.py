"""Pages of updates at the desk: write, have approved, fetch the sealed addresses, bring them back, send."""

import json
from functools import partial

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from waystation.foundation.kernel import asking, clock
from waystation.foundation.kernel.errors import Invalid, NotHere
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.desk.views import acting
from waystation.outreach.petitions.rules import news as rules


class WordsForm(forms.Form):
    """Subject and words in each language."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # passed on as they are
        for language, name in settings.LANGUAGES:
            self.fields[f"subject_{language}"] = forms.CharField(
                label=_("Subject (%(language)s)") % {"language": name},
                help_text=_("Others may see it on a locked screen: let it say little."),
                required=False,
                max_length=rules.LONGEST_SUBJECT,
                widget=forms.TextInput(attrs={"lang": language}),
            )
            self.fields[f"words_{language}"] = forms.CharField(
                label=_("What happened (%(language)s)") % {"language": name},
                help_text=_("It stands on the petition's page too. No names of people who could be harmed."),
                required=False,
                max_length=rules.LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 6, "lang": language}),
            )

    def spoken(self, part: str) -> dict[str, str]:
        """Return one part of the words by language."""
        return {
            language: str(self.cleaned_data[f"{part}_{language}"]) for language, _name in settings.LANGUAGES
        }


class BundlesForm(forms.Form):
    """The file that the key holder made."""

    file = forms.FileField(
        label=gettext_lazy("What “waystation campaign address” wrote"),
        help_text=gettext_lazy("Large lists come in several files: bring one after the other."),
    )


@require_http_methods(["GET", "POST"])
def updates(request: HttpRequest, petition: str) -> HttpResponse:
    """List a petition's updates and begin one."""
    actor = acting(request)
    if request.method == "POST":
        made = petitions.begin_update(actor=actor, petition=petition, at=clock.now())
        return redirect("campaigns:update_words", petition=petition, update=made.ref)
    context = {
        "petition": petitions.get_for_desk(actor, petition, clock.now()),
        "updates": petitions.list_updates(actor, petition),
        "readers": petitions.count_readers(actor, petition),
        "can_begin": petitions.may_begin(actor, petition, clock.now()),
    }
    return render(request, "petitions/desk/updates.html", context)


@require_http_methods(["GET", "POST"])
def update(request: HttpRequest, petition: str, update: str) -> HttpResponse:
    """Show one update and how far it has come; a post moves it along."""
    actor = acting(request)
    if request.method == "POST":
        asking.press(request, partial(petitions.move_update, actor=actor, petition=petition, update=update))
        return redirect("campaigns:update", petition=petition, update=update)
    return _show(request, petition, update, BundlesForm())


def _show(request: HttpRequest, petition: str, update: str, form: BundlesForm) -> HttpResponse:
    actor = acting(request)
    found = petitions.get_update(actor, petition, update)
    context = {
        "update": found,
        "author": staff.names_of(actor, {found.author}).get(found.author, ""),
        "spoken": [
            (code, name, found.subjects.get(code, ""), found.words.get(code, ""))
            for code, name in settings.LANGUAGES
        ],
        "readers": petitions.count_readers(actor, petition),
        "takes_bundles": found.state == rules.PUBLISHED,
        "form": form,
    }
    return render(request, "petitions/desk/update.html", context)


@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, petition: str, update: str) -> HttpResponse:
    """Write a draft in every language."""
    actor = acting(request)
    found = petitions.get_update(actor, petition, update)
    if not found.can_write:
        raise NotHere
    initial = {f"subject_{language}": text for language, text in found.subjects.items()}
    initial |= {f"words_{language}": text for language, text in found.words.items()}
    form = WordsForm(request.POST or None, initial=initial)
    version = asking.version(request, found.version)
    if asking.is_done(
        form,
        lambda: petitions.write_update(
            actor=actor,
            petition=petition,
            update=update,
            subjects=form.spoken("subject"),
            words=form.spoken("words"),
            read=version,
            at=clock.now(),
        ),
    ):
        messages.success(request, _("Kept."))
        return redirect("campaigns:update", petition=petition, update=update)
    context = {"update": found, "form": form, "version": version}
    return render(request, "petitions/desk/update_words.html", context)


@require_safe
def readers(request: HttpRequest, petition: str, update: str) -> StreamingHttpResponse:
    """Hand out the sealed addresses of those who asked, to be opened where the private half is."""
    lines = petitions.export_readers(actor=acting(request), petition=petition, update=update, at=clock.now())
    told = (json.dumps(line) + "\n" for line in lines)
    response = StreamingHttpResponse(told, content_type="application/jsonl")
    response["Content-Disposition"] = 'attachment; filename="readers.jsonl"'
    return response


@require_POST
def bundles(request: HttpRequest, petition: str, update: str) -> HttpResponse:
    """Take in what the key holder made."""
    form = BundlesForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            laid = petitions.lay_bundles(
                actor=acting(request),
                petition=petition,
                update=update,
                sent=vault.take_staged(form.cleaned_data["file"].staged),
                at=clock.now(),
            )
        except Invalid as wrong:
            asking.show(form, wrong)
        else:
            messages.success(request, _("Taken in: %(number)s addresses.") % {"number": laid})
            return redirect("campaigns:update", petition=petition, update=update)
    return _show(request, petition, update, form)
