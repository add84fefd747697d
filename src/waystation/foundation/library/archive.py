"""Archived copies: one WARC file for each clipping in the data folder, named by the SHA-256 of its bytes."""

import os
from collections.abc import Iterable, Iterator
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path

from django.conf import settings

from waystation.foundation.library.fetching import Exchange
from waystation.foundation.library.models import Clipping

FOLDER, ENDING = "archive", ".warc.gz"


def keep(exchanges: Iterable[Exchange]) -> tuple[str, int]:
    """Write what was said on the way as a WARC file (ISO 28500); return its hash and size.

    :raises ImportError: the extra ``clip`` is not installed.
    """
    content = _spell(exchanges)
    name = sha256(content).hexdigest()
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_suffix(f".{os.getpid()}.half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
    return name, len(content)


def _spell(exchanges: Iterable[Exchange]) -> bytes:
    from warcio.warcwriter import WARCWriter

    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    writer.write_record(writer.create_warcinfo_record("", {"format": "WARC File Format 1.1"}))
    for each in exchanges:
        said = {"WARC-Date": each.at.strftime("%Y-%m-%dT%H:%M:%SZ")}
        if each.ip:
            said["WARC-IP-Address"] = each.ip
        answer, request = (
            writer.create_warc_record(
                each.address, kind, payload=BytesIO(raw), length=len(raw), warc_headers_dict=dict(said)
            )
            for kind, raw in (("response", each.response), ("request", each.request))
        )
        writer.write_request_response_pair(request, answer)
    return out.getvalue()


def path_of(name: str) -> Path:
    """Return where the copy of this hash lies."""
    return Path(settings.DATA_FOLDER) / FOLDER / name[:2] / f"{name}{ENDING}"


def read(name: str) -> bytes | None:
    """Return a copy if it is there and is what its name says."""
    path = path_of(name)
    if not name or not path.exists():
        return None
    content = path.read_bytes()
    return content if sha256(content).hexdigest() == name else None


def drop(name: str) -> None:
    """Delete a copy that no clipping has any more."""
    if name and not Clipping.objects.filter(archive_hash=name).exists():
        path_of(name).unlink(missing_ok=True)


def damaged() -> Iterator[tuple[str, str]]:
    """Yield reference and what is wrong, ``gone`` or ``altered``, of each clipping whose copy is not as it was."""
    kept = Clipping.objects.exclude(archive_hash="").order_by("ref").values_list("ref", "archive_hash")
    for ref, name in kept.iterator():
        path = path_of(name)
        if not path.exists():
            yield ref, "gone"
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != name:
                yield ref, "altered"
