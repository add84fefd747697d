"""The processes that the kill test starts and kills: one writes changes with their jobs, others carry the jobs out.

Run as ``python -m waystation.foundation.outbox.tests.under_fire`` with WAYSTATION_DATA and DATABASE_URL set: a nursery.
"""

# ruff: noqa: E402 - the framework must know its settings before a table is imported

import json
import os
import threading
import time
from datetime import timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.references import new_ref
from waystation.foundation.outbox import api as outbox
from waystation.foundation.outbox.models import Job
from waystation.testing import nursery

NOBODY = outbox.Post(address_of=lambda line: None, sender="post@example.org", desk_address="")


def execute(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def take_effect(payload, at):
    execute("INSERT INTO effect VALUES (%s)", payload["thing"])
    time.sleep(0.003)


def prepare():
    call_command("migrate", "outbox", verbosity=0)
    execute("CREATE TABLE change (ref varchar(14))")
    execute("CREATE TABLE effect (ref varchar(14))")


def write():
    print("ready", flush=True)
    while True:
        with transaction.atomic():
            for ref in (new_ref(), new_ref(), new_ref()):
                execute("INSERT INTO change VALUES (%s)", ref)
                outbox.enqueue(
                    "take-effect", payload={"thing": ref}, due_at=clock.now() - timedelta(minutes=2)
                )
        time.sleep(0.002)


def work():
    print("ready", flush=True)
    lease = timedelta(milliseconds=200)
    outbox.run_worker(
        {"take-effect": take_effect}, threading.Event(), clock.now, post=NOBODY, poll=0.05, lease=lease
    )


def drain():
    interrupted = Job.objects.filter(attempts__gt=0).count()
    left = Job.objects.count()
    for days in range(1, 5):
        outbox.run_due({"take-effect": take_effect}, clock.now() + timedelta(days=days))
    found = {"left": left, "interrupted": interrupted, "jobs": Job.objects.count()}
    with connection.cursor() as cursor:
        for table in ("change", "effect"):
            cursor.execute(f"SELECT ref FROM {table} ORDER BY ref")  # noqa: S608 - two fixed names
            found[table] = [row[0] for row in cursor.fetchall()]
    print(json.dumps(found))


if __name__ == "__main__":
    nursery.tend({"prepare": prepare, "write": write, "work": work, "drain": drain})
