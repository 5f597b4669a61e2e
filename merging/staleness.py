"""What happened to the records of a draft since it was last looked at, and who did it."""

from dataclasses import dataclass
from datetime import datetime

from crm_merge.audit.models import ChangeSet

from .differences import differences
from .models import MergeSession
from .plan import MergePlan

MOST_NAMED = 3


@dataclass(frozen=True)
class News:
    """Sentences for the fresh preview, and the latest changes as (person, instant)."""

    sentences: list[str]
    people: list[tuple[str, datetime]]


def news(session: MergeSession, plan: MergePlan, sentences: list[str] | None = None) -> News:
    """What differs from the preview that ``session`` remembers. Ask before remembering ``plan``."""
    return News(differences(session.preview, plan) if sentences is None else sentences, _people(session))


def _people(session: MergeSession) -> list[tuple[str, datetime]]:
    about = {"subjects__record_type": session.record_type, "subjects__record_id__in": session.record_ids}
    changes = ChangeSet.objects.filter(at__gt=session.updated_at, **about).order_by("-at", "-pk")
    latest: dict[str, datetime] = {}
    for name, at in changes.values_list("by_name", "at").distinct()[:20]:
        latest.setdefault(name, at)
    return list(latest.items())[:MOST_NAMED]
