"""``waystation bench desk``: lists, search, a case, Today and signing in, over as many sealed rows as one asks for.

The rows are those the operations make. A few dozen requests and cases are walked through the real operations; then
everything that belongs to one of them is copied again and again under fresh references and fresh data keys, bodies
opened and sealed anew in their new place, grants wrapped anew to those who read. Only the ledger is left as it is.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework import api as casework
from waystation.sealed.intake import api as intake
from waystation.testing import cases as props
from waystation.testing import voices
from waystation.testing.benches.copying import Copier, Root
from waystation.testing.cast import PASSPHRASE, Cast, renewed
from waystation.testing.doors import DeskClient

RUNS = 41
WARM_UPS = 4
TEMPLATES = 12  # one of each: family or alone, in each phase, still asking or answered
PHASES = ("verifying", "accepted", "planning", "sheltered", "onward", "arrived")
FAMILY, FAMILY_EVERY = 4, 4  # one family of four and three single people: 1.75 persons a case


def run(cast: Cast, *, cases: int, requests: int) -> dict[str, Any]:
    """Build what is not there yet, then measure through the desk's own views: 95th percentile of 41 runs each.

    ``list_p95_ms`` is the slower of the case list and the intake queue. ``open_case_cpu_ms`` is what it takes to open all
    sections of a case and to note it in the ledger, ``case_cpu_ms`` the whole page with every room's panel.
    """
    if cast.shares:
        begun = time.process_time()
        _build(cast, cases=cases, requests=requests)
        sys.stderr.write(f"built in {time.process_time() - begun:.0f} CPU s\n")
    return _Desk(renewed(cast)).measure()


def _build(cast: Cast, *, cases: int, requests: int) -> None:
    now = clock.now()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")
    with transaction.atomic():
        opened = [_a_case(cast, number, now - timedelta(days=number)) for number in range(TEMPLATES)]
        asked = [_a_request(cast, number, now - timedelta(days=number)) for number in range(TEMPLATES)]
    copier = Copier(cast)
    of_cases, of_requests = copier.learn(opened), copier.learn(asked)
    copier.multiply(of_cases, cases - len(opened), _name)
    copier.multiply(of_requests, requests - cases - len(asked), _name)


def _name(number: int, place: int) -> str:
    return voices.name(number + 1009 * place)


def _a_case(cast: Cast, number: int, at: Any) -> Root:
    """Return what a case hangs by, the case and the request it came from, and what its people are called."""
    named = [_name(number, place) for place in range(FAMILY if number % FAMILY_EVERY == 0 else 1)]
    with clock.fixed(at):
        card = props.a_case(cast, at, answers=voices.answers(number), called=named[0])
        head = props.head_of(cast, card)
        for place, called in enumerate(named[1:]):
            role = "child" if place else "partner"
            casework.add_person(
                actor=cast.noor, case=card.ref, role=role, is_minor=role == "child", called=called, at=at
            )
        casework.add_note(actor=cast.noor, case=card.ref, text="Spoke at length, calm.", at=at)
        if number % 3:
            props.bring_to(cast, head.ref, PHASES[number % len(PHASES)], at)
    return [card.ref, card.request], named


def _a_request(cast: Cast, number: int, at: Any) -> Root:
    """Return the reference of a request; one in six is still open, the others were sign-posted."""
    with clock.fixed(at):
        receipt = intake.seal_request(
            answers=voices.answers(number), entropy=vault.new_entropy(), language="ru", attachments=[], at=at
        )
        if number % 6:
            intake.claim(actor=cast.vera, request=receipt.request, at=at)
            intake.sign_post(
                actor=cast.vera, request=receipt.request, reason="no_capacity", text="Not now.", at=at
            )
    return [receipt.request], [_name(number, 0)]


class _Desk:
    """The desk as each of the cast sees it, measured."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.noor, self.vera = self._client("noor"), self._client("vera")

    def measure(self) -> dict[str, Any]:
        """Measure every figure."""
        cast, noor, vera = self.cast, self.noor, self.vera
        listed = casework.list_cases(cast.noor, casework.CaseFilter(), on=clock.today())
        refs = [row.ref for row in listed.rows]
        turns = iter(refs * (RUNS + WARM_UPS))
        cases = _p95(lambda: noor.get(noor.address("casework:case-list")))
        queue = _p95(lambda: vera.get(vera.address("intake:queue")))
        search = _p95(lambda: noor.post(noor.address("search"), {"query": voices.name(7)}))
        page = _p95(lambda: noor.get(noor.address("case", case=next(turns))))
        with CaptureQueriesContext(connection) as queries:
            noor.get(noor.address("case", case=refs[0]))
            asked = len(queries)  # now: the next page begins a new count
        today = [_p95(partial(client.get, "/")) for client in (noor, vera)]
        return {
            "cases": casework.count_cases(cast.ruth, casework.CaseFilter(), on=clock.today()),
            "requests": intake.count_received(until=clock.today()),
            "list_p95_ms": max(cases[0], queue[0]),
            "list_cpu_ms": cases[1],
            "queue_cpu_ms": queue[1],
            "search_p95_ms": search[0],
            "search_cpu_ms": search[1],
            "case_p95_ms": page[0],
            "case_cpu_ms": page[1],
            "case_queries": asked,
            "today_p95_ms": max(wall for wall, _cpu in today),
            "today_cpu_ms": max(cpu for _wall, cpu in today),
            "login_cpu_s": self._login(),
            "open_case_cpu_ms": self._open(refs),
        }

    def _open(self, refs: list[str]) -> float:
        """Return the processor time of opening everything in a case with a ring that has opened nothing yet."""
        spent = []
        for ref in refs[:RUNS]:
            begun = time.process_time()
            casework.open_case_file(actor=staff.renew(self.cast.noor), case=ref, at=clock.now())
            spent.append((time.process_time() - begun) * 1000)
        return round(statistics.median(spent), 1)

    def _client(self, login: str) -> DeskClient:
        client = DeskClient(SERVER_NAME="localhost")
        client.enter(getattr(self.cast, login))
        return client

    def _login(self) -> float:
        spent = []
        for _ in range(5):
            client = DeskClient(SERVER_NAME="localhost")
            begun = time.process_time()
            answer = client.post(client.address("account_login"), {"login": "noor", "password": PASSPHRASE})
            if answer.status_code != 302:  # noqa: PLR2004
                raise RuntimeError("Noor could not sign in")
            spent.append(time.process_time() - begun)
        return round(statistics.median(spent), 3)


def _p95(act: Callable[[], Any]) -> tuple[float, float]:
    """Return the 95th percentile of wall time and the median of processor time, in milliseconds."""
    walls, cpus = [], []
    for number in range(RUNS + WARM_UPS):
        begun, spent = time.perf_counter(), time.process_time()
        answer = act()
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(f"the page answered {answer.status_code}")
        if number >= WARM_UPS:
            walls.append((time.perf_counter() - begun) * 1000)
            cpus.append((time.process_time() - spent) * 1000)
    return round(statistics.quantiles(walls, n=20)[-1], 1), round(statistics.median(cpus), 1)
