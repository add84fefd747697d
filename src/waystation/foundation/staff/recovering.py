"""Deeds beside the daily work: a new key from recovery shares, and the pinning of keys made before there were pins."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from waystation.foundation.kernel.errors import Invalid
from waystation.foundation.kernel.words import gettext_noop as _
from waystation.foundation.ledger import api as ledger
from waystation.foundation.outbox import api as outbox
from waystation.foundation.staff import rules
from waystation.foundation.staff.models import Account, StaffSession
from waystation.foundation.staff.operations import PASSPHRASE_WEAK
from waystation.foundation.staff.queries import login_tag
from waystation.foundation.staff.tags import Tag
from waystation.foundation.vault import api as vault

_CHUNK = 500


@transaction.atomic
def restore_member(*, shares: Sequence[str], login: str, passphrase: str, at: datetime) -> None:
    """Give somebody who lost their passphrase a new key, from enough recovery shares; everyone is told.

    :raises vault.SharesUnfit: the shares do not rebuild this installation's recovery key.
    :raises Invalid: no such login, or a weak passphrase.
    """
    recovery = vault.ring_from(shares)
    account = Account.objects.filter(username=login_tag(login), is_active=True).first()
    if account is None:
        raise Invalid(login=_("There is no such login."))
    if rules.is_weak(passphrase):
        raise Invalid(passphrase=PASSPHRASE_WEAK)
    _holder, pair = vault.replace_key(recovery, account.line)
    made = vault.lock(passphrase, pair.private, account.line)
    Account.objects.filter(pk=account.pk).update(
        salt=made.salt, verifier=made.verifier, locked=made.sealed, must_change=True
    )
    StaffSession.objects.filter(account=account).delete()
    keys = vault.key_rows(account.line)
    ledger.record(actor=None, tag=Tag.RECOVERY_USED, subject=account.line, at=at, rows=keys)
    outbox.tell(Account.objects.filter(is_active=True).values_list("line", flat=True), at=at)


@transaction.atomic
def adopt_keys(*, at: datetime) -> int:
    """Pin the keys of an installation from before there were pins and name them in the ledger; return how many.

    Part of an upgrade. Where a single key is pinned, or the ledger has ever named one, nothing is adopted: a row without
    a pin is a forgery then.
    """
    if ledger.has_named(vault.key_rows()):
        return 0
    keys = vault.adopt()
    for start in range(0, len(keys), _CHUNK):
        rows = keys[start : start + _CHUNK]
        ledger.record(actor=None, tag=Tag.KEYS_ADOPTED, subject=rows[0].ref, at=at, rows=rows)
    return len(keys)
