"""Props for the ledger's tests: an empty ledger, a section to write in, rows, entries."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.apps import apps

from waystation.foundation.ledger import api as ledger
from waystation.foundation.ledger.models import Cosignature, Entry, Head, Mark, Tip
from waystation.foundation.vault import api as vault


@dataclass
class Scene:
    """One worker with a section of her own, and the auditors' ring."""

    worker: str
    ring: vault.Ring
    section: vault.Section
    auditors: vault.Ring
    at: object

    def file(self, text: str = "a letter") -> vault.SealedFile:
        """Write a sealed row without telling the ledger."""
        row = vault.SealedFile(section=self.section, size=128)
        vault.write(self.ring, row, {"text": text})
        return row

    def card(self, text: str = "a name") -> vault.SealedRow:
        """Write a sealed row of another table without telling the ledger."""
        row = apps.get_model("vault", "Card")(section=self.section, subject=self.section.ref, kind=text[:12])
        vault.write(self.ring, row, {"text": text})
        return row

    def record(self, *rows: vault.SealedRow, tag: str = "file:page:written", **more) -> None:
        """Tell the ledger."""
        ledger.record(actor=self.worker, tag=tag, subject=self.section.ref, at=self.at, rows=rows, **more)


@pytest.fixture
def make_scene(house, at) -> Callable[[], Scene]:
    def make() -> Scene:
        for table in (Mark, Entry, Cosignature, Head, Tip):
            table.objects.all().delete()
        worker, own = vault.create_holder(vault.PERSON)
        ring = vault.Ring(worker.ref, own.private)
        section = vault.create_section(ring, kind="story", to=[worker.line])
        return Scene(worker.line, ring, section, house.lena.ring, at)

    return make


@pytest.fixture
def scene(make_scene) -> Scene:
    return make_scene()
