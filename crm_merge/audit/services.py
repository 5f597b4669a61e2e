"""The door to the history: open a change set, say which records it is about.

A tracked write outside a change set raises ``NoChangeSet``, so nothing is ever written without an entry (P13).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from .models import ChangeSet

SYSTEM = "System"
_ADD = """
INSERT INTO audit_subject (change_set_id, record_type, record_id, label, role)
SELECT %s, added.kind, added.key, added.label, %s FROM unnest(%s::text[], %s::bigint[], %s::text[]) AS added(kind, key, label)
ON CONFLICT DO NOTHING
"""
_open: ContextVar[ChangeSet | None] = ContextVar("open_change_set", default=None)


class NoChangeSet(RuntimeError):  # noqa: N818 - the name says what is missing
    """A tracked row was about to be written outside a change set; nothing was written."""


@contextmanager
def change_set(
    kind: str,
    *,
    by: models.Model | None,
    reason: str = "",
    source: str = "page",
    details: dict[str, Any] | None = None,
) -> Iterator[ChangeSet]:
    """Open a transaction and record everything written in it as one operation of ``by``.

    A nested call joins the outer operation and yields its change set. When the block raises, the writes and the
    entry disappear together. ``by=None`` is for commands and the system only.
    """
    outer = _open.get()
    with transaction.atomic():
        if outer is not None:
            yield outer
            return
        opened = _create(kind, by, reason, source, details)
        token = _open.set(opened)
        try:
            yield opened
        finally:
            _open.reset(token)


def _create(kind: str, by: models.Model | None, reason: str, source: str, details: dict[str, Any] | None) -> ChangeSet:
    return ChangeSet.objects.create(
        kind=kind,
        by_key=by.pk if by else None,
        by_name=name_of(by),
        reason=reason,
        source=source,
        details=details or {},
    )


def name_of(by: models.Model | None) -> str:
    """The name of the person as the history keeps it; ``System`` for nobody."""
    return str(by)[:200] if by else SYSTEM


def current() -> ChangeSet:
    """Return the open change set; raise ``NoChangeSet`` when there is none."""
    opened = _open.get()
    if opened is None:
        raise NoChangeSet("Tracked rows are written inside crm_merge.audit.services.change_set(...) only.")
    return opened


def add_subjects(change_set: ChangeSet, records: Iterable[models.Model], *, role: str = "") -> None:
    """Say that ``change_set`` is about ``records``. Adding a record again changes nothing. One statement."""
    rows = [(record._meta.label_lower, record.pk, label_of(record)) for record in records]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [change_set.pk, role, *map(list, zip(*rows, strict=True))])


def label_of(record: models.Model) -> str:
    """The words a record is known by after it is gone."""
    return str(getattr(record, "label", "") or record)[:300]


@receiver([pre_save, pre_delete])
def _refuse_unrecorded(sender: type[models.Model], **kwargs: Any) -> None:
    """Stop before the write: history is written after it, which would be too late without a transaction."""
    if hasattr(sender._meta, "simple_history_manager_attribute"):
        current()


@receiver(pre_create_historical_record)
def _stamp(sender: type[models.Model], history_instance: Any, **kwargs: Any) -> None:
    """Give a history row the change set it belongs to."""
    if hasattr(history_instance, "change_set_id"):
        history_instance.change_set = current()
