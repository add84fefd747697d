"""What was typed at a desk is never lost, whatever is wrong with it."""

from datetime import date

from django import forms

from waystation.foundation.kernel import asking, countries
from waystation.foundation.kernel.errors import Invalid, Refused


class Note(forms.Form):
    text = forms.CharField()
    on = forms.DateField(widget=asking.DayInput, required=False)


def refused_for(error: Exception) -> dict[str, list[str]]:
    form = Note({"text": "three of them, by night", "on": "2017-05-12"})

    def act():
        raise error

    assert not asking.is_done(form, act)
    assert "three of them, by night" in str(form)
    return form.errors


def test_a_refusal_stands_above_what_was_typed_and_a_fault_beside_its_field():
    refused = Refused("Somebody else must decide.", "A bed is missing.")
    assert refused_for(refused)["__all__"] == ["Somebody else must decide.", "A bed is missing."]
    assert refused_for(Invalid(text="Shorter, please."))["text"] == ["Shorter, please."]
    assert refused_for(Invalid(weather="Rain."))["__all__"] == ["Rain."], (
        "it has no field, and is said all the same"
    )


def test_nothing_is_done_with_what_does_not_even_fit():
    assert not asking.is_done(Note({"on": "tomorrow"}), lambda: 1 / 0)
    assert not asking.is_done(Note(), lambda: 1 / 0)
    assert asking.is_done(Note({"text": "well"}), lambda: None)


def test_a_day_is_spelt_as_browsers_want_it_whatever_the_language():
    assert 'value="2017-05-12"' in str(Note(initial={"on": date(2017, 5, 12)}))


def test_a_country_has_its_name_and_an_unknown_one_its_code():
    assert countries.name_of("LT", "ru") == "Литва"
    assert countries.name_of("AA") == "Alderland"
    assert countries.name_of("QX", "en") == "QX"
