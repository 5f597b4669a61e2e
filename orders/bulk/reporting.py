"""What came of an action, in words, and the records that were left as they were, page by page or as a file."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from crm_merge.audit.models import ChangeSet
from crm_merge.taking_back.became import Became
from orders.kinds import RecordKind, kind_named
from orders.models import BulkAction, BulkRefusal

PORTION = 1000


@dataclass(frozen=True)
class Line:
    """A record that stayed as it was; one that the reader may not read (any more) has neither name nor address."""

    label: str
    url: str
    sentence: str


def summed_up(bulk: BulkAction) -> str:
    """How the action came out, in one or two sentences."""
    parts = [done_sentence(bulk)]
    if bulk.refused:
        sentence = ngettext("%(count)s record stayed as it was.", "%(count)s records stayed as they were.", bulk.refused)
        parts.append(sentence % {"count": number_format(bulk.refused)})
    return " ".join(parts)


def done_sentence(bulk: BulkAction) -> str:
    if not bulk.done:
        return _("Nothing was different, so nothing was saved.") if not bulk.refused else _("Nothing was changed.")
    if bulk.action == "delete":
        sentence = ngettext("%(count)s record was moved to the trash.", "%(count)s records were moved to the trash.", bulk.done)
    else:
        sentence = ngettext("%(count)s record was changed.", "%(count)s records were changed.", bulk.done)
    return sentence % {"count": number_format(bulk.done)}


def lines(refusals: Iterable[BulkRefusal], bulk: BulkAction, *, reader: User) -> list[Line]:
    """The given rows of the report as ``reader`` may see them now; one statement."""
    refusals, kind = list(refusals), kind_named(bulk.kind)
    keys = [refusal.record_id for refusal in refusals]
    readable = permitted(kind.model._base_manager.filter(pk__in=keys), user=reader)
    visible = set(readable.order_by().values_list("pk", flat=True))
    return [_line(refusal, kind, is_visible=refusal.record_id in visible) for refusal in refusals]


def _line(refusal: BulkRefusal, kind: RecordKind, *, is_visible: bool) -> Line:
    if not is_visible:
        return Line(_("a record you may not read"), "", "")
    return Line(refusal.label, kind.model(pk=refusal.record_id).get_absolute_url(), refusal.sentence)


def left_by_undo(undone: ChangeSet | None, bulk: BulkAction, *, reader: User) -> list[Line]:
    """The first records that taking the action back left as they are; those that ``reader`` may not read are left out."""
    kind, told = kind_named(bulk.kind), undone.details.get("stays", []) if undone else []
    why = {key: Became(became) for record_type, key, _row, became in told if record_type == kind.record_type}
    records = permitted(kind.model._base_manager.filter(pk__in=why), user=reader).order_by("pk")
    return [Line(record.label, record.get_absolute_url(), why[record.pk].sentence) for record in records]


class _Echo:
    """Takes what the writer writes and hands it on."""

    def write(self, text: str) -> str:
        return text


def as_csv(bulk: BulkAction, *, reader: User) -> Iterator[str]:
    """The whole report, portion by portion; what begins like a formula is made text."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([_("Record"), _("Reason")])
    last = 0
    while portion := list(bulk.refusals.filter(pk__gt=last).order_by("pk")[:PORTION]):
        last = portion[-1].pk
        for line in lines(portion, bulk, reader=reader):
            yield writer.writerow([_as_text(line.label), _as_text(line.sentence)])


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def named(refusals: Iterable[BulkRefusal]) -> str:
    """The numbers of the records as a list in words."""
    return ", ".join(refusal.label.partition(" ")[0] for refusal in refusals)
