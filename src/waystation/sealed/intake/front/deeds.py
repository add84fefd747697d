"""Deeds posted from the mailbox: done at once, or carried through the entering of the words when the visit is over (T-31)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from waystation.foundation.kernel.references import is_ref, new_ref
from waystation.sealed.intake import api as intake

# What a deed is called with: what was said in its fields, the words' entropy, what makes it one, the moment.
Act = Callable[[Mapping[str, str], bytes, str, datetime], bool]


@dataclass(frozen=True, repr=False)
class Deed:
    """A form of the mailbox as it was posted: its name, what was said in its fields, what makes it one."""

    name: str
    said: dict[str, str]
    once: str
    act: Act

    def hidden(self) -> list[tuple[str, str]]:
        """Return the fields that carry it on."""
        return [("deed", self.name), ("once", self.once), *self.said.items()]

    def do(self, entropy: bytes, at: datetime) -> bool:
        """Do it; say whether anything came of it."""
        return self.act(self.said, entropy, self.once, at)


def posted(request: HttpRequest, name: str = "") -> Deed | None:
    """Return the deed a post asks for, whether it comes from its own page or from the one that asks for the words."""
    name = name or request.POST.get("deed", "")
    if request.method != "POST" or not name:
        return None
    found = _OWN.get(name) or import_string(settings.MAILBOX_DEEDS)(name)
    if found is None:
        return None
    fields, act = found
    once = request.POST.get("once", "")
    said = {field: _plain(request.POST.get(field, "")) for field in fields}
    return Deed(name, said, once if is_ref(once) else new_ref(), act)


def _plain(text: str) -> str:
    """Return a line without half characters, which could not be stored."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")


def _withdraw(said: Mapping[str, str], entropy: bytes, once: str, at: datetime) -> bool:
    intake.withdraw(entropy=entropy, text=said["text"], once=once, at=at)
    return True


def _forget(said: Mapping[str, str], entropy: bytes, once: str, at: datetime) -> bool:
    act = intake.take_back_forgetting if said["go"] == "keep" else intake.ask_to_be_forgotten
    act(entropy=entropy, once=once, at=at)
    return True


WITHDRAW, FORGET = "withdraw", "forget"
_OWN: dict[str, tuple[tuple[str, ...], Act]] = {
    WITHDRAW: (("text",), _withdraw),
    FORGET: (("go",), _forget),
}
