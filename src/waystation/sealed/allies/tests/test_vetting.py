"""Vetting by two people."""

import pytest

from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.sealed.allies import api as allies
from waystation.testing import allies as props


def test_try(cast, at):
    ref = props.a_trusted_helper(cast, at)
    found = allies.find_helpers(cast.noor, allies.Wish(kind="host", place="Vilnius", beds=3, without=("dog",), from_on=at.date()), today=at.date())
    print(found.suggestions[0].why, found.suggestions[0].not_known, found.unvetted)
    assert found.suggestions[0].ref == ref
