"""The book of signatures: page-numbered PDF volumes of lines that name nobody, written as plain text streams.

Typesetting a line costs a typesetter about a millisecond; two million of them must take less than a minute. So the
book is written directly: ISO 32000-1, one font every reader has (Courier), one compressed text stream a page.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import islice

COLUMNS, ROWS = 4, 84
LINES_A_PAGE = COLUMNS * ROWS
LINES_A_VOLUME = 200_000
_WIDTH, _HEIGHT, _MARGIN = 595, 842, 42
_SIZE, _LEADING = 5.6, 8.6


def volumes(title: str, lines: Iterable[str], total: int) -> Iterator[bytes]:
    """Yield PDF volumes of at most 200,000 lines each; titles and lines are plain ASCII.

    :raises UnicodeEncodeError: something is not.
    """
    many = max(1, -(-total // LINES_A_VOLUME))
    source = iter(lines)
    for number in range(1, many + 1):
        part = list(islice(source, LINES_A_VOLUME))
        yield _volume(f"{title}, volume {number} of {many}", part)


def _volume(title: str, lines: Sequence[str]) -> bytes:
    pages = [lines[start : start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)] or [[]]
    out, offsets = BytesIO(), []

    def write(body: bytes) -> None:
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (len(offsets), body))

    out.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    kids = b" ".join(b"%d 0 R" % (5 + 2 * at) for at in range(len(pages)))
    write(b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>")
    write(b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(pages), kids))
    write(b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
    write(b"<< /Title (%b) >>" % _escaped(title))
    for at, page in enumerate(pages):
        head = f"{title}, page {at + 1} of {len(pages)}"
        stream = zlib.compress(_stream(head, page), 6)
        write(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Resources << /Font << /F 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (_WIDTH, _HEIGHT, 6 + 2 * at)
        )
        write(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(stream), stream))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(offsets) + 1, start)
    )
    return out.getvalue()


def _stream(head: str, lines: Sequence[str]) -> bytes:
    width = (_WIDTH - 2 * _MARGIN) / COLUMNS
    parts = [f"BT /F 8 Tf {_MARGIN} {_HEIGHT - _MARGIN} Td (".encode() + _escaped(head) + b") Tj ET"]
    for column in range(COLUMNS):
        block = lines[column * ROWS : (column + 1) * ROWS]
        left, top = _MARGIN + column * width, _HEIGHT - _MARGIN - 2 * _LEADING
        parts.append(f"BT /F {_SIZE} Tf {_LEADING} TL {left:.1f} {top:.1f} Td".encode())
        parts.append(b"(" + b") Tj T* (".join(line.encode("ascii") for line in block) + b") Tj")
        parts.append(b"ET")
    return b"\n".join(parts)


def _escaped(text: str) -> bytes:
    return text.encode("ascii").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
