"""Our two hashes in a row are HMAC-SHA256, whatever the key and the words."""

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.foundation.kernel import macs


@given(key=st.binary(max_size=64), message=st.binary(max_size=300))
def test_it_is_the_hmac_of_everybody_else(key, message):
    assert macs.mac(macs.keyed(key), message) == hmac.digest(key, message, "sha256")


def test_a_key_longer_than_a_block_is_refused():
    with pytest.raises(ValueError, match="64"):
        macs.keyed(bytes(65))
