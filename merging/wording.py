"""Stored values as words for one reader. Records that the reader may not read stay unnamed (P15)."""

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers
from crm_merge.access.registry import record_types
from crm_merge.ui.display import display


def words(row: Model, field: Field, reader: Model) -> str:
    """The value of a field for ``reader``."""
    if field.is_relation:
        return linked_words(getattr(row, field.name), reader)
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")() or "")
    return display(getattr(row, field.name))


def linked_words(linked: Model | None, reader: Model) -> str:
    """The name of a linked row for ``reader``; empty for none."""
    if linked is None:
        return ""
    if linked._meta.label_lower in record_types() and not covers(reader, "read", linked):
        return _("A record you may not see")
    return str(linked)
