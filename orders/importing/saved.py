"""Mappings that people chose, kept for the next file of the same source."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right
from orders.models import Import, ImportMapping

from .fields import plain
from .kinds import KINDS, FileKind
from .mapping import Columns, guess_columns

ALIKE = 0.6  # of all heads of both files together


def signature_of(heads: Iterable[str]) -> str:
    """The same for files with the same heads, in whatever order and spelling."""
    return hashlib.sha256("\n".join(sorted({plain(head) for head in heads})).encode()).hexdigest()


def mappings_for(user: User) -> QuerySet:
    """Their own and those of the team, the latest first."""
    return ImportMapping.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").order_by("-used_at", "-pk")


def editable_mappings(user: User) -> QuerySet:
    """Those that ``user`` may rename and delete: their own, and with the right to change settings those of the team."""
    mine = Q(owner=user)
    return mappings_for(user).filter(mine | Q(is_shared=True) if may_share(user) else mine & ~Q(is_shared=True))


def may_share(user: User) -> bool:
    return has_right(user, "access.manage_settings")


def fitting_mapping(user: User, heads: Sequence[str], kind: FileKind | None = None) -> ImportMapping | None:
    """The mapping whose file had the same or mostly the same heads; own ones and recent ones come first."""
    asked = {plain(head) for head in heads}
    rows = mappings_for(user).filter(kind=kind.name) if kind else mappings_for(user)
    ranked = [
        (_likeness(mapping, asked), mapping.owner_id == user.pk, bool(mapping.name), -place, mapping)
        for place, mapping in enumerate(rows[:500])
        if KINDS[mapping.kind].is_open_to(user)
    ]
    best = max(ranked, key=lambda one: one[:4], default=None)
    return best[4] if best and best[0] >= ALIKE else None


def _likeness(mapping: ImportMapping, asked: set[str]) -> float:
    known = {plain(head) for head, _key in mapping.columns}
    return len(known & asked) / (len(known | asked) or 1)


def columns_by(mapping: ImportMapping, heads: Sequence[str]) -> Columns:
    """What each column becomes by the mapping; columns that it does not know are guessed, each field once."""
    kind = KINDS[mapping.kind]
    known = {plain(head): key for head, key in mapping.columns if not key or key in kind.by_key}
    columns: Columns = []
    for head, guess in zip(heads, guess_columns(kind, heads), strict=True):
        key = known.get(plain(head), guess)
        taken = key in columns or (plain(head) not in known and key in known.values())
        columns.append("" if key and taken and not kind.by_key[key].many else key)
    return columns


def lacking(mapping: ImportMapping, heads: Sequence[str]) -> list[str]:
    """Columns that the mapping fills fields from and the file does not have."""
    there = {plain(head) for head in heads}
    return [head for head, key in mapping.columns if key and plain(head) not in there]


def remember(upload: Import, heads: Sequence[str], *, name: str = "", is_shared: bool = False) -> ImportMapping:
    """Keep what was decided about ``upload``, under a name or as the last decision about such a file."""
    signature = signature_of(heads)
    known = {"name": name} if name else {"name": "", "signature": signature}
    decided = {
        "signature": signature,
        "columns": [list(pair) for pair in zip(heads, upload.columns, strict=True)],
        "options": upload.options,
        "used_at": timezone.now(),
    }
    if name:
        decided["is_shared"] = is_shared and may_share(upload.by)
    mapping, _made = ImportMapping.objects.update_or_create(owner=upload.by, kind=upload.kind, **known, defaults=decided)
    return mapping
