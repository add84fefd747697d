"""Django's session store, made so that a stolen database holds nothing: the content opens with the cookie only."""

import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from waystation.foundation.kernel import clock
from waystation.foundation.kernel.prepared import Prepared
from waystation.foundation.staff.models import StaffSession
from waystation.foundation.vault import api as vault

KEPT_DAYS = 1
OWNER = "_auth_user_id"

_NAMED = Prepared(lambda name: StaffSession.objects.filter(name=name))


class SessionStore(SessionBase):
    """A session whose key is a secret of 256 bits; the table keeps its hash and a body sealed under it (T-07)."""

    def exists(self, session_key: str) -> bool:
        """Say whether a session with this secret exists."""
        return StaffSession.objects.filter(name=vault.name_of(session_key)).exists()

    def _get_new_session_key(self) -> str:
        return vault.new_secret()

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and len(str(key)) >= len("x" * 43)

    def create(self) -> None:
        """Open a fresh session."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def load(self) -> dict[str, Any]:
        """Open the session's content with the cookie's secret; an unknown or altered one is an empty new one."""
        secret = self.session_key
        found = _NAMED(name=vault.name_of(secret)) if secret is not None else []
        if not found or secret is None:
            self._session_key = None
            return {}
        row = found[0]
        try:
            opened = vault.open_box(secret.encode(), bytes(row.sealed), **self._place(row.name))
        except vault.Unopenable:
            self._session_key = None
            return {}
        content: dict[str, Any] = json.loads(opened)
        return content

    def save(self, must_create: bool = False) -> None:
        """Seal the content under the secret and store it.

        :raises CreateError: another session has the same secret.
        :raises UpdateError: the session was ended meanwhile.
        """
        if self.session_key is None:
            return self.create()
        content: dict[str, Any] = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        name = vault.name_of(self.session_key)
        data = json.dumps(content).encode()
        values = {
            "sealed": vault.close_box(self.session_key.encode(), data, **self._place(name)),
            "account_id": content.get(OWNER),
            "ends_on": clock.today() + timedelta(days=KEPT_DAYS),
        }
        if must_create:
            _, created = StaffSession.objects.get_or_create(name=name, defaults=values)
            if not created:
                raise CreateError
        elif not StaffSession.objects.filter(name=name).update(**values):
            raise UpdateError
        return None

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        secret = session_key or self.session_key
        if secret:
            StaffSession.objects.filter(name=vault.name_of(secret)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Sweep away sessions whose day has passed."""
        StaffSession.objects.filter(ends_on__lt=clock.today()).delete()

    @staticmethod
    def _place(name: str) -> dict[str, Any]:
        return {"purpose": "session", "about": name, "pepper": settings.DESK_KEY}
