"""What changed between two looks at the same records, as sentences for the fresh preview (P7)."""

from django.db.models import Model
from django.utils.translation import gettext as _

from .plan import MergePlan
from .registry import MergeSpec, spec_for


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
    hidden = spec.bookkeeping | set(spec.derive(record))
    labels = [
        str(field.verbose_name)
        for field in spec.model._meta.concrete_fields
        if field.name not in hidden and old.get(field.attname) != new.get(field.attname)
    ]
    return [_("%(record)s: %(field)s was changed") % {"record": record, "field": label} for label in labels]


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
