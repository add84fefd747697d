"""What the tests of every room and of the house share."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.foundation.vault import primitives
from waystation.site import catalogues
from waystation.testing.cast import Cast, raise_house, renewed
from waystation.testing.doors import DeskClient, FrontClient

MOMENT = datetime(2017, 5, 11, 9, 30, tzinfo=UTC)


def pytest_configure() -> None:
    """Compile the catalogues if a translator has been at work since."""
    catalogues.compile_stale()
    vault.prepare(settings.DATA_FOLDER / "keys")


@pytest.fixture(scope="session", autouse=True)
def _quick_passphrases() -> Iterator[None]:
    """Let the cast log in quickly: the strength of the slow function is a parameter with a test of its own."""
    strength = primitives.ARGON_MEMORY_KIB, primitives.ARGON_PASSES
    primitives.ARGON_MEMORY_KIB, primitives.ARGON_PASSES = 64, 1
    yield
    primitives.ARGON_MEMORY_KIB, primitives.ARGON_PASSES = strength


_raised: dict[str, Cast] = {}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:  # noqa: ARG001
    """Raise the house once, before the first test: every test then begins with the cast at work."""
    with django_db_blocker.unblock():
        _raised["cast"] = raise_house(MOMENT)


@pytest.fixture
def cast(db: None) -> Cast:  # noqa: ARG001 - asks for the database
    """The cast, with fresh rings: what one test unlocked is not open in the next."""
    if not staff.has_house():
        _raised["cast"] = raise_house(MOMENT)
    return renewed(_raised["cast"])


@pytest.fixture
def house(cast: Cast) -> Cast:
    """The house at work: the same cast, for the tests of rooms."""
    return cast


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
