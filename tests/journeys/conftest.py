"""Browsers and served doors for the journeys; without chromium they are skipped, plainly."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.testing import cast
from waystation.testing.doors import serve

import pictures
from mailbox_server import Mailbox


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if pictures.CHROMIUM is None:
        pytest.skip("chromium is not installed: this journey was not walked")
    with pictures.browser() as found:
        yield found


@pytest.fixture
def front_address(transactional_db: None) -> Iterator[str]:
    """The front door, served for a browser."""
    with serve("front") as address:
        yield address


@pytest.fixture
def desk_address(transactional_db: None) -> Iterator[str]:
    """The desk, served for a browser."""
    with serve("desk") as address:
        yield address


@pytest.fixture
def vera(transactional_db: None) -> staff.Actor:
    """Vera of the intake team; the house is raised anew where an earlier journey swept it away."""
    if not staff.has_house():
        cast.raise_house(clock.now())
    return cast.enter("vera")


@pytest.fixture
def mailbox(settings: object) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "waystation.foundation.outbox.smtp.QuietBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
    yield box
    server.stop()
