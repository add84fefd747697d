"""Laying the ground of an installation: configuration, keys, tables. Safe to interrupt and to do again."""

import os
from pathlib import Path

from waystation.site import installation as installations


def lay_ground(data: Path, wanted: installations.Installation) -> installations.Installation:
    """Write the configuration unless there is one, bring the tables up to date, make the keys of a new house.

    Each step leaves alone what an interrupted earlier attempt already did. A house that was founded gets no keys: one that
    is missing there must be brought back, and a new one in its place would only hide that.
    """
    found = installations.read(data)
    if found is None:
        installations.write(data, wanted)
    os.environ["WAYSTATION_DATA"] = str(data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    django.setup()
    from waystation.foundation.staff import api as staff
    from waystation.foundation.vault import api as vault
    from waystation.site.tables import bring_up_to_date

    bring_up_to_date()
    if not staff.has_house():
        vault.prepare(data / "keys")
    return found or wanted
