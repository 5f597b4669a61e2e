"""Links that a merge kept, as they can be written now."""

from collections.abc import Iterable

from django.db.models import ForeignKey, Model

from trash.models import LIVE, Trashable

from .homes import homes


def writable(field: ForeignKey, keys: Iterable[int | None]) -> dict[int, int]:
    """Per key the key that a link to it can get now; a key that leads nowhere is left out.

    A record that was merged since is its primary by now; one in the trash gets no new links; a deleted row has none.
    """
    model, wanted = field.related_model, set(keys) - {None}
    if not wanted:
        return {}
    there = _there(model, wanted)
    lost = wanted - there
    moved = homes(model._meta.label_lower, lost) if lost and issubclass(model, Trashable) else {}
    live = _there(model, set(moved.values())) if moved else set()
    return {key: key for key in there} | {key: home for key, home in moved.items() if home in live}


def _there(model: type[Model], keys: set[int]) -> set[int]:
    rows = model._base_manager.filter(pk__in=keys)
    return set((rows.filter(LIVE) if issubclass(model, Trashable) else rows).values_list("pk", flat=True))
