"""Stored values as words for one reader. Records that the reader may not read stay unnamed (P15)."""

from django.db.models import Field, Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers
from crm_merge.access.registry import record_types
from crm_merge.ui.display import display

from .rules import RowRule, Unite


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


def row_words(rule: RowRule, row: Model, reader: Model) -> str:
    """A related row for ``reader``: what it links, with what it says about that; else its own words."""
    fields = {field.name: field for field in row._meta.concrete_fields}
    linking = [name for name in rule.same if fields[name].is_relation] if isinstance(rule, Unite) else []
    if not linking:
        return str(row)
    linked, *said = (words(row, fields[name], reader) for name in (*linking, *rule.fill))
    about = ", ".join(text for text in said if text)
    return f"{linked} ({about})" if about else linked


def row_label(rule: Unite, row: Model) -> str:
    """What the multi-value field of a row is called: the kind of the row where the field is split by kind."""
    if rule.split:
        return str(getattr(row, f"get_{rule.split}_display")())
    return capfirst(str(rule.label or rule.model._meta.verbose_name_plural))
