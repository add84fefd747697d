"""Logging in: the passphrase is checked and the private key unlocked in one slow run."""

from datetime import datetime
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff.cards import Actor
from waystation.foundation.staff.models import Account
from waystation.foundation.staff.queries import login_tag
from waystation.foundation.staff.sessions import SessionStore
from waystation.foundation.vault import api as vault

PRIVATE = "private_key"
SEEN = "seen_at"
NAME = "name"
PASSED = "second_factor"

_ACTIVE = Prepared(lambda ref: Account.objects.filter(pk=ref, is_active=True))


def open_session(actor: Actor, at: datetime) -> str:
    """Open a desk session for an actor who is unlocked already, and return the cookie's secret (tests, pictures)."""
    account = Account.objects.get(line=actor.ref)
    session = SessionStore()
    session.update(
        {
            SESSION_KEY: account.pk,
            BACKEND_SESSION_KEY: f"{PassphraseBackend.__module__}.{PassphraseBackend.__name__}",
            HASH_SESSION_KEY: account.get_session_auth_hash(),
            PRIVATE: (actor.ring.own_private() or b"").hex(),
            NAME: actor.name,
            SEEN: at.isoformat(),
            PASSED: True,
        }
    )
    session.create()
    return str(session.session_key)


def sweep_sessions() -> None:
    """Erase the sessions whose day has passed."""
    SessionStore.clear_expired()


class PassphraseBackend(BaseBackend):
    """Django's way in. On success the private key is put into the session, which the cookie alone opens.

    Until the second factor is shown the session belongs to nobody, so the key in it opens no page.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_others: Any,
    ) -> Account | None:
        """Return the account whose passphrase this is, or None; both take the same time (T-05)."""
        if username is None or password is None or request is None:
            return None
        account = Account.objects.filter(username=login_tag(username), is_active=True).first()
        if account is None:
            vault.pretend(password)
            return None
        try:
            private = vault.unlock(password, account.lock, account.line)
        except vault.WrongPassphrase:
            return None
        request.session[PRIVATE] = private.hex()
        return account

    def get_user(self, user_id: str) -> Account | None:
        """Return an active account by its reference."""
        return next(iter(_ACTIVE(ref=user_id)), None)
