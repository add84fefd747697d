"""The fast lane takes what the plain lane would take, answers as it does, and leaves everything else to it."""

import asyncio
from urllib.parse import urlencode

import pytest

from waystation.outreach.petitions import api as petitions
from waystation.outreach.petitions.front.fast import Lane
from waystation.outreach.petitions.models import Signature
from waystation.testing import petitions as props


def take(path, *bodies):
    lane = Lane()

    async def everybody():
        return await asyncio.gather(*(lane.take(path, body, "127.0.0.1") for body in bodies))

    try:
        return asyncio.run(everybody())
    finally:
        lane.close()


@pytest.mark.django_db(transaction=True)
def test_both_lanes_take_the_same_signature_once(cast, at, front):
    ref = props.an_open_petition(cast, at)
    path = f"/ru/petitions/{ref}/sign/"
    bodies = [urlencode(props.form(number)).encode() for number in (1, 2, 2, 3)]
    answers = take(path, *bodies)
    # On a busy machine what the lane remembers may grow old at this very moment: that one is the plain lane's then.
    left = [number for number, answer in zip((1, 2, 2, 3), answers, strict=True) if answer is None]
    assert len(left) < len(bodies)
    plain = [front.post(path, props.form(number)).headers["Location"] for number in (*left, 1)]
    assert {*answers, *plain} - {None} == {f"/ru/petitions/{ref}/thanks/"}
    assert {row.ref for row in Signature.objects.all()} == {
        petitions.ref_of_token(props.link_of(ref, props.typed(number))) for number in (1, 2, 3)
    }


@pytest.mark.django_db(transaction=True)
def test_what_is_not_plainly_a_signature_is_left_to_the_plain_lane(cast, at):
    ref = props.an_open_petition(cast, at)
    path, good = f"/en/petitions/{ref}/sign/", urlencode(props.form(1)).encode()
    assert take(path, b"", b"contact=nobody", b"\xff\xfe", urlencode({"a": 1}).encode() * 99) == [None] * 4
    assert take("/en/petitions/22222222222222/sign/", good) == [None]
    assert take(f"/en/petitions/{ref}/", good) == [None]
    assert take(f"/xx/petitions/{ref}/sign/", good) == [None]
    petitions.move_petition(actor=cast.kira, petition=ref, move="pause", at=at)
    assert take(path, good) == [None]
    assert not Signature.objects.exists()
