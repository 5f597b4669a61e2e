"""Saving what an :class:`~orders.forms.editor.Editor` holds: one change set, only what differs, nothing when nothing does."""

from collections.abc import Collection
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
from .models import Attachment, Order, OrderLine, Record
from .rows import RowChanges
from .stage_rules import needs, newly_missing
from .totals import settle_amount, totals_of

LARGEST_AMOUNT = Decimal("999999999999.99")


class NotSaved(Exception):  # noqa: N818 - an answer, not a fault
    """Nothing was written; ``str()`` is the sentence for the person. ``fields`` are those of the form it is about."""

    def __init__(self, sentence: str, fields: Collection[str] = ()) -> None:
        super().__init__(sentence)
        self.fields = fields


def save_edited(editor: Editor, *, by: User, details: dict[str, Any] | None = None) -> bool:
    """Write a valid editor. The caller has locked the record, and checked rights, liveness and version after that.

    Returns whether anything was different. Whatever is different raises the record's version, so that another page
    that still shows the old rows is recognised as stale.

    Raises:
        NotSaved: what only shows when writing: the amount is too large, its stage needs something that is left out, or
            a chosen record was just put away.
    """
    rows = [RowChanges(editor, name) for name in editor.row_names]
    links = LinkChanges(editor)
    _settle(editor, rows)
    stored = _stored(editor)
    changed = any(rows) or bool(links) or _differs(editor, stored)
    if changed:
        _check_stage(editor.record, stored)
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
    order, lines = editor.record, next((change for change in rows if change.name == "lines"), None)
    said = {"amount", "currency", "amount_from_lines"} & set(editor.form.changed_data)
    if isinstance(order, Order) and (lines or said):
        result = lines.result if lines is not None else list(order.lines.all()) if order.pk else []
        if editor.only is not None:
            _refuse_vain_amount(editor, result)
        settle_amount(order, result)
        if abs(editor.record.amount or 0) > LARGEST_AMOUNT:
            raise NotSaved(_("The line items add up to more than an amount can hold. Check quantities and unit prices."))


def _refuse_vain_amount(editor: Editor, lines: Collection[OrderLine]) -> None:
    """In place nobody sees the line items, so an amount that they would replace at once is not taken silently."""
    order, typed = editor.record, {"amount", "currency"} & set(editor.form.changed_data)
    if typed and order.amount_from_lines and totals_of(lines):
        sentence = _("The amount is the total of the line items. Untick “Total from line items” to enter another one.")
        raise NotSaved(sentence, ("amount",))


def _check_stage(record: Record, stored: Record | None) -> None:
    missing = newly_missing(record, stored) if isinstance(record, Order) else []
    if missing:
        raise NotSaved(needs(record.stage, [field.label for field in missing]), [field.form_fields[0] for field in missing])


def _stored(editor: Editor) -> Record | None:
    """The row as it is in the database; the one in memory has what was typed already."""
    return None if editor.is_new else type(editor.record).objects.get(pk=editor.record.pk)


def _differs(editor: Editor, stored: Record | None) -> bool:
    """Whether the record's own fields differ from the stored row; a new record always does."""
    if stored is None or editor.form.uploads:
        return True
    names = (*editor.form.Meta.fields, "custom")
    return any(getattr(stored, name) != getattr(editor.record, name) for name in names)
