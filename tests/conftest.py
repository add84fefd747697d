"""What the tests of the house share."""

import pytest

from blueprint import House


@pytest.fixture(scope="session")
def house() -> House:
    """The source tree."""
    return House()
