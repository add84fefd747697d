"""Laying the ground of an installation: configuration, keys, tables. Safe to interrupt and to do again."""

import os
from pathlib import Path

from waystation.site import installation as installations


def lay_ground(data: Path, wanted: installations.Installation) -> installations.Installation:
    """Write the configuration unless there is one, make missing keys, bring the tables up to date.

    Each step leaves alone what an interrupted earlier attempt already did.
    """
    found = installations.read(data)
    if found is None:
        installations.write(data, wanted)
    os.environ["WAYSTATION_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    django.setup()
    from waystation.foundation.vault import api as vault
    from waystation.site.tables import bring_up_to_date

    vault.prepare(data / "keys")
    bring_up_to_date()
    return found or wanted
