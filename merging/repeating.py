"""Redo: a merge that was undone is begun again with the choices of that time."""

from contextlib import suppress

from django.db.models import Model

from .drafting import choose, choose_primary
from .errors import MergeNotAllowed
from .models import Merge, MergeSession


def repeat_choices(session: MergeSession, merge: Merge, *, by: Model) -> None:
    """Give the draft the primary and the choices of ``merge``, as far as they still fit; the rest is as suggested.

    Does nothing when the draft is about other records.
    """
    ids = {merge.primary_id, *merge.records.values_list("record_id", flat=True)}
    if session.record_type != merge.record_type or set(session.record_ids) != ids:
        return
    with suppress(MergeNotAllowed):  # with other rights than at that time the suggested one stays
        choose_primary(session, merge.primary_id, by=by)
    former = MergeSession.objects.filter(merge=merge).first()
    if former is not None:
        choose(session, former.choices, by=by)
