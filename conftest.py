"""What the tests of every room and of the house share."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import translation

from waystation.foundation.kernel import clock
from waystation.site import catalogues
from waystation.testing.doors import DeskClient, FrontClient

MOMENT = datetime(2017, 5, 11, 9, 30, tzinfo=UTC)


def pytest_configure() -> None:
    """Compile the catalogues if a translator has been at work since."""
    catalogues.compile_stale()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Begin each test in English, whatever language the last page was in."""
    with translation.override("en"):
        yield


@pytest.fixture
def at() -> Iterator[datetime]:
    """Hold the clock at one Thursday morning in May 2017, and say which."""
    with clock.fixed(MOMENT):
        yield MOMENT


@pytest.fixture
def front(db: None) -> FrontClient:  # noqa: ARG001 - asks for the database
    """A browser at the front door."""
    return FrontClient()


@pytest.fixture
def desk(db: None) -> DeskClient:  # noqa: ARG001 - asks for the database
    """A browser at the desk, not signed in."""
    return DeskClient()
