"""What happened since a merge to the rows it moved, and which came to the primary: sentences for the page that undoes it.

Rows are counted and not shown, so that nobody reads here what their roles do not let them read. Three statements per
relation at most, however many rows there are.
"""

from django.db.models import Count, Model, Q
from django.utils.translation import gettext as _

from crm_merge.audit.statements import history_of

from .models import Merge, MovedRow
from .registry import spec_for
from .rules import RowRule
from .settling import OF_MERGES


def rows_since(merge: Merge) -> list[str]:
    """Rows that were deleted or moved on since and do not come back, and rows that were added and stay."""
    rules = {rule.key: rule for rule in spec_for(merge.record_type).moving}
    moved = _moved(merge)
    deleted, elsewhere = _("deleted since, not coming back"), _("moved to another record since, staying there")
    added = _("added to the primary since, staying there")
    found = []
    for key, rule in rules.items():
        gone, away = _no_longer_here(rule, merge, moved[key]) if moved.get(key) else (0, 0)
        counts = ((gone, deleted), (away, elsewhere), (_added(rule, merge), added))
        found += [f"{count} {_name(rule.model, count)}: {words}" for count, words in counts if count]
    return found


def _moved(merge: Merge) -> dict[str, int]:
    """How many rows of each relation the merge moved."""
    rows = MovedRow.objects.filter(line__merge=merge).order_by()
    return dict(rows.values_list("line__data__relation").annotate(number=Count("pk")))


def _no_longer_here(rule: RowRule, merge: Merge, number: int) -> tuple[int, int]:
    keys = MovedRow.objects.filter(line__merge=merge, line__data__relation=rule.key).values("row_id")
    at_home = Q(**{rule.attname: merge.primary_id})
    rows = rule.model._base_manager.filter(pk__in=keys)
    found = rows.aggregate(there=Count("pk"), here=Count("pk", filter=at_home))
    return number - found["there"], found["there"] - found["here"]


def _added(rule: RowRule, merge: Merge) -> int:
    made = history_of(rule.model).objects.filter(
        history_type="+", change_set__gt=merge.change_set_id, **{rule.attname: merge.primary_id}
    )
    made = made.exclude(OF_MERGES).order_by().values(rule.model._meta.pk.attname)
    return rule.model._base_manager.filter(pk__in=made, **{rule.attname: merge.primary_id}).count()


def _name(model: type[Model], count: int) -> str:
    return str(model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural)
