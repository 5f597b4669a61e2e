"""Links that a merge kept, as they can be written now."""

from collections.abc import Iterable

from django.db.models import ForeignKey, Model, Q

from trash.models import LIVE, Trashable

from .homes import homes
from .models import Merge


def writable(field: ForeignKey, keys: Iterable[int | None], merge: Merge) -> dict[int, int]:
    """Per key the key that a link to it can get now that ``merge`` is taken back; a key that leads nowhere is left out.

    A record that was merged since is its primary by now; one that came into the trash since gets no new links; a
    deleted row has none. What was in the trash before the merge already is linked as it was.
    """
    model, wanted = field.related_model, set(keys) - {None}
    if not wanted:
        return {}
    there = _there(model, wanted, LIVE | Q(trash_entry__change_set__lt=merge.change_set_id))
    lost = wanted - there
    moved = homes(model._meta.label_lower, lost) if lost and issubclass(model, Trashable) else {}
    live = _there(model, set(moved.values()), LIVE) if moved else set()
    return {key: key for key in there} | {key: home for key, home in moved.items() if home in live}


def _there(model: type[Model], keys: set[int], condition: Q) -> set[int]:
    rows = model._base_manager.filter(pk__in=keys)
    return set((rows.filter(condition) if issubclass(model, Trashable) else rows).values_list("pk", flat=True))
