"""``waystation bench intake``: whole forms from many clients at once against the real front, over HTTP."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.errors import NotHere, Refused
from waystation.foundation.vault import api as vault
from waystation.sealed.intake import api as intake
from waystation.testing.benches import process
from waystation.testing.benches.process import Process
from waystation.testing.benches.visitor import Form, fill
from waystation.testing.cast import Cast

WARM_UP = 24


def run(
    cast: Cast, *, requests: int, clients: int, kill: bool = False, worker: bool = True, fronts: int = 1
) -> dict[str, Any]:
    """Send forms, each page by page, and count what became of them; with ``kill`` a front dies half way.

    A form is stored when its request is found by its twelve words and Vera reads in it what was written; it is lost
    when the front answered with the words and it is not. ``cpu_ms_per_request`` is the fronts' processor time for
    the whole form: one GET and seven POSTs.
    """
    data = Path(settings.DATA_FOLDER)
    doors, work = process.fronts(fronts, data), Process("work", data)
    front = doors[0]
    for door in doors:
        door.start()
    if worker:
        work.start()
    try:
        _send(front, WARM_UP, 4, offset=requests)
        before, begun = process.cpu_of(doors), time.monotonic()
        forms = _send(front, requests, clients, kill_at=requests // 2 if kill else 0)
        seconds, spent = time.monotonic() - begun, process.cpu_of(doors) - before
    finally:
        for each in (*doors, work):
            each.stop()
    found = _look(cast, forms)
    return {
        "sent": len(forms),
        "stored": found["stored"],
        "lost": found["lost"],
        "refused": sum(form.refusals for form in forms) + sum(not form.is_acknowledged for form in forms),
        "duplicates": found["duplicates"],
        "per_second": round(len(forms) / seconds, 1),
        "cpu_ms_per_request": round(spent / len(forms) * 1000, 2),
    }


def _send(front: Process, number: int, clients: int, *, offset: int = 0, kill_at: int = 0) -> list[Form]:
    done = threading.Semaphore(0)

    def one(form: Form) -> Form:
        try:
            return fill(front.port, form)
        finally:
            done.release()

    with ThreadPoolExecutor(clients) as pool:
        futures = [pool.submit(one, Form(offset + each)) for each in range(number)]
        if kill_at:
            for _ in range(kill_at):
                done.acquire()
            front.kill()
            front.start()
        return [future.result() for future in futures]


def _look(cast: Cast, forms: list[Form]) -> Counter[str]:
    found: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for form in forms:
        ref = intake.find_request_of_receipt(vault.line_of(form.entropy))
        is_there = ref is not None and _says(cast, ref, form.said)
        found["stored"] += is_there
        found["lost"] += form.is_acknowledged and not is_there
        seen[ref or ""] += 1
    stored_in_all = intake.count_received(until=clock.today())
    found["duplicates"] = stored_in_all - WARM_UP - len(seen - Counter({"": seen[""]}))
    return found


def _says(cast: Cast, ref: str, said: str) -> bool:
    try:
        opened = intake.open_request(actor=cast.vera, request=ref, at=clock.now())
    except (NotHere, Refused):
        return False
    return opened.answers.happening == said
