"""``waystation bench letters``: what it costs to lead from a ZIP to those who decide, on tables of the real size."""

import time
from typing import Any

from waystation.foundation.kernel import clock
from waystation.outreach.letters import formats
from waystation.outreach.letters.models import Campaign
from waystation.outreach.letters.operations.importing import bring_in
from waystation.outreach.letters.queries import atlas, campaign_card, find
from waystation.outreach.letters.rules import machine, places

CODES, STATES, DISTRICTS = (
    33_774,
    50,
    9,
)  # as many codes as the Census Bureau's table has, every fifth in two districts
LOOKED_UP = 2_000
SPANS = 5


def run(codes: int = CODES) -> dict[str, Any]:
    """Fill tables with invented places and people, and look codes up: processor time of each part."""
    on = clock.now().date()
    seats = [(f"s{state:02}", district) for state in range(STATES) for district in range(1, DISTRICTS + 1)]
    people = [_person(number, state, district) for number, (state, district) in enumerate(seats)]
    spent = {"import_officials_ms": _spent(lambda: bring_in(formats.Read(officials=people), "bench", on))}
    areas = [_area(number, seats[number % len(seats)]) for number in range(codes)]
    areas += [_area(number, seats[(number + 1) % len(seats)]) for number in range(0, codes, SPANS)]
    spent["import_codes_ms"] = _spent(lambda: bring_in(formats.Read(areas=areas), "bench codes", on))
    spent["read_into_memory_ms"] = _spent(atlas.current)
    row = Campaign.objects.create(author="bench", country="US", state=machine.OPEN)
    campaign = campaign_card(row, "en")
    asked = [f"{number:05}" for number in range(0, codes, max(1, codes // LOOKED_UP))]
    for code in asked[:50]:
        find(campaign=campaign, code=code)
    looked = _spent(lambda: [atlas.current().divisions("US", code) for code in asked]) / len(asked)
    whole = _spent(lambda: [find(campaign=campaign, code=code) for code in asked]) / len(asked)
    return {
        "codes": codes,
        "officials": len(people),
        **{name: round(value) for name, value in spent.items()},
        "look_up_us": round(looked * 1000, 1),
        "find_us": round(whole * 1000, 1),
    }


def _spent(deed: Any) -> float:
    """Return the processor time of a deed in milliseconds."""
    begun = time.process_time()
    deed()
    return (time.process_time() - begun) * 1000


def _person(number: int, state: str, district: int) -> formats.OfficialLine:
    return formats.OfficialLine(
        line=number,
        key=f"p{number}",
        name=f"Person {number}",
        country="US",
        body="House",
        division=places.us_division(state, district),
        region=state,
        district=str(district),
    )


def _area(number: int, seat: tuple[str, int]) -> formats.AreaLine:
    return formats.AreaLine("US", f"{number:05}", places.us_division(*seat))
