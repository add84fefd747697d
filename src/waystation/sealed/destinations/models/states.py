"""The check that a state column holds a state of its machine and nothing else."""

from django.db.models import CheckConstraint, Q

from waystation.foundation.kernel.machine import Machine

STATE_LENGTH = 20


def state_check(machine: Machine) -> CheckConstraint:
    """Return the constraint of a table whose ``state`` follows the machine."""
    return CheckConstraint(
        condition=Q(state__in=sorted(machine.states)), name=f"destinations_{machine.name}_state"
    )
