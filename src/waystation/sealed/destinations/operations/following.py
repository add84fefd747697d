"""Who may read a case has changed: its applications follow at once, not only when they are next written."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from waystation.foundation.staff import api as staff
from waystation.sealed.destinations import access
from waystation.sealed.destinations.models import Application
from waystation.sealed.destinations.operations.writing import keep_in_step


@transaction.atomic
def follow_readers(
    *,
    actor: staff.Actor,
    case: str,
    readers: Mapping[str, frozenset[str]],  # noqa: ARG001 - each application knows the compartment it follows
    at: datetime,  # noqa: ARG001 - every room is called alike
) -> None:
    """Let a case's applications be read by those who read its ``identity`` now, and by nobody else.

    For ``settings.AFTER_READERS`` only: whoever calls has passed the case's own gate and writes the entry (T-32).
    """
    for row in access.with_keys(Application.objects.filter(case=case).order_by("ref")):
        keep_in_step(actor, row)
