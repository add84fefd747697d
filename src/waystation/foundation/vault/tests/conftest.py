"""Props for the vault's tests: keys on disk, people with rings."""

from collections.abc import Callable

import pytest

from waystation.foundation.vault import holders, keystore
from waystation.foundation.vault.ring import Ring


@pytest.fixture(autouse=True)
def _keys() -> None:
    keystore.prepare(keystore.folder())


@pytest.fixture
def someone(db) -> Callable[..., tuple[str, Ring]]:
    """Make a person: their line and their unlocked ring."""

    def make(kind: str = holders.PERSON) -> tuple[str, Ring]:
        holder, pair = holders.create_holder(kind)
        return holder.line, Ring(holder.ref, pair.private)

    return make


@pytest.fixture
def team(db) -> Callable[..., str]:
    """Make a team of the people whose lines are given, and return its line."""

    def make(*members: str) -> str:
        holder, pair = holders.create_holder(holders.TEAM)
        for member in members:
            holders.hand_key(pair.private, holder, holders.newest(member))
        return holder.line

    return make
