"""The report of a check or an import as a CSV file."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from orders.exporting.formats import cell_text
from orders.exporting.streaming import BYTE_ORDER_MARK

from .report import read_lines


class _Line:
    """A file that only hands on what was written last."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def report_csv(path: Path) -> Iterator[bytes]:
    """Line by line; texts that a spreadsheet would compute are kept from it. In the language of the moment it is called."""
    return _lines(path, get_language() or "en")


def _lines(path: Path, language: str) -> Iterator[bytes]:
    line = _Line()
    writer = csv.writer(line, delimiter=";" if language.startswith("de") else ",")
    with override(language):
        writer.writerow([_("Line"), _("Outcome"), _("Record"), _("What happens")])
        yield (BYTE_ORDER_MARK + line.text).encode()
        for one in read_lines(path):
            says = " ".join(map(str, one.says))
            writer.writerow([cell_text(text, ".") for text in (one.place, str(one.action.label), one.label, says)])
            yield line.text.encode()
