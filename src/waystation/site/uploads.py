"""Files that arrive in a form are sealed piece by piece; nothing of them touches a disk in clear (T-09)."""

import weakref
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from waystation.foundation.kernel import clock
from waystation.foundation.vault import api as vault

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
    file goes when its handler does.
    """

    _arriving: vault.Arriving
    _undo: "weakref.finalize[[], SealedUploadHandler]"

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin another file."""
        super().new_file(*args, **kwargs)
        self._arriving = vault.Arriving(on=clock.today())
        self._undo = weakref.finalize(self, self._arriving.let_go)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Seal a piece; no later handler sees it."""
        self._arriving.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:  # noqa: ARG002 - Django's signature
        """Close the sealed file and leave it waiting for a place."""
        sealed = SealedUpload(self._arriving.finish(), self.file_name or "", self.content_type or "")
        self._undo.detach()
        return sealed

    def upload_interrupted(self) -> None:
        """Destroy what came of a file whose line broke."""
        self._undo()
