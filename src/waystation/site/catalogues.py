"""The catalogues of words: extracted from the sources, merged, checked and compiled with Babel alone.

``python -m waystation.site.catalogues`` compiles what is stale; ``… update`` brings new sentences of the sources into
every catalogue; ``… take FILE …`` merges translations from other catalogue files.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent
LOCALE = PACKAGE / "locale"
_KEYWORDS: dict[str, object] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_HEADER = """msgid ""
msgstr ""
"Project-Id-Version: Waystation\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def catalogue_files() -> list[Path]:
    """Return the catalogue of each language but English, which stands in the sources."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Return one catalogue file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name if path.parent.name == "LC_MESSAGES" else None)


def compile_stale(*, everything: bool = False) -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; return those compiled."""
    done = []
    for path in catalogue_files():
        target = path.with_suffix(".mo")
        if not everything and target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        compiled = BytesIO()
        write_mo(compiled, read(path))
        draft = target.with_suffix(f".{id(compiled)}.new")
        draft.write_bytes(compiled.getvalue())
        draft.replace(target)
        done.append(path)
    return done


def sources() -> Iterator[Path]:
    """Yield every file of the package that may hold a sentence, tests aside."""
    for pattern in ("**/*.py", "**/templates/**/*.html", "**/templates/**/*.txt"):
        for path in sorted(PACKAGE.glob(pattern)):
            if not {"tests", "migrations"} & set(path.parts):
                yield path


def extract() -> Catalog:
    """Return all sentences marked for translation in the sources, each with the files it stands in."""
    found = Catalog()
    for path in sources():
        where = str(path.relative_to(PACKAGE))
        for words, context in _sentences(path):
            found.add(words, locations=[(where, 0)], context=context)
    return found


def _sentences(path: Path) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    from django.utils.translation.template import templatize

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What comes out reads like Python but for its indentation.
        text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    found = babel_extract("python", BytesIO(text.encode()), _KEYWORDS)  # type: ignore[arg-type]
    for _line, words, _comments, context in found:
        if isinstance(words, tuple):
            yield (words[0], words[1]), context
        elif words:
            yield words, context


def problems(path: Path, wanted: Catalog | None = None) -> list[str]:
    """List what is wrong with one catalogue: missing, fuzzy, without a plural form, other placeholders."""
    catalogue = read(path)
    wanted = wanted or extract()
    found = []
    for message in wanted:
        if not message.id:
            continue
        sentence = _strings(message.id)[0]
        translated = catalogue.get(sentence, message.context)
        found += [f"{problem}: {sentence}" for problem in _faults(message, translated, catalogue.num_plurals)]
    return found


def _faults(message: Message, translated: Message | None, plurals: int) -> Iterator[str]:
    if translated is None or not any(_strings(translated.string)):
        yield "missing"
        return
    if translated.fuzzy:
        yield "fuzzy"
    forms = _strings(translated.string)
    ids = _strings(message.id)
    if not all(forms):
        yield "missing"
    if len(ids) > 1 and len(forms) != plurals:
        yield f"needs {plurals} plural forms"
    names = [set(_PLACEHOLDER.findall(text)) for text in ids]
    # The form for "one" may leave the number out ("one day ago"); no form may name what the source does not.
    if any(set(_PLACEHOLDER.findall(form)) - set.union(*names) for form in forms):
        yield "names a placeholder the source does not have"
    if set.union(*names) - set(_PLACEHOLDER.findall(forms[-1])):
        yield "leaves a placeholder out"


def update(path: Path, wanted: Catalog) -> None:
    """Bring one catalogue up to date: new sentences come in empty, those gone from the sources go."""
    catalogue = read(path)
    catalogue.update(wanted, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    _write(path, catalogue)


def take(path: Path, others: list[Path]) -> int:
    """Merge translations from other files of the same language into a catalogue; return how many came in."""
    catalogue, count = read(path), 0
    for other in others:
        for message in read(other):
            if not message.id or not message.string or message.fuzzy:
                continue
            sentence = _strings(message.id)[0]
            present = catalogue.get(sentence, message.context)
            if present is not None and not _is_filled(present):
                present.string = message.string
                count += 1
    _write(path, catalogue)
    return count


def _is_filled(message: Message) -> bool:
    return all(_strings(message.string))


def _strings(value: object) -> tuple[str, ...]:
    """A sentence and a list of plural forms alike, as a tuple."""
    return tuple(str(part) for part in value) if isinstance(value, tuple | list) else (str(value),)


def _write(path: Path, catalogue: Catalog) -> None:
    """Write sentences in order under a header without dates, so that two branches merge in peace."""
    body = BytesIO()
    write_po(body, catalogue, width=110, sort_output=True, omit_header=True, include_lineno=False)
    header = _HEADER.format(language=catalogue.locale_identifier, plurals=catalogue.plural_forms)
    path.write_text(header + body.getvalue().decode(), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Compile, update, check or take, as the arguments say; return the exit code."""
    match arguments:
        case ["update"]:
            wanted = extract()
            for path in catalogue_files():
                update(path, wanted)
        case ["take", *names]:
            wanted = extract()
            path = LOCALE / "ru" / "LC_MESSAGES" / "django.po"
            update(path, wanted)
            sys.stdout.write(f"{take(path, [Path(name) for name in names])} taken\n")
        case ["check"]:
            wanted = extract()
            found = [
                f"{path.parent.parent.name}: {fault}"
                for path in catalogue_files()
                for fault in problems(path, wanted)
            ]
            sys.stdout.write("".join(f"{line}\n" for line in found))
            return 1 if found else 0
        case []:
            compile_stale(everything=True)
        case _:
            sys.stderr.write(f"{__doc__}\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
