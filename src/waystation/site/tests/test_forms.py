"""How a form speaks: labels, hints and errors that belong together for those who cannot see the page."""

import re

from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override


class _Reach(forms.Form):
    number = forms.CharField(label="Telephone number", help_text="With the country, <b>for example</b> +90.")
    way = forms.ChoiceField(
        label="How?", choices=[("page", "This page"), ("phone", "A call")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="Anything else", required=False, widget=forms.Textarea)
    alone = forms.BooleanField(label="I am alone", required=False)


def _page(form: forms.Form) -> str:
    request = RequestFactory().get("/")
    return " ".join(
        render_to_string("site/components/form.html", {"form": form, "submit": "Send"}, request).split()
    )


def test_a_hint_and_an_error_are_read_out_with_their_field():
    page = _page(_Reach({}))
    assert 'aria-describedby="id_number_helptext id_number_error"' in page
    assert 'id="id_number_helptext"' in page
    assert 'id="id_number_error"' in page
    assert 'aria-invalid="true"' in page


def test_each_line_of_the_summary_leads_to_something_that_exists():
    page = _page(_Reach({}))
    targets = re.findall(r'<a href="#([\w]+)">', page)
    assert targets == ["id_number", "id_way_0"]
    assert all(f'id="{target}"' in page for target in targets)


def test_choices_stand_in_a_fieldset_with_a_legend():
    assert "<legend>How?</legend>" in _page(_Reach())


def test_only_what_may_be_left_out_is_marked():
    page = _page(_Reach())
    assert page.count("(optional)") == 1
    assert "required" not in page


def test_a_lone_checkbox_stands_before_its_words():
    page = _page(_Reach())
    assert page.index('type="checkbox"') < page.index("I am alone")


def test_words_of_a_hint_are_never_markup():
    assert "<b>" not in _page(_Reach())


def test_what_was_typed_comes_back():
    assert "+90 555" in _page(_Reach({"number": "+90 555"}))


def test_a_missing_answer_is_asked_for_kindly():
    with override("ru"):
        assert _Reach({}).errors["number"] == ["Заполните, пожалуйста."]
