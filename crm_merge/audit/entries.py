"""Operations made ready for the page: a bounded number of statements for any number of operations and records."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from django.db import models
from django.db.models import Count, F, Value, Window
from django.db.models.functions import RowNumber
from django.utils.safestring import SafeString, mark_safe

from crm_merge.access.permissions import permitted
from crm_merge.access.reach import Reach, reach_of
from crm_merge.access.registry import RecordType, record_types
from crm_merge.database.prepared import Key, prepared
from crm_merge.ui.addresses import address_of

from .models import ChangeSet, Kind, Subject
from .sentences import sentence
from .visibility import readable_subjects

NAMED = 5
NUMBER = re.compile(r"[A-Z]{1,3}-[0-9]+")
ICONS: dict[str, str] = {
    Kind.CREATED: "plus",
    Kind.CHANGED: "edit",
    Kind.DELETED: "trash",
    Kind.MERGED: "merge",
    Kind.UNDONE: "undo",
    Kind.RESTORED: "restore",
    Kind.PURGED: "close",
    Kind.IMPORTED: "import",
    Kind.EXPORTED: "export",
    Kind.SIGNED_IN: "user",
    Kind.SIGN_IN_FAILED: "warning",
}
WITHOUT_CHANGES = (Kind.SIGNED_IN, Kind.SIGN_IN_FAILED)
Named = tuple[str, int]  # type and key of a record


@dataclass
class Entry:
    """One operation as its reader sees it."""

    change_set: ChangeSet
    subjects: list[Subject] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)

    @property
    def sentence(self) -> SafeString:
        return sentence(self.change_set, self.subjects, self.totals)

    @property
    def at(self) -> datetime:
        return self.change_set.at

    @property
    def kind(self) -> str:
        return self.change_set.kind

    @property
    def by_name(self) -> str:
        return self.change_set.by_name

    @property
    def reason(self) -> str:
        return self.change_set.reason

    @property
    def icon(self) -> str:
        """Name of the icon beside the line; the words carry the meaning."""
        return ICONS.get(self.kind, "settings")

    @property
    def unfolds(self) -> bool:
        """Whether there can be changes to show."""
        return self.kind not in WITHOUT_CHANGES

    def get_absolute_url(self) -> str:
        return address_of(ChangeSet, self.change_set.pk)


def entries(
    change_sets: Iterable[ChangeSet], *, reader: models.Model, named: int = NAMED, opened: models.Model | None = None
) -> list[Entry]:
    """The given operations with those of their subjects that ``reader`` may read, at most ``named`` per role.

    ``opened`` is a record that the caller has read for this reader: nobody asks again whether it is there.
    """
    found = {change_set.pk: Entry(change_set) for change_set in change_sets}
    subjects = _subjects(list(found), reader, named)
    _link(subjects, reader, {(opened._meta.label_lower, opened.pk)} if opened is not None else set())
    for subject in subjects:
        entry = found[subject.change_set_id]
        entry.subjects.append(subject)
        entry.totals[subject.role] = subject.number
    return list(found.values())


def _subjects(keys: Sequence[int], reader: models.Model, named: int) -> list[Subject]:
    reach, who = reach_of(reader)
    return _numbered(keys, *who, reach=reach, named=named) if keys else []


@prepared
def _numbered(keys: Sequence[int], *who: Key, reach: Reach, named: int) -> models.QuerySet:
    group = [F("change_set_id"), F("role")]
    numbered = readable_subjects(reach.person(who)).filter(change_set__among=keys).annotate(
        place=Window(RowNumber(), partition_by=group, order_by="id"),
        number=Window(Count("*"), partition_by=group),
    )
    return numbered.filter(place__lte=named).order_by("change_set_id", "id")


def _link(subjects: Sequence[Subject], reader: models.Model, known: set[Named]) -> None:
    """Give each subject its words, linked if it is a record that is still there; one statement, none if all are ``known``."""
    there = known | _there({(one.record_type, one.record_id) for one in subjects} - known, reader)
    types, alone = record_types(), _alone(subjects)
    for subject in subjects:
        is_there = (subject.record_type, subject.record_id) in there
        url = address_of(types[subject.record_type].model, subject.record_id) if is_there else ""
        subject.link = _words(subject, url, whole=subject.change_set_id in alone)


def _there(named: Collection[Named], reader: models.Model) -> set[Named]:
    """Those that ``reader`` can open."""
    wanted = {key: sorted(pk for of_type, pk in named if of_type == key) for key in record_types()}
    asked = {key: keys for key, keys in wanted.items() if keys}
    reach, who = reach_of(reader)
    return set(_open_keys(*who, *asked.values(), reach=reach, types=tuple(asked))) if asked else set()


@prepared
def _open_keys(*keys: Key, reach: Reach, types: tuple[str, ...]) -> models.QuerySet:
    reader = reach.person(keys[:3])
    first, *others = [_open(record_types()[name], among, reader) for name, among in zip(types, keys[3:], strict=True)]
    return first.union(*others, all=True) if others else first


def _open(record_type: RecordType, keys: Key, reader: models.Model) -> models.QuerySet:
    rows = permitted(record_type.model._base_manager.filter(pk__among=keys), user=reader).order_by()
    return rows.annotate(of_type=Value(record_type.key)).values_list("of_type", "pk")


def _alone(subjects: Sequence[Subject]) -> set[int]:
    """Operations about a single record, whose label is shown whole."""
    return {key for key, number in Counter(subject.change_set_id for subject in subjects).items() if number == 1}


def _words(subject: Subject, url: str, *, whole: bool) -> SafeString:
    number = subject.label.partition(" ")[0]
    text = number if not whole and NUMBER.fullmatch(number) else subject.label
    title, inside = escape(subject.label), escape(text)
    gone = f'<span class="ledger-gone" title="{title}">{inside}</span>'
    return mark_safe(f'<a href="{url}" title="{title}">{inside}</a>' if url else gone)  # noqa: S308 - every part is escaped
