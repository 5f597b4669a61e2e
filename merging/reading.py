"""Finished merges and open drafts as their readers may see them."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from crm_merge.access.permissions import permitted
from crm_merge.database.prepared import prepared

from . import registry
from .journal import change_from
from .models import JournalLine, Merge, MergedRecord, MergeSession
from .provenance import provenance
from .row_origins import row_groups
from .rows_behind import rows_behind
from .sources import Source, sources_of


def readable_merges(user) -> QuerySet:
    """Merges whose primary ``user`` may read; the only ones a list, count or page may show."""
    seen = Q(pk__in=[])
    for spec in registry.specs():
        records = permitted(spec.model._base_manager.all(), user=user).values("pk")
        seen |= Q(record_type=spec.model._meta.label_lower, primary_id__in=records)
    return Merge.objects.filter(seen).prefetch_related("records")


def with_sources(merges: Iterable[Merge], user) -> list[Merge]:
    """``merges``, each with the records merged into its primary as ``.merged_sources``; one statement per type."""
    merges = list(merges)
    for key in {merge.record_type for merge in merges}:
        of_type = [merge for merge in merges if merge.record_type == key]
        sources = sources_of(of_type, user)
        for merge in of_type:
            merge.merged_sources = [source for source in sources[merge.pk] if not source.is_primary]
    return merges


def open_drafts(user, limit: int = 50) -> list[MergeSession]:
    """The drafts ``user`` can go on with, newest first, each with its records as ``.labels``."""
    drafts = MergeSession.objects.filter(created_by=user, state=MergeSession.State.OPEN).order_by("-updated_at")[:limit]
    return labelled(drafts, user)


def labelled(drafts: Iterable[MergeSession], user) -> list[MergeSession]:
    """``drafts``, each with its records as ``.labels`` of (place, words); one statement per type."""
    drafts = list(drafts)
    for spec in registry.specs():
        mine = [draft for draft in drafts if draft.record_type == spec.model._meta.label_lower]
        _label(mine, spec, user)
    return drafts


def _label(drafts: list[MergeSession], spec, user) -> None:
    if not drafts:
        return
    keys = {key for draft in drafts for key in draft.record_ids}
    records = permitted(spec.model._base_manager.filter(pk__in=keys), user=user).in_bulk()
    hidden = _("A record you may not see")
    for draft in drafts:
        draft.labels = [(place, str(records.get(key, hidden))) for place, key in enumerate(draft.record_ids)]


def readable_primary(merge: Merge, user) -> Model | None:
    """The merged record if ``user`` may read it."""
    records = registry.spec_for(merge.record_type).queryset()
    return permitted(records.filter(pk=merge.primary_id), user=user).first()


def merge_page(merge: Merge, record: Model | None, user) -> dict:
    """Everything the page of one merge shows; ``record`` is its primary."""
    sources = sources_of([merge], user)[merge.pk]
    lines = list(merge.journal.order_by("position"))
    fields = provenance([merge], {merge.pk: sources}, user, known=record)[merge.pk]
    return {
        "merge": merge,
        "record": record,
        "sources": sources,
        "differing": [field for field in fields if field.differs],
        "matching": [field for field in fields if not field.differs],
        "row_groups": row_groups(merge, lines, sources, user),
        "rows_behind": rows_behind(merge, sources, user),
        "journal": sentences(lines, sources),
    }


def sentences(lines: Sequence[JournalLine], sources: Sequence[Source]) -> list[str]:
    """The journal in words. With a record the reader may not see there are none: they count its rows too."""
    if any(source.is_hidden for source in sources):
        return []
    return [change.describe() for change in map(change_from, lines) if not change.missing()]


def merges_into(record_type: str, key: int) -> QuerySet:
    """The live merges that made the record with this key."""
    return Merge.objects.filter(record_type=record_type, primary_id=key, undone_at=None)


def panels(record: Model, user) -> list[dict]:
    """The newest live merges that made ``record``, for its page. Where its values came from is on the merge's own page."""
    rows = _newest(record.pk, record_type=record._meta.label_lower)
    merges = [_with_records(list(group)) for _key, group in groupby(rows, key=lambda row: row.merge_id)]
    sources = sources_of(merges, user)
    return [{"merge": merge, "sources": sources[merge.pk]} for merge in merges]


@prepared
def _newest(key: int, *, record_type: str) -> QuerySet:
    keys = merges_into(record_type, key).order_by("-at", "-id").values("pk")[:5]
    return MergedRecord.objects.filter(merge__in=keys).select_related("merge").order_by("-merge__at", "-merge_id", "pk")


def _with_records(rows: list[MergedRecord]) -> Merge:
    """The merge of ``rows``, which knows them as if they had been read through it."""
    merge = rows[0].merge
    merge._prefetched_objects_cache = {"records": rows}
    return merge
