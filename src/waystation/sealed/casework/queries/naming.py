"""What cases are called by one reader: the name where identity is held, else the alias."""

from collections.abc import Iterable
from dataclasses import dataclass

from waystation.foundation.staff import api as staff
from waystation.foundation.vault import api as vault
from waystation.sealed.casework.models import CaseSheet
from waystation.sealed.casework.rules.sections import FIRST_CHOICE


@dataclass(frozen=True, repr=False)
class Named:
    """An alias, and a name where the reader may know one."""

    alias: str
    name: str = ""

    @property
    def called(self) -> str:
        """The best word the reader may use."""
        return self.name or self.alias


def name_cases(actor: staff.Actor, refs: Iterable[str]) -> dict[str, Named]:
    """Return what the reader may call each of these cases; those they hold nothing of are left out."""
    wanted = list(dict.fromkeys(refs))
    named = {
        ref: Named(card["alias"], card["name"])
        for ref, card in vault.cards(actor.ring, wanted, "case").items()
    }
    rest = [ref for ref in wanted if ref not in named]
    return named | (_by_alias(actor, rest) if rest else {})


def _by_alias(actor: staff.Actor, refs: list[str]) -> dict[str, Named]:
    """Open one sheet of each case, whichever the reader holds: every sheet knows the alias."""
    sheets = CaseSheet.objects.select_related("section").filter(
        case__in=refs, section__in=vault.within_reach(actor.ring)
    )
    chosen: dict[str, CaseSheet] = {}
    for sheet in sorted(sheets, key=lambda sheet: FIRST_CHOICE.index(sheet.kind)):
        chosen.setdefault(sheet.case_id, sheet)
    return {
        sheet.case_id: Named(body["alias"]) for sheet, body in vault.read_held(actor.ring, chosen.values())
    }
