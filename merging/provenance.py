"""Where every value of a merged record came from, read from the exact values kept by the merge."""

from dataclasses import dataclass

from django.db.models import Field, Model
from django.utils.translation import gettext as _

from crm_merge.ui.display import display
from merging import journal, registry
from merging.models import Merge


@dataclass(frozen=True)
class ValueOf:
    place: int
    display: str
    is_taken: bool


@dataclass(frozen=True)
class Provenance:
    """One field: what every record had, and which of it is on the result."""

    label: str
    values: list[ValueOf]

    @property
    def not_taken(self) -> list[ValueOf]:
        return [value for value in self.values if not value.is_taken and value.display]


def provenance(merge: Merge, sources: list) -> list[Provenance]:
    """The fields in which the records differed, in the order of the model."""
    model = registry.spec_for(merge.record_type).model
    seen = [source for source in sources if source.values is not None]
    written = _written(merge)
    names = [field.name for field in model._meta.concrete_fields if _is_shown(field)]
    rows = [_row(model._meta.get_field(name), seen, written, merge.primary_id) for name in names]
    return [row for row in rows if len({value.display for value in row.values}) > 1]


def _is_shown(field: Field) -> bool:
    return field.editable and not field.primary_key


def _written(merge: Merge) -> dict[str, int]:
    """Per field name the record whose value the merge wrote."""
    lines = [line.data for line in merge.journal.all() if "field" in line.data or "name" in line.data]
    return {line.get("field") or line.get("name"): line.get("from_id") or line.get("from") for line in lines}


def _row(field: Field, seen: list, written: dict, primary_id: int) -> Provenance:
    taken_from = written.get(field.name, written.get(field.attname, primary_id))
    values = [ValueOf(one.place, _words(field, one.values), one.record_id == taken_from) for one in seen]
    return Provenance(str(field.verbose_name), values)


def _words(field: Field, values: dict) -> str:
    value = journal.decode(values.get(field.attname, values.get(field.name)))
    if field.related_model is not None:
        return _related(field.related_model, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value or ""))
    return display(value)


def _related(model: type[Model], key) -> str:
    if key is None:
        return ""
    found = model._base_manager.filter(pk=key).first()
    return str(found) if found else _("deleted (key %(key)s)") % {"key": key}


def journal_sentences(merge: Merge, sources: list) -> list[str]:
    """The journal in words. Fields and rows of records the reader may not see are counted, never shown."""
    if any(source.is_hidden for source in sources):
        return []
    return [journal.change_from(line).describe() for line in merge.journal.all()]
