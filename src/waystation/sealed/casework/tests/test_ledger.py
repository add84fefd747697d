"""Every deed is in the ledger, every row follows from it, and reading counts as a deed."""

from waystation.foundation.ledger import api as ledger
from waystation.sealed.casework import api as casework
from waystation.testing.cases import a_case, a_family, bring_to, head_of


def test_after_a_whole_story_the_doctor_finds_every_row_in_step(house, at) -> None:
    opened, family = a_family(house, at)
    khava = family["khava"].ref
    bring_to(house, khava, "arrived", at)
    casework.travel_apart(actor=house.noor, persons=[family["ramzan"].ref], at=at)
    casework.open_overlay(actor=house.noor, person=khava, kind="hospitalised", note="A fever", at=at)
    casework.put_off_overlay(
        actor=house.noor, person=khava, kind="hospitalised", days=2, note="Better", at=at
    )
    casework.close_overlay(actor=house.noor, person=khava, kind="hospitalised", note="Home", at=at)
    casework.grant_section(actor=house.noor, case=opened.ref, kind="identity", line=house.mira.ref, at=at)
    casework.withdraw_section(actor=house.noor, case=opened.ref, kind="identity", line=house.mira.ref, at=at)
    casework.change_section(actor=house.noor, case=opened.ref, kind="legal", fields={"situation": "x"}, at=at)
    casework.set_level(actor=house.noor, case=opened.ref, level="monitor", reason="Calm", at=at)
    step = casework.set_next_step(actor=house.noor, case=opened.ref, text="Call", due_on=at.date(), at=at)
    casework.snooze_task(actor=house.noor, task=step.ref, due_on=at.date(), at=at)
    casework.finish_task(actor=house.noor, task=step.ref, at=at)
    asked = casework.ask_approval(
        actor=house.noor,
        person=family["musa"].ref,
        move="end",
        end_reason="withdrew",
        reason="His wish",
        at=at,
    )
    casework.decide_approval(
        actor=house.ruth, approval=asked.ref, decision="return", reason="Ask again", at=at
    )
    casework.grant_section(actor=house.mira, case=opened.ref, kind="medical", line=house.noor.ref, at=at)
    casework.restrict_case(actor=house.noor, case=opened.ref, people=[house.ruth.ref], at=at)
    assert not [str(finding) for finding in ledger.doctor() if finding.is_wrong]


def test_opening_a_case_is_one_entry_that_says_which_sections(house, at) -> None:
    opened = a_case(house, at)
    before = ledger.size_of()
    casework.open_case_file(actor=house.karim, case=opened.ref, at=at)
    assert ledger.size_of() == before + 1
    (entry,) = ledger.read_entries(house.lena.ring, limit=1).entries
    assert entry.told.actor == house.karim.ref
    assert entry.told.subject == opened.ref
    assert entry.told.tag == "case:sections:opened"
    assert entry.told.detail == {"sections": ["identity", "legal", "story"]}


def test_the_ledger_names_nobody_and_quotes_nothing(house, at) -> None:
    opened = a_case(house, at, called="Zelimkhan")
    person = head_of(house, opened)
    casework.add_note(actor=house.noor, case=opened.ref, person=person.ref, text="Zelimkhan called", at=at)
    casework.add_task(actor=house.noor, case=opened.ref, text="Call Zelimkhan", due_on=at.date(), at=at)
    told = ledger.read_entries(house.lena.ring, limit=50).entries
    assert len(told) > 5
    assert "Zelimkhan" not in str([(entry.told.subject, entry.told.detail) for entry in told])
