"""What happened on a record, newest first: comments, finished activities, files and operations of the history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.reading import timeline_entries

from .models import Activity, Attachment, Comment, Record

MOST = 40


@dataclass(frozen=True)
class Moment:
    """``what`` names the way it is shown: comment, activity, file or operation."""

    at: datetime
    what: str
    icon: str
    item: Any


def timeline(
    record: Record, activities: list[Activity], comments: list[Comment], files: list[Attachment], *, reader: User
) -> list[Moment]:
    """The newest moments of ``record``; the caller read the rows already."""
    moments = [Moment(comment.created_at, "comment", "comment", comment) for comment in comments]
    moments += [Moment(one.done_at, "activity", _icon(one), one) for one in activities if one.done_at]
    moments += [Moment(file.created_at, "file", "file", file) for file in files]
    entries = timeline_entries(record, MOST // 2, reader=reader, but=_told_by_their_rows(record))
    moments += [Moment(entry.at, "operation", entry.icon, entry) for entry in entries if entry.kind in Kind.values]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)[:MOST]


def _told_by_their_rows(record: Record) -> list[QuerySet]:
    """Operations that only added a comment or a file: the comment or file itself stands in the timeline.

    A form that was saved together with a file wrote the record too.
    """
    written = record.history.order_by().values("change_set_id")
    added = {f"{record._meta.model_name}_id": record.pk, "history_type": "+", "change_set__kind": Kind.CHANGED}
    alone = [model.history.filter(**added).exclude(change_set__in=written) for model in (Comment, Attachment)]
    return [rows.order_by().values("change_set_id") for rows in alone]


def _icon(activity: Activity) -> str:
    return activity.kind if activity.kind in ("call", "email", "meeting", "task") else "task"
