"""What happened on a record, newest first: comments, finished activities, files and operations of the history.

Pages follow each other by key, so that old ones cost as little as new ones.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, Func, JSONField, OuterRef, Q, QuerySet, SmallIntegerField, TextField, Value
from django.db.models.functions import Cast, JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm_merge.access.lookups import as_key
from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.reading import timeline_entries
from crm_merge.database.prepared import prepared

from .models import Activity, Attachment, Comment, Mention, Record

PER_PAGE = 30
SHOWS: dict[str, Promise] = {
    "all": _("All"),
    "comments": _("Comments"),
    "activities": _("Activities"),
    "files": _("Files"),
    "changes": _("Changes and merges"),
}
KINDS_OF_OPERATION = frozenset(Kind.values)
# Of what happened in one instant, the higher rank stands first.
RANKS = {"operation": 0, "file": 1, "activity": 2, "comment": 3}
NAMES = ("username", "first_name", "last_name")
Key = tuple[datetime, int, int]
Parent = Mapping[str, int]


@dataclass(frozen=True)
class Moment:
    """``what`` names the way it is shown: comment, activity, file or operation."""

    at: datetime
    what: str
    icon: str
    row: int
    item: Any

    @property
    def key(self) -> Key:
        return self.at, RANKS[self.what], self.row


@dataclass(frozen=True)
class Timeline:
    """One page. ``show`` is one of ``SHOWS``; ``older`` the place to go on from, empty at the end."""

    moments: list[Moment]
    show: str
    older: str
    is_newest: bool

    def __iter__(self) -> Iterator[Moment]:
        return iter(self.moments)

    @property
    def shows(self) -> list[tuple[str, Promise]]:
        return list(SHOWS.items())


def timeline(record: Record, *, reader: User, show: str = "", before: str = "") -> Timeline:
    """A page of what happened on ``record``: two kinds of statements, however much happened.

    A ``show`` or a place ``before`` that means nothing is left aside.
    """
    show = show if show in SHOWS else "all"
    start = _read_key(before)
    moments = [*_rows(record, show, start), *_operations(record, show, start, reader)]
    moments.sort(key=lambda moment: moment.key, reverse=True)
    shown = moments[:PER_PAGE]
    older = _write_key(shown[-1].key) if len(moments) > PER_PAGE else ""
    return Timeline(shown, show, older, is_newest=start is None)


def _write_key(key: Key) -> str:
    at, rank, row = key
    return f"{at.isoformat()}~{rank}~{row}"


def _read_key(text: str) -> Key | None:
    instant, rank, row = [*text.split("~"), "", ""][:3]
    try:
        at = parse_datetime(instant)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or rank not in {"0", "1", "2", "3"} or as_key(row) is None:
        return None
    return at, int(rank), int(row)


def _earlier(start: Key | None, field: str, what: str) -> Q:
    """The rows of one kind that come after the place ``start``."""
    if start is None:
        return Q()
    at, rank, row = start
    same = Q(**{field: at})
    if RANKS[what] == rank:
        same &= Q(pk__lt=row)
    elif RANKS[what] > rank:
        return Q(**{f"{field}__lt": at})
    return Q(**{f"{field}__lt": at}) | same


def _text(value: Any) -> Cast:
    return Cast(value, TextField())


def _mentions() -> Func:
    """Who is named in a comment, as JSON."""
    people = Mention.objects.filter(comment=OuterRef("pk")).order_by("pk")
    named = people.values(found=JSONObject(**{name: f"person__{name}" for name in NAMES}))
    return Func(ArraySubquery(named), function="to_jsonb", output_field=JSONField())


def _branch(rows: QuerySet, what: str, at: str, start: Key | None, **columns: Any) -> QuerySet:
    """The newest rows of one kind, with the columns that all kinds have."""
    person, named = columns.pop("person"), columns.pop("named", Cast(Value("[]"), JSONField()))
    usual = {"title": Value(""), "words": Value(""), "icon": Value(what)}
    cells = {name: _text(value) for name, value in (usual | columns).items()}
    names = {f"by_{name}": _text(F(f"{person}__{name}")) for name in NAMES}
    given = {"what": Value(what, CharField()), "rank": Value(RANKS[what], SmallIntegerField()), "row": F("pk"), "instant": F(at)}
    newest = rows.filter(_earlier(start, at, what)).order_by(f"-{at}", "-pk")
    return newest.values(**given, **cells, **names, named=named)[: PER_PAGE + 1]


def _comments(on: Parent, start: Key | None) -> QuerySet:
    rows = Comment.objects.filter(**on)
    return _branch(rows, "comment", "created_at", start, person="author", words=F("text"), named=_mentions())


def _activities(on: Parent, start: Key | None) -> QuerySet:
    done = Activity.objects.filter(**on, done_at__isnull=False)
    return _branch(done, "activity", "done_at", start, person="responsible", title=F("subject"), words=F("body"), icon=F("kind"))


def _files(on: Parent, start: Key | None) -> QuerySet:
    return _branch(Attachment.objects.filter(**on), "file", "created_at", start, person="uploaded_by", title=F("name"))


ROWS: dict[str, Callable[[Parent, Key | None], QuerySet]] = {
    "comments": _comments,
    "activities": _activities,
    "files": _files,
}


def _rows(record: Record, show: str, start: Key | None) -> list[Moment]:
    """Comments, activities and files together; one statement."""
    if show not in ("all", *ROWS):
        return []
    kind = record._meta.model_name
    found = _newest(record.pk, kind=kind, show=show) if start is None else _united({kind: record.pk}, show, start)
    return [_moment(row) for row in found]


@prepared
def _newest(key: int, *, kind: str, show: str) -> QuerySet:
    return _united({kind: key}, show, None)


def _united(on: Parent, show: str, start: Key | None) -> QuerySet:
    first, *others = [branch(on, start) for name, branch in ROWS.items() if show in ("all", name)]
    return first.union(*others, all=True).order_by("-instant", "-rank", "-row")[: PER_PAGE + 1] if others else first


def _moment(row: dict[str, Any]) -> Moment:
    row["by"] = _name_of(*(row[f"by_{name}"] or "" for name in NAMES))
    return Moment(row["instant"], row["what"], row["icon"], row["row"], row)


@lru_cache(maxsize=1000)
def _name_of(username: str, first_name: str, last_name: str) -> str:
    """The few people of a timeline stand there again and again."""
    return str(User(username=username, first_name=first_name, last_name=last_name)) if username else ""


def _operations(record: Record, show: str, start: Key | None, reader: User) -> list[Moment]:
    if show not in ("all", "changes"):
        return []
    where = None if start is None else _earlier(start, "at", "operation")
    entries = timeline_entries(record, PER_PAGE + 1, reader=reader, but=_told_by_their_rows, where=where)
    known = [entry for entry in entries if entry.kind in KINDS_OF_OPERATION]
    return [Moment(entry.at, "operation", entry.icon, entry.change_set.pk, entry) for entry in known]


def _told_by_their_rows(model: type[Record], key: int) -> list[QuerySet]:
    """Operations that only added a comment or a file: the comment or file itself stands in the timeline.

    A form that was saved together with a file wrote the record too.
    """
    written = model.history.filter(id=key).order_by().values("change_set_id")
    added = {f"{model._meta.model_name}_id": key, "history_type": "+", "change_set__kind": Kind.CHANGED}
    alone = [row.history.filter(**added).exclude(change_set__in=written) for row in (Comment, Attachment)]
    return [rows.order_by().values("change_set_id") for rows in alone]
