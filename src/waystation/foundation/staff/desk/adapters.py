"""How the accounts library behaves here: it notes no address and no browser, and seals second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from waystation.foundation.kernel import clock
from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault

NOBODY = "0.0.0.0"  # noqa: S104 - not an address to listen on: what is said instead of a visitor's


class QuietAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up, and nobody is told apart by where they come from (T-04)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts are added by supervisors only."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Say nothing of where the visitor comes from."""
        return NOBODY

    def get_http_user_agent(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Say nothing of the visitor's browser."""
        return ""

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: the library's sentences name accounts by their keyed hash, and the page itself shows enough."""

    def post_login(self, request: HttpRequest, user: Any, **others: Any) -> Any:
        """Note the sign-in in the ledger once both factors are given."""
        staff.note_sign_in(line=user.line, at=clock.now())
        return super().post_login(request, user, **others)


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are sealed under the member's own key, so a stolen database yields no codes."""

    def encrypt(self, text: str) -> str:
        """Seal a secret under the private key of whoever is signing in."""
        return vault.close_box(_private(), text.encode(), purpose="second-factor", about="").hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret again."""
        raw = bytes.fromhex(encrypted_text)
        return vault.open_box(_private(), raw, purpose="second-factor", about="").decode()


def _private() -> bytes:
    session: Any = context.request.session
    return bytes.fromhex(session[staff.PRIVATE])
