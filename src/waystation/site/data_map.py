"""Writes docs/data-map.md from the tables themselves: what lies in clear, why, and what is sealed.

``python -m waystation.site.data_map`` writes the page; a test compares it with the tables.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

HEAD = """# Data map

Made by `python -m waystation.site.data_map` from the tables; a test fails when this page and the tables differ.

Everything about a person lies in sealed bodies. In clear lie only the columns below, each with its reason. Each row
also has `ref` (an opaque random reference), and each sealed row `section` (which compartment), `generation` (which data
key), `version` (how often it was written) and `sealed` (the body). Nobody's name, address, place, country of destination,
contact, text, file name, exact time, address on the network or browser is in any column.

Times finer than a day stand in clear only where this page says so: when a job is due.

"""

OUTSIDE = """## Other people's tables

| Table | Column | Why it is in clear, who sees it, when it goes |
|---|---|---|
| `mfa_authenticator` | `type`, `user` | Which second factor somebody must show; erased with the account |
| `mfa_authenticator` | `data` | Secrets of code generators and recovery codes sealed under the member's key; of passkeys the public key and the name given to them |
| `mfa_authenticator` | `created_at`, `last_used_at` | Rounded to the day before they are written |
| `account_emailaddress`, `account_emailconfirmation`, `auth_group`, `auth_permission`, `auth_group_permissions` | all | Come with the accounts library; always empty of people |
| `django_migrations` | all | Which table changes were made; the time is that of the upgrade |
| `django_content_type` | all | Names of tables |

## Outside the database

| What | Where | Sealed? |
|---|---|---|
| Uploaded files | `files` in the data folder, named by reference | Sealed chunk by chunk, sizes padded |
| Archived copies of public pages | `archive` in the data folder, named by their hash | Clear: what a site served, when, and from which address |
| Keys | `keys` in the data folder; in no backup | Epoch keys are a layer over grants; the mailer's key opens staff addresses; none opens a case |
| `installation.toml` | the data folder | Clear: the organisation's name, languages, addresses of its pages, a secret that signs forms |
| Log | standard output | Day, kind of trouble, place in the code, opaque reference |
| Mail | the mail server | "There is something to look at", to members of staff |
"""


def tables() -> Iterator[tuple[str, str, str, str]]:
    """Yield room, table, column and reason of every clear column of the house, in a fixed order."""
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("waystation.")]
    for model in sorted(ours, key=lambda one: (one._meta.app_label, one.__name__)):  # noqa: SLF001
        for column, reason in model.data_map.items():  # type: ignore[attr-defined]
            yield model._meta.app_label, model.__name__, column, reason  # noqa: SLF001


def page() -> str:
    """Return the whole page."""
    lines: list[str] = []
    room = ""
    for label, table, column, reason in tables():
        if label != room:
            lines += [
                "",
                f"## {label}",
                "",
                "| Table | Column | Why it is in clear, who sees it, when it goes |",
                "|---|---|---|",
            ]
            room = label
        lines.append(f"| {table} | `{column}` | {reason} |")
    return HEAD + "\n".join(lines).strip() + "\n\n" + OUTSIDE


def main() -> int:
    """Write the page into the docs folder of the checkout."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.site.settings")
    import django

    django.setup()
    Path("docs/data-map.md").write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
