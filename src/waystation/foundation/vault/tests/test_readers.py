"""Setting who reads a section: exactly those, one rotation, and nothing left on a search page."""

import pytest

from waystation.foundation.vault import holders, rows, sections, shelf
from waystation.foundation.vault.models import Card, ShelfPage
from waystation.foundation.vault.ring import NotGranted

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(someone):
    """Noor and Idris, who read a section, and Ruth, who does not; a card lies in it."""
    noor, idris, ruth = someone(), someone(), someone()
    section = sections.create_section(noor[1], kind="story", to=[noor[0], idris[0]])
    shelf.place_card(noor[1], section=section, subject="s" * 14, kind="person", card={}, terms="khava")
    return section, noor, idris, ruth


def readers_of(section) -> set[str]:
    return sections.granted_lines(section) - {holders.line_of_kind(holders.RECOVERY)}


def test_exactly_those_named_read_what_is_there_and_what_comes(three) -> None:
    section, (noor, noors), (_idris, idriss), (ruth, ruths) = three
    rows.read(idriss, row := Card.objects.select_related("section").get())
    sections.set_readers(noors, section, [noor, ruth])
    assert readers_of(section) == {noor, ruth}
    assert section.generation == 2
    assert rows.read(ruths, row)["terms"] == "khava"
    row = Card.objects.select_related("section").get()
    rows.write(noors, row, {"card": {}, "terms": "later"})
    with pytest.raises(NotGranted):
        rows.read(idriss, row)
    sections.set_readers(noors, section, [noor, ruth])
    assert section.generation == 2  # nobody came, nobody left
    assert readers_of(section) == {noor, ruth}


def test_whoever_does_not_hold_it_takes_away_and_hands_nothing_on(three) -> None:
    section, (noor, noors), _idris, (ruth, ruths) = three
    sections.set_readers(ruths, section, [noor, ruth])
    assert readers_of(section) == {noor}
    rows.write(noors, row := Card.objects.select_related("section").get(), {"card": {}, "terms": "later"})
    assert row.generation == 2  # it was stale, and turned before it was written
    with pytest.raises(sections.LastGrant):
        sections.set_readers(ruths, section, [ruth])
    sections.set_readers(ruths, section, [ruth], may_be_recovery_alone=True)
    assert readers_of(section) == set()


def test_who_holds_it_leaves_it_to_recovery_alone_only_when_that_is_asked_for(three) -> None:
    section, (noor, noors), (idris, _idriss), _ruth = three
    with pytest.raises(sections.LastGrant):
        sections.set_readers(noors, section, [])
    assert readers_of(section) == {noor, idris}
    sections.set_readers(noors, section, [], may_be_recovery_alone=True)
    assert readers_of(section) == set()


def test_what_a_line_lost_is_cut_out_of_its_pages_at_the_next_look(three) -> None:
    section, (noor, noors), (idris, idriss), _ruth = three
    other = sections.create_section(idriss, kind="story", to=[idris])
    shelf.place_card(idriss, section=other, subject="t" * 14, kind="person", card={}, terms="zelim")
    shelf._bind_line(idriss, idris, "person")
    assert {"khava", "zelim"} <= words_on_pages(idris, idriss)
    sections.set_readers(noors, section, [noor])
    assert [hit.subject for hit in shelf.search(idriss, kinds=["person"], query="zelim")] == ["t" * 14]
    assert words_on_pages(idris, idriss) & {"khava", "zelim"} == {"zelim"}


def words_on_pages(line, ring) -> set[str]:
    """What the pages of a line say to whoever has its key and the database."""
    return {
        word
        for page in ShelfPage.objects.filter(line=line)
        for word in shelf._open_page(ring, page).replace("\t", " ").split()
    }
