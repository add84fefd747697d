"""A question that was put into SQL once answers as it would have if it were put together each time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.db.transaction import TransactionManagementError

from waystation.foundation.kernel.prepared import LONGEST, Prepared
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.vault.models import Holder, KeyWrap, Section

BY_KIND = Prepared(
    lambda kinds, kind: Section.objects.filter(kind__in=kinds).exclude(kind=kind).order_by("ref")
)
KINDS = ["identity", "story", "legal"]


@pytest.fixture
def sections(db) -> list[Section]:
    return Section.objects.bulk_create(Section(kind=kind) for kind in KINDS * 4)


def fields(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_it_finds_what_the_question_finds_whatever_the_values(sections):
    for kinds in ([], ["story"], KINDS, ("legal", "story"), [*KINDS, *(f"k{n}" for n in range(LONGEST))]):
        for kind in ("story", "none' OR 1=1 --", "%s", "kinds 0"):
            asked = Section.objects.filter(kind__in=kinds).exclude(kind=kind).order_by("ref")
            assert [fields(row) for row in BY_KIND(kinds=kinds, kind=kind)] == [fields(row) for row in asked]


def test_what_stands_beside_a_row_comes_along(cast, django_assert_num_queries):
    asked = Prepared(lambda keeper: KeyWrap.objects.select_related("subject").filter(keeper=keeper))
    with django_assert_num_queries(1):
        found = asked(keeper=cast.noor.ring.holder)
        lines = {wrap.subject.line for wrap in found}
    assert lines == cast.noor.teams


def test_a_row_that_was_found_can_be_changed(sections):
    row = Prepared(lambda ref: Section.objects.filter(ref=ref))(ref=sections[0].ref)[0]
    row.generation = 7
    row.save()
    assert Section.objects.get(ref=row.ref).generation == 7


def test_single_values_and_the_first_few_come_as_they_would(cast):
    line = cast.noor.ref
    flat = Prepared(lambda line: Holder.objects.filter(line=line).values_list("kind", flat=True))
    pairs = Prepared(lambda line: Holder.objects.filter(line=line).values_list("kind", "generation")[:1])
    assert flat(line=line) == ["person"]
    assert pairs(line=line) == [("person", 1)]


@pytest.mark.django_db(transaction=True)
def test_many_threads_ask_at_once_each_on_a_connection_of_its_own():
    Section.objects.bulk_create(Section(kind=kind) for kind in KINDS * 4)

    def ask(number: int) -> int:
        try:
            return sum(len(BY_KIND(kinds=KINDS[: n % 3 + 1], kind="")) for n in range(number, number + 9))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(0, 24, 3))) == {3 * (4 + 8 + 12)}


@pytest.mark.django_db(transaction=True)
def test_no_row_is_locked_outside_a_transaction():
    locked = Prepared(lambda ref: Section.objects.select_for_update().filter(ref=ref))
    assert not connection.in_atomic_block
    with pytest.raises(TransactionManagementError):
        locked(ref=new_ref())
