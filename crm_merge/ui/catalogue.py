"""The catalogue of what the interface says: gathered from the sources, kept with its German, compiled.

Babel is only there for people who work on the code, so nothing that answers a request may import this module.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

LANGUAGE = "de"  # English is what the sources are written in
ROOMS = ("crm_merge", "orders", "merging", "trash", "templates")
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "noop": None,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY},
}


class SteadyCatalog(Catalog):
    """A catalogue whose header says nothing of the day, the person or the machine that wrote it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Language", LANGUAGE),
            ("Plural-Forms", self.plural_forms),
        ]


def source_files() -> Iterator[Path]:
    """Python and templates; what a migration says was said once and is not said again."""
    for room in ROOMS:
        for path in sorted((settings.BASE_DIR / room).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def python_source(path: Path) -> bytes:
    """A template becomes the calls it would make; its indentation means nothing in Python."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return text.encode()


def gathered() -> SteadyCatalog:
    """What the sources say now, without German."""
    catalogue = _empty()
    for path in source_files():
        for _line, said, comments, context in _said_in(path):
            catalogue.add(said, context=context, auto_comments=comments)
    return catalogue


def _said_in(path: Path) -> Iterator[tuple]:
    options = {"encoding": "utf-8"}
    try:
        yield from extract("python", BytesIO(python_source(path)), KEYWORDS, ("Translators:",), options)
    except (SyntaxError, ValueError) as error:
        raise ValueError(f"{path.relative_to(settings.BASE_DIR)} cannot be read: {error}") from error


def _empty() -> SteadyCatalog:
    return SteadyCatalog(locale=LANGUAGE, domain="django", header_comment="# What the interface says, in German.", fuzzy=False)


def po_path() -> Path:
    return Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES" / "django.po"


def mo_path() -> Path:
    return po_path().with_suffix(".mo")


def stored() -> Catalog:
    """The catalogue as it lies in the repository, empty before the first time."""
    if not po_path().exists():
        return _empty()
    with po_path().open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django", abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    """Without the header, which is the message with an empty id."""
    return [message for message in catalogue if message.id]


def with_german(said: SteadyCatalog, known: Catalog) -> SteadyCatalog:
    """Give every message the German it already has. What is no longer said is dropped; git remembers it."""
    for message in messages(said):
        before = known.get(message.id, context=message.context)
        if before and before.pluralizable == message.pluralizable:
            message.string = before.string
            message.flags |= before.flags & {"fuzzy"}
    return said


def as_po(catalogue: Catalog) -> bytes:
    """Sorted and without line numbers, so that a change shows only what changed."""
    file = BytesIO()
    write_po(file, catalogue, width=120, no_location=True, sort_output=True)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    file = BytesIO()
    write_mo(file, with_german(_copy(catalogue), catalogue))
    return file.getvalue()


def _copy(catalogue: Catalog) -> SteadyCatalog:
    """The same messages under the steady header: reading a file brings back Babel's own."""
    copy = _empty()
    for message in messages(catalogue):
        copy.add(message.id, context=message.context)
    return copy


def untranslated(catalogue: Catalog) -> list[Message]:
    """What has no German, or only a guess at it."""
    return [message for message in messages(catalogue) if message.fuzzy or not _complete(message.string)]


def _complete(german: str | tuple[str, ...] | list[str]) -> bool:
    return bool(german) if isinstance(german, str) else bool(german) and all(german)
