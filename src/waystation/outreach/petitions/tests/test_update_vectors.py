"""The written format of readers and bundles and the code agree: good files open, broken ones are refused."""

import base64
import json
from pathlib import Path

import pytest

from waystation.foundation.vault import api as vault
from waystation.outreach.petitions import addressing
from waystation.outreach.petitions.rules import news

VECTORS = json.loads(
    (Path(__file__).parents[5] / "docs/spec/vectors/petition-updates-v1.json").read_text("utf-8")
)
PEOPLE = sorted(one["spelt"] for one in VECTORS["people"])
CAMPAIGN, MAILER = (bytes.fromhex(VECTORS[whose]) for whose in ("campaign", "mailer"))


def names(kind):
    return [vector["name"] for vector in VECTORS[kind]]


def opened(lines, private, purpose):
    """Open a file as the page says, without the code that makes it."""
    head, *rest = lines
    found, strand = [], None
    for line in rest:
        if "header" in line:
            header = base64.b64decode(line["header"])
            strand = vault.OpenStrand(
                private, header, installation=head["installation"], purpose=purpose, ref=line["strand"]
            )
        else:
            found.append(strand.open(base64.b64decode(line["sealed"])).decode())
    return sorted(found)


@pytest.mark.parametrize("person", VECTORS["people"])
def test_a_wish_is_spelt_as_written(person):
    token = news.token_from(bytes.fromhex(person["link"]))
    assert token.hex() == person["token"]
    assert news.Addressed(person["address"], person["language"], token).spell().decode() == person["spelt"]
    assert news.unspell(person["spelt"].encode()).token == token


@pytest.mark.parametrize("vector", VECTORS["readers"], ids=names("readers"))
def test_readers_open_for_the_campaigns_key_and_are_sealed_to_the_mailer(vector):
    if not vector["opens"]:
        with pytest.raises(vault.Unopenable):
            list(addressing.address(iter(vector["lines"]), CAMPAIGN))
        return
    assert opened(vector["lines"], CAMPAIGN, "petition readers") == PEOPLE
    [made] = addressing.address(iter(vector["lines"]), CAMPAIGN)
    update = vector["lines"][0]["update"]
    assert made[0]["format"] == "waystation-petition-bundles-1"
    assert opened(made, MAILER, f"petition bundle {update}") == PEOPLE


@pytest.mark.parametrize("vector", VECTORS["bundles"], ids=names("bundles"))
def test_bundles_open_for_the_mailer_and_for_their_update_alone(vector):
    purpose = f"petition bundle {vector['lines'][0]['update']}"
    if vector["opens"]:
        assert opened(vector["lines"], MAILER, purpose) == PEOPLE
    else:
        with pytest.raises(vault.Unopenable):
            opened(vector["lines"], MAILER, purpose)
