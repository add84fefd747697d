"""A lane takes exactly what the page would take, and puts down the same."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front import fast
from waystation.outreach.petitions.models import Signature
from waystation.outreach.petitions.operations.together import Together
from waystation.testing import petitions as props

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def ref(cast, at):
    return props.an_open_petition(cast, at)


anything = st.dictionaries(
    st.sampled_from(["name", "contact", "country", "place", "comment", "consent_news", "extra"]),
    st.one_of(st.text(max_size=12), st.sampled_from(["a@b.example", "Амаль@mail.ru", "DE", "ZZ", "x" * 600])),
)

whole = {"name": "Amal", "contact": "a@b.example", "country": "DE"}
typed = st.one_of(anything, anything.map(lambda some: some | whole), anything.map(lambda some: whole | some))


@pace(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=typed, language=st.sampled_from(["en", "ru", "xx"]))
def test_a_lane_takes_exactly_what_the_page_would_take(ref, front, typed, language):
    path = f"/{language}/petitions/{ref}/sign/"
    body = urlencode(typed, errors="replace").encode()
    arrival = fast.prepare(path, FORM, body, "")
    page = front.post(path, typed)  # in parts, as no lane takes it: the page itself reads the same fields
    assert (arrival is not None) == (page.status_code == 303)
    if arrival is not None:
        assert page["Location"] == fast.following(arrival)
        assert Signature.objects.get().ref == arrival.ref
        petitions.write_arrivals([arrival])
        assert Signature.objects.count() == 1
        Signature.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_the_writer_keeps_no_connection_from_it():
    connection.ensure_connection()
    looked = Together[str, bool](lambda things: [connection.connection is None for _thing in things])
    is_pooled = connection.vendor == "postgresql"
    assert looked.bring("x") == is_pooled, "a pool of twelve and sixty-four who wait would stand still"
