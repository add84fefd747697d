"""Files that arrive in a form are sealed piece by piece; nothing of them touches a disk in clear (T-09)."""

import shutil
import weakref
from typing import Any, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import DatabaseError

from waystation.foundation.kernel import clock
from waystation.foundation.vault import api as vault

# What is left of the disk for the database and everybody's words: files wait a day for their form, and a stranger who
# sends one after another without a form would fill it (T-22).
LEFT_FREE = 512 * 2**20
TOO_LARGE, NOT_STORED, CUT_OFF = "too-large", "not-stored", "cut-off"
_SEALED = "An upload is sealed on arrival; open it through the vault"


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """What ``request.FILES`` holds: name, type and size as the browser said, and the sealed file as ``staged``.

    The content cannot be read back here; whoever keeps the file opens it through the vault.
    """

    def __init__(self, staged: vault.Staged, name: str, content_type: str) -> None:
        super().__init__(file=None, name=name, content_type=content_type, size=staged.length)
        self.staged = staged

    def __repr__(self) -> str:
        return f"<SealedUpload {self.staged.ref}>"

    @property
    def read(self) -> NoReturn:
        """Refuse: the bytes are sealed."""
        raise TypeError(_SEALED)

    def chunks(self, chunk_size: int | None = None) -> NoReturn:  # noqa: ARG002 - Django's signature
        """Refuse: the bytes are sealed."""
        raise TypeError(_SEALED)


class SealedUploadHandler(FileUploadHandler):
    """Hands each piece of an arriving file to the vault.

    A line that breaks ends a request in several ways, and not all of them tell the handler: so an unfinished
    file goes when its handler does. A file that is too large, or that the disk has no room for, is left out and
    named in ``request.refused_uploads`` as (name, why); the rest of the form arrives all the same.
    """

    _arriving: vault.Arriving
    _undo: "weakref.finalize[[], SealedUploadHandler] | None" = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self._undo = None
        try:
            self._arriving = vault.Arriving(on=clock.today())
        except OSError:
            self._note(NOT_STORED)
            raise SkipFile from None
        self._undo = weakref.finalize(self, self._arriving.let_go)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Seal a piece; no later handler sees it."""
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            self._refuse(TOO_LARGE)
        try:
            if shutil.disk_usage(settings.DATA_FOLDER).free < LEFT_FREE:
                self._refuse(NOT_STORED)
            self._arriving.write(raw_data)
        except OSError:
            self._refuse(NOT_STORED)

    def file_complete(self, file_size: int) -> SealedUpload | None:  # noqa: ARG002 - Django's signature
        """Close the sealed file and leave it waiting for a place."""
        try:
            sealed = SealedUpload(self._arriving.finish(), self.file_name or "", self.content_type or "")
        except (OSError, DatabaseError):
            self._let_go()
            self._note(NOT_STORED)
            return None
        if self._undo is not None:
            self._undo.detach()
        return sealed

    def upload_interrupted(self) -> None:
        """Destroy what came of a file whose line broke; called for a refused one too."""
        if self._let_go():
            self._note(CUT_OFF)

    def _let_go(self) -> bool:
        """Destroy what has arrived; say whether there was anything to destroy."""
        was_arriving = self._undo is not None and self._undo.alive
        if self._undo is not None:
            self._undo()
        return was_arriving

    def _refuse(self, why: str) -> NoReturn:
        self._let_go()
        self._note(why)
        raise SkipFile

    def _note(self, why: str) -> None:
        noted = getattr(self.request, "refused_uploads", ())
        self.request.refused_uploads = (*noted, (self.file_name or "", why))  # type: ignore[union-attr]
