"""Saving what an :class:`~orders.forms.editor.Editor` holds: one change set, only what differs, nothing when nothing does."""

from contextlib import ExitStack
from decimal import Decimal
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from trash.guards import explains

from .attaching import attach, kept, next_key
from .custom.values import with_value
from .forms.editor import Editor
from .links import LinkChanges
from .models import Attachment, Order, Record
from .rows import RowChanges
from .totals import settle_amount

LARGEST_AMOUNT = Decimal("999999999999.99")


class NotSaved(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was written; ``str()`` is the sentence for the person."""


def save_edited(editor: Editor, *, by: User, details: dict[str, Any] | None = None) -> bool:
    """Write a valid editor. The caller has locked the record, and checked rights, liveness and version after that.

    Returns whether anything was different. Whatever is different raises the record's version, so that another page
    that still shows the old rows is recognised as stale.

    Raises:
        NotSaved: what only shows when writing: the amount is too large, or a chosen record was just put away.
    """
    rows = [RowChanges(editor, name) for name in editor.row_names]
    links = LinkChanges(editor)
    _settle(editor, rows)
    changed = any(rows) or bool(links) or _differs(editor)
    if changed:
        try:
            _write(editor, [*rows, links], by, details)
        except IntegrityError as error:
            if not explains(error):
                raise
            sentence = _("A company or contact you chose has just been moved to the trash or merged. Choose it again.")
            raise NotSaved(sentence) from error
    return changed


def _write(editor: Editor, changes: list[RowChanges | LinkChanges], by: User, details: dict[str, Any] | None) -> None:
    with ExitStack() as stack:
        files = _name_files(editor, stack, by)
        opened = stack.enter_context(change_set(Kind.CREATED if editor.is_new else Kind.CHANGED, by=by, details=details))
        editor.record.save()
        for file in files:
            attach(file, editor.record)
        for change in changes:
            change.write()
        add_subjects(opened, [editor.record])


def _name_files(editor: Editor, stack: ExitStack, by: User) -> list[Attachment]:
    """The files that were uploaded, each the value of its field on the record already, not yet saved."""
    files = []
    for key, upload in editor.form.uploads.items():
        file = stack.enter_context(kept(upload, by=by))
        file.pk = next_key()
        editor.record.custom = with_value(editor.record.custom, key, file.pk)
        files.append(file)
    return files


def _settle(editor: Editor, rows: list[RowChanges]) -> None:
    """Compute an order's amount afresh when its lines or what the person says about its amount changed, and only then."""
    lines = next((change for change in rows if change.name == "lines"), None)
    said = {"amount", "currency", "amount_from_lines"} & set(editor.form.changed_data)
    if isinstance(editor.record, Order) and lines is not None and (lines or said):
        settle_amount(editor.record, lines.result)
        if abs(editor.record.amount or 0) > LARGEST_AMOUNT:
            raise NotSaved(_("The line items add up to more than an amount can hold. Check quantities and unit prices."))


def _differs(editor: Editor) -> bool:
    """Whether the record's own fields differ from the stored row; a new record always does."""
    if editor.is_new or editor.form.uploads:
        return True
    stored: Record = type(editor.record).objects.get(pk=editor.record.pk)
    names = (*editor.form.Meta.fields, "custom")
    return any(getattr(stored, name) != getattr(editor.record, name) for name in names)
