"""Merges that stand in the way of taking another one back, named for one reader (P10, P15)."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext as _

from crm_merge.access.permissions import permitted

from . import registry
from .errors import Obstacle
from .models import Merge

MOST_NAMED = 5


def consumed_by(later: Sequence[Merge], reader: Model) -> list[str]:
    """One sentence per merge of ``later`` (the newest first), a link to each that ``reader`` may see, and the order."""
    if not later:
        return []
    readable = _readable(later[:MOST_NAMED], reader)
    named = [_named(merge) for merge in later[:MOST_NAMED] if merge.pk in readable]
    hidden = _("A later merge with a record you may not see rests on this one. It has to be undone first.")
    sentences = named + [Obstacle(hidden)] * (len(named) < min(len(later), MOST_NAMED))
    if beyond := len(later) - MOST_NAMED:
        sentences += [Obstacle(_("and %(count)s more") % {"count": beyond})] * (beyond > 0)
    if len(named) > 1:
        order = " → ".join(str(merge.pk) for merge in later[:MOST_NAMED] if merge.pk in readable)
        sentences.append(Obstacle(_("Undo the newest one first, in this order: %(order)s.") % {"order": order}))
    return sentences


def _named(merge: Merge) -> Obstacle:
    sentence = _("A later merge with %(primary)s (merge %(number)s) rests on this one. Undo that merge first.")
    words = _("To merge %(number)s") % {"number": merge.pk}
    return Obstacle(sentence % {"primary": merge.primary_label, "number": merge.pk}, [(merge.get_absolute_url(), words)])


def _readable(merges: Sequence[Merge], reader: Model) -> set[int]:
    found: set[int] = set()
    for spec in registry.specs():
        of_type = {merge.primary_id: merge.pk for merge in merges if merge.record_type == spec.key}
        if of_type:
            records = permitted(spec.model._base_manager.filter(pk__in=list(of_type)), user=reader)
            keys = set(records.values_list("pk", flat=True))
            found |= {merge.pk for merge in merges if merge.record_type == spec.key and merge.primary_id in keys}
    return found
