"""Which encoding a file has. UTF-8 when it can be, else the one that Windows programs write."""

import codecs
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext_noop as noop

from .sentences import Unreadable, say

WORKBOOK = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """The name of the encoding as Python knows it.

    Raises:
        Unreadable: a workbook, or a file in which two encodings are mixed.
    """
    with path.open("rb") as file:
        head = file.read(8)
        if head.startswith((WORKBOOK, OLD_WORKBOOK)):
            sentence = noop("This is a workbook, not a CSV file. Open it in your spreadsheet and save it as CSV (UTF-8).")
            raise Unreadable(1, say(sentence))
        if head.startswith(UTF_16):
            return "utf-16"
        file.seek(0)
        return _single_byte_or_utf8(file)


def _single_byte_or_utf8(lines: Iterable[bytes]) -> str:
    broken, multibyte, undefined = 0, False, False
    for number, line in enumerate(lines, 1):
        if line.isascii():
            continue
        if _decodes(line, "utf-8"):
            multibyte = True
        else:
            broken = broken or number
            undefined = undefined or not _decodes(line, "cp1252")
    if not broken:
        return "utf-8-sig"
    if multibyte:
        sentence = noop("This line holds bytes that are not UTF-8, other lines do. Save the file in one encoding, best as UTF-8.")
        raise Unreadable(broken, say(sentence))
    return "latin-1" if undefined else "cp1252"


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
