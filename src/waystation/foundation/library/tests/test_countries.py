"""Laws, bills and what is known of countries: steps raise notices, two people stand behind a statement, a dossier cites."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.foundation.kernel.errors import ChangedMeanwhile, Invalid, NotHere, Refused
from waystation.foundation.library import api as library
from waystation.foundation.library.rules import bills, clippings, conditions

SAID = library.Described("Report on detentions", "In our words.", "A paper", "en", date(2017, 4, 4))


def a_source(cast, at, **changed):
    return library.note_text(actor=cast.kira, described=SAID, tags=frozenset({"place:ru-chechnya"}), at=at)


def known(**changed):
    said = {
        "place": "ru-chechnya",
        "by": "police",
        "kind": "detention",
        "from_on": date(2017, 2, 1),
        "to_on": None,
        "statements": {"en": "Men are held without a record.", "ru": "Мужчин держат без записи."},
    }
    return library.Known(**(said | changed))


def a_checked_entry(cast, at, **changed):
    made = library.write_condition(actor=cast.karim, known=known(**changed), at=at)
    library.cite(actor=cast.karim, condition=made.ref, clipping=a_source(cast, at).ref, spot="par. 2", at=at)
    library.move_condition(actor=cast.karim, condition=made.ref, move="offer", at=at)
    return library.move_condition(actor=cast.tomas, condition=made.ref, move="check", at=at)


def test_a_bill_that_enters_a_new_stage_raises_a_notice_for_whom_it_concerns(cast, at):
    filed = library.file_bill(
        actor=cast.kira,
        place="ru",
        title="On custody",
        on=at.date() - timedelta(days=400),
        tags=frozenset({"subject:children"}),
        at=at,
    )
    assert not library.notices_since(date(2000, 1, 1)), "old history is no news"
    moved = library.move_bill(
        actor=cast.karim, bill=filed.ref, move="second", on=at.date(), note="385 for", at=at
    )
    notices = library.notices_since(at.date())
    assert [(one.from_stage, one.to_stage, one.place) for one in notices] == [("filed", "second", "ru")]
    assert library.concerning(notices, places={"ru-chechnya"})
    assert library.concerning(notices, places={"ru"}, tags=frozenset({"subject:children"}))
    assert not library.concerning(notices, places={"ru"}, tags=frozenset({"subject:conscripts"}))
    assert not library.concerning(notices, places={"by"})
    assert library.list_bills(place="ru", stages=frozenset({"second"})) == [moved]
    with pytest.raises(Refused):
        library.move_bill(actor=cast.kira, bill=filed.ref, move="second", on=at.date(), at=at)
    with pytest.raises(Invalid, match="on"):
        library.move_bill(
            actor=cast.kira, bill=filed.ref, move="signed", on=at.date() + timedelta(days=1), at=at
        )
    with pytest.raises(NotHere):
        library.move_bill(actor=cast.vera, bill=filed.ref, move="signed", on=at.date(), at=at)
    assert library.take_step_back(actor=cast.kira, bill=filed.ref, at=at).stage == "filed"
    assert not library.notices_since(at.date()), "a mistake takes its notice with it"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 50), max_size=12))
def test_every_life_goes_on_until_it_ends(choices):
    """Bills, entries and clippings: no state but an end is a dead end, and no move leads to a state unknown."""
    for machine in (bills.BILL, conditions.CONDITION, clippings.CLIPPING):
        state = machine.start
        for choice in choices:
            moves = list(machine.from_state(state))
            assert bool(moves) == (state not in machine.ends)
            if not moves:
                break
            state = moves[choice % len(moves)].target
            assert state in machine.states


def test_what_one_person_wrote_another_checks_against_its_sources(cast, at):
    made = library.write_condition(actor=cast.karim, known=known(), at=at)
    with pytest.raises(Refused, match="source"):
        library.move_condition(actor=cast.karim, condition=made.ref, move="offer", at=at)
    library.cite(actor=cast.karim, condition=made.ref, clipping=a_source(cast, at).ref, spot="par. 2", at=at)
    library.move_condition(actor=cast.karim, condition=made.ref, move="offer", at=at)
    with pytest.raises(Refused, match="Somebody else"):
        library.move_condition(actor=cast.karim, condition=made.ref, move="check", at=at)
    with pytest.raises(Refused):
        library.write_condition(actor=cast.karim, known=known(), condition=made.ref, version=2, at=at)
    checked = library.move_condition(actor=cast.tomas, condition=made.ref, move="check", at=at)
    assert (checked.checked_by, checked.checked_on) == (cast.tomas.ref, at.date())
    source = checked.citations[0].clipping.ref
    with pytest.raises(Refused, match="cited"):
        library.move_clipping(actor=cast.kira, clipping=source, move="withdraw", at=at)
    draft = library.move_condition(actor=cast.kira, condition=made.ref, move="rework", at=at)
    assert draft.checked_by == "", "a change asks for a new check"
    with pytest.raises(ChangedMeanwhile):
        library.write_condition(actor=cast.kira, known=known(), condition=made.ref, version=1, at=at)
    with pytest.raises(Invalid, match="statement_en"):
        library.write_condition(actor=cast.kira, known=known(statements={"en": " "}), at=at)
    with pytest.raises(NotHere):
        library.open_condition(cast.dana, made.ref)


def test_words_that_changed_while_they_were_read_are_not_checked(cast, at, desk):
    made = library.write_condition(actor=cast.karim, known=known(), at=at)
    ref = made.ref
    library.cite(actor=cast.karim, condition=ref, clipping=a_source(cast, at).ref, spot="par. 2", at=at)
    library.move_condition(actor=cast.karim, condition=ref, move="offer", at=at)
    desk.enter(cast.tomas)
    page = f"/library/conditions/{ref}/"
    read = re.search(r'name="version" value="(\w+)"', desk.get(page).content.decode()).group(1)
    library.move_condition(actor=cast.kira, condition=ref, move="send_back", at=at)
    library.write_condition(
        actor=cast.karim,
        known=known(statements={"en": "Other words."}),
        condition=ref,
        version=int(read),
        at=at,
    )
    library.move_condition(actor=cast.karim, condition=ref, move="offer", at=at)
    desk.post(page, {"move": "check", "version": read})
    assert library.open_condition(cast.tomas, ref).state == "offered"


def test_who_has_not_read_a_bill_as_it_stands_overwrites_nothing(cast, at, desk):
    desk.enter(cast.karim)
    bill = {"title": "On meetings", "country": "by", "stage": "filed", "on": "2017-05-01"}
    page = desk.post(desk.address("library:file"), bill)["Location"] + "edit/"
    assert desk.send(page, {"title": "On meetings and marches", "country": "by"}).status_code == 302
    late = desk.post(page, {"title": "Typed late", "country": "by", "version": "0" * 32})
    assert late.status_code == 409
    assert "Typed late" in late.content.decode()


def test_a_form_sent_twice_is_one(cast, at, desk):
    desk.enter(cast.karim)
    entry = {
        "country": "by",
        "by": "police",
        "kind": "torture",
        "from_on": "2017-01-01",
        "statement_en": "Known.",
    }
    bill = {"title": "On meetings", "country": "by", "stage": "filed", "on": "2017-05-01"}
    text = {"title": "A leaflet", "publisher": "Somebody"}
    for name, said in (("write", entry), ("file", bill), ("note", text)):
        first, second = (desk.post(desk.address(f"library:{name}"), said) for _ in range(2))
        assert first.status_code == 302
        assert first["Location"] == second["Location"]
    wrong = desk.post(desk.address("library:write"), {**entry, "from_on": "2030-01-01"}).content.decode()
    assert "Known." in wrong, "what was typed comes back"
    assert "What is known has happened" in wrong


def test_a_dossier_holds_what_was_checked_of_the_place_and_the_time_and_nothing_else(cast, at):
    a_checked_entry(cast, at)
    a_checked_entry(
        cast, at, place="ru", kind="no-protection", statements={"en": 'The state "looks" away #[x].'}
    )
    a_checked_entry(cast, at, place="by")
    a_checked_entry(cast, at, from_on=date(2012, 1, 1), to_on=date(2013, 1, 1))
    library.write_condition(actor=cast.karim, known=known(kind="killing"), at=at)
    wanted = library.Wanted("ru-chechnya", date(2017, 1, 1), at.date())
    for language in ("en", "ru"):
        made = library.write_dossier(actor=cast.karim, wanted=wanted, language=language, at=at)
        assert made.startswith(b"%PDF-")
    found = library.list_conditions(cast.karim, place="ru-chechnya")
    assert len(found) == 4, "a law of the whole country concerns its regions"
    with pytest.raises(Refused, match="No checked entry"):
        library.write_dossier(
            actor=cast.karim, wanted=library.Wanted("de", date(2017, 1, 1), at.date()), language="en", at=at
        )
    with pytest.raises(NotHere):
        library.write_dossier(actor=cast.dana, wanted=wanted, language="en", at=at)


def test_who_makes_a_dossier_of_which_place_leaves_no_trace(cast, at, desk):
    """The choice points at somebody: a thief of the database must not find that Chechnya was asked for (T-43)."""
    from django.apps import apps
    from django.db import connection

    a_checked_entry(cast, at)

    def everything():
        with connection.cursor() as cursor:
            found = {}
            for model in apps.get_models(include_auto_created=True):
                table = model._meta.db_table
                if table not in {"staff_session", "vault_grant"}:
                    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                    found[table] = sorted(map(str, cursor.fetchall()))
            return found

    desk.enter(cast.karim)
    before = everything()
    chosen = {
        "country": "ru",
        "region": "Chechnya",
        "since": "2017-01-01",
        "until": "2017-05-01",
        "kind": ["detention"],
        "language": "ru",
    }
    answer = desk.post(desk.address("library:dossier"), chosen)
    assert answer["Content-Type"] == "application/pdf"
    assert "hechnya" not in answer["Content-Disposition"]
    desk.post(desk.address("library:search"), {"words": "Zelimkhan from Gudermes"})
    assert everything() == before
