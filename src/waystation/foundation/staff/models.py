"""Tables of the staff room: nobody's name, login or address stands here in clear."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from waystation.foundation.kernel.references import LENGTH
from waystation.foundation.vault import api as vault


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by the keyed hash of a login; creating one is an operation, never the manager's work."""


class Account(vault.SealedRow, AbstractBaseUser):
    """One member of staff. The body (name) is sealed in the directory; the login is a keyed hash."""

    data_map = {
        "username": "Keyed hash of the login, to find the account when somebody logs in.",
        "line": "Lasting name of the person's key pair.",
        "roles": "Role codes, to decide what a page offers before anything is opened.",
        "language": "Language of pages and of the mail that says only 'look'.",
        "is_active": "Closed accounts cannot log in.",
        "must_change": "The passphrase was set by somebody else and must be changed.",
        "salt": "Salt of the passphrase lock.",
        "verifier": "Proof of the passphrase; derived after Argon2id, opens nothing.",
        "locked": "Sealed under the passphrase.",
        "address": "Sealed to the mailer's key, which the database does not hold.",
        "password": "Never used: always '!'.",
    }

    username = models.CharField(max_length=32, unique=True)
    line = models.CharField(max_length=LENGTH, unique=True)
    roles = models.JSONField(default=list)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    must_change = models.BooleanField(default=False)
    salt = models.BinaryField()
    verifier = models.BinaryField()
    locked = models.BinaryField()
    address = models.BinaryField(null=True)
    password = models.CharField(max_length=1, default="!", editable=False)
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = AccountManager()

    @property
    def lock(self) -> vault.Lock:
        """Return the passphrase lock as the vault reads it."""
        return vault.Lock(bytes(self.salt), bytes(self.verifier), bytes(self.locked))

    def __str__(self) -> str:
        return self.ref


class Team(vault.SealedRow):
    """A group of people who share a key pair. The name is sealed in the directory."""

    data_map = {
        "line": "Lasting name of the team's key pair.",
        "kind": "What sort of team, so that new sections are granted to the right one.",
    }

    line = models.CharField(max_length=LENGTH, unique=True)
    kind = models.CharField(max_length=12)


class KeyDue(vault.Row):
    """Key work that only a member of a team can do: hand its key to somebody, or rotate it."""

    data_map = {
        "team": "Whose key.",
        "member": "Who is to receive it; empty for a rotation.",
        "seal": "Sealed by whoever asked, with the office's key: a row written past us hands out nothing.",
    }

    team = models.CharField(max_length=LENGTH)
    member = models.CharField(max_length=LENGTH, blank=True)
    seal = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "member"], name="key_due_once")]


class StaffSession(models.Model):
    """A desk session, found by the hash of the cookie and sealed under the cookie itself."""

    data_map: ClassVar[dict[str, str]] = {
        "name": "Hash of a secret that only the cookie has.",
        "account": "Whose session, so that it can be ended; erased with the session.",
        "sealed": "Sealed under the cookie.",
        "ends_on": "Day after which it is swept away.",
    }

    name = models.CharField(max_length=64, primary_key=True)
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    ends_on = models.DateField()

    def __str__(self) -> str:
        return "session"

    def __repr__(self) -> str:
        return "<StaffSession>"
