"""The processes of the kill test: one prepares a journey that is waited for, others are workers at a given moment.

Run as ``python -m waystation.sealed.evacuation.tests.under_fire`` with WAYSTATION_DATA and DATABASE_URL set: a nursery.
"""

# ruff: noqa: E402 - the framework must know its settings before a table is imported

import json
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

DATA = Path(os.environ["WAYSTATION_DATA"])
os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
django.setup()

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.foundation.vault import api as vault
from waystation.foundation.vault import primitives
from waystation.sealed.casework.models import Overlay
from waystation.sealed.evacuation import api as evacuation
from waystation.sealed.evacuation.models import CheckIn
from waystation.testing import nursery
from waystation.testing.cast import raise_house
from waystation.testing.journeys import a_case_with_words, a_released_journey

settings.INSTALLATION_ID = "h234567h234567"  # one house for all processes: its identity is in every key's pin
BEGAN = datetime(2017, 5, 11, 9, 30, tzinfo=UTC)
CALLED = DATA / "called"


def note(line):
    with CALLED.open("a") as book:
        book.write(f"{line}\n")


POST = outbox.Post(address_of=note, sender="post@example.org", desk_address="")


def prepare():
    primitives.ARGON_MEMORY_KIB, primitives.ARGON_PASSES = 64, 1
    vault.prepare(DATA / "keys")
    settings.MIGRATION_MODULES = {
        room.label: None for room in apps.get_app_configs()
    }  # the tables as they are
    call_command("migrate", run_syncdb=True, verbosity=0)
    cast = raise_house(BEGAN)
    case, _receipt = a_case_with_words(cast, BEGAN)
    a_released_journey(cast, case.ref, BEGAN)
    names = {getattr(cast, name).ref: name for name in ("noor", "pavel", "ruth", "olga", "karim", "idris")}
    Job.objects.exclude(kind__startswith="evacuation").delete()
    print(json.dumps(names))


def work(minutes):
    vault.prepare(DATA / "keys")
    started = time.monotonic()
    print("ready", flush=True)
    outbox.run_worker(
        dict(evacuation.HANDLERS),
        threading.Event(),
        lambda: BEGAN + timedelta(minutes=int(minutes), seconds=time.monotonic() - started),
        post=POST,
        poll=0.05,
        lease=timedelta(seconds=1),
    )


def look():
    print(
        json.dumps(
            {
                "state": CheckIn.objects.get().state,
                "overlays": list(Overlay.objects.values_list("kind", flat=True)),
                "called": CALLED.read_text().split() if CALLED.exists() else [],
                "waiting": sum(job.payload.get("step") != "again" for job in Job.objects.all()),
            }
        )
    )


if __name__ == "__main__":
    nursery.tend({"prepare": prepare, "work": work, "look": look})
