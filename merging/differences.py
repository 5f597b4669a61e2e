"""What changed between two looks at the same records, as sentences for the fresh preview (P7)."""

from copy import copy

from django.db.models import Model
from django.utils.translation import gettext as _

from .journal import decode
from .plan import MergePlan
from .registry import MergeSpec, spec_for
from .rules import Parts


def differences(before: dict, plan: MergePlan) -> list[str]:
    """Name the records, fields and rows in which the plan differs from the preview ``before``."""
    spec = spec_for(plan.record_type)
    found = []
    for candidate in plan.records:
        named = _fields(spec, candidate.record, before, plan.preview) + _rows(spec, candidate.record, before, plan.preview)
        found += named or _touched(candidate.record, before, plan.preview)
    return found or [_("The choices were changed after this preview was shown, perhaps in another window.")]


def _fields(spec: MergeSpec, record: Model, before: dict, after: dict) -> list[str]:
    old, new = (side.get("values", {}).get(str(record.pk), {}) for side in (before, after))
    columns = {name for rule in spec.fields if isinstance(rule, Parts) for name in rule.names}
    hidden = spec.bookkeeping | set(spec.derive(record)) | columns
    labels = [
        str(field.verbose_name)
        for field in spec.model._meta.concrete_fields
        if field.name not in hidden and old.get(field.attname) != new.get(field.attname)
    ]
    labels += _parts(spec, record, {name: (_column(old, name), _column(new, name)) for name in columns})
    return [_("%(record)s: %(field)s was changed") % {"record": record, "field": label} for label in labels]


def _column(values: dict, name: str) -> dict:
    return decode(values[name]) if name in values else {}


def _parts(spec: MergeSpec, record: Model, columns: dict[str, tuple[dict, dict]]) -> list[str]:
    """The labels of the values inside JSON columns that differ, those included that the record no longer has."""
    if all(old == new for old, new in columns.values()):
        return []
    before = copy(record)
    for name, (old, _new) in columns.items():
        setattr(before, name, old)
    differing = {f"{name}.{key}" for name, pair in columns.items() for key in _keys(*pair)}
    return [str(part.label) for part in spec.parts([record, before]) if part.name in differing]


def _keys(old: dict, new: dict) -> set[str]:
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}


def _touched(record: Model, before: dict, after: dict) -> list[str]:
    """Saved as it was, or another record was merged into it: nothing to name, but not what was previewed."""
    old, new = (side.get("values", {}).get(str(record.pk), {}) for side in (before, after))
    return [_("%(record)s was saved or merged again") % {"record": record}] if old != new else []


def _rows(spec: MergeSpec, record: Model, before: dict, after: dict) -> list[str]:
    found = []
    for rule in spec.moving:
        old, new = (side.get("rows", {}).get(rule.key, {}).get(str(record.pk), [0, ""]) for side in (before, after))
        facts = {"record": record, "rows": rule.model._meta.verbose_name_plural, "before": old[0], "after": new[0]}
        if old[0] != new[0]:
            found.append(_("%(record)s: %(rows)s – %(before)s before, %(after)s now") % facts)
        elif old != new:
            found.append(_("%(record)s: %(rows)s were edited") % facts)
    return found
