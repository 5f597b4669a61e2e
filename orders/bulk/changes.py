"""What an action writes, for any number of records in a number of statements that does not depend on them.

Each is asked inside the open change set for records that are locked, live and allowed.
"""

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from crm_merge.access.models import User
from crm_merge.audit.bulk import delete_with_history, insert_with_history, update_with_history
from crm_merge.audit.models import Kind
from orders.kinds import RecordKind
from orders.models import Stage, Tag, TagLink
from orders.stage_rules import refusals
from trash.services import put_away


class Change(Protocol):
    """``operation`` is the kind under which the history keeps it."""

    operation: str

    def pending(self, records: QuerySet) -> QuerySet:
        """Those of ``records`` that are not like that already."""

    def refused(self, records: QuerySet) -> Mapping[int, str]:
        """By key those of ``records`` that a rule keeps from it, with the sentence that says why."""

    def write(self, kind: RecordKind, keys: Collection[int], *, by: User) -> None:
        """Change the records with these keys."""


class SetField:
    """Give one field of the record itself a value."""

    operation = Kind.CHANGED

    def __init__(self, field: str, value: Any) -> None:
        self.field, self.value = field, value

    def pending(self, records: QuerySet) -> QuerySet:
        return records.exclude(**{self.field: self.value})

    def refused(self, records: QuerySet) -> Mapping[int, str]:
        return {}

    def write(self, kind: RecordKind, keys: Collection[int], *, by: User) -> None:
        update_with_history(kind.model.objects.filter(pk__in=keys), {self.field: self.value, **_touched()})


class SetOwner(SetField):
    def __init__(self, owner: User | None) -> None:
        super().__init__("responsible", owner.pk if owner else None)

    def pending(self, records: QuerySet) -> QuerySet:
        same = Q(responsible=self.value) if self.value is not None else Q(responsible__isnull=True)
        return records.filter(~same)


class SetStage(SetField):
    def __init__(self, stage: Stage) -> None:
        super().__init__("stage", stage.pk)
        self.stage = stage

    def refused(self, records: QuerySet) -> Mapping[int, str]:
        """Orders that lack what the stage needs stay where they are."""
        return refusals(records, self.stage)


class AddTag:
    operation = Kind.CHANGED

    def __init__(self, tag: Tag) -> None:
        self.tag = tag

    def pending(self, records: QuerySet) -> QuerySet:
        return records.filter(~_tagged(records, self.tag))

    def refused(self, records: QuerySet) -> Mapping[int, str]:
        return {}

    def write(self, kind: RecordKind, keys: Collection[int], *, by: User) -> None:
        insert_with_history(TagLink, [{kind.name: key, "tag": self.tag.pk} for key in keys], skip_clashes=True)
        update_with_history(kind.model.objects.filter(pk__in=keys), _touched())


class RemoveTag(AddTag):
    def pending(self, records: QuerySet) -> QuerySet:
        return records.filter(_tagged(records, self.tag))

    def write(self, kind: RecordKind, keys: Collection[int], *, by: User) -> None:
        delete_with_history(TagLink.objects.filter(tag=self.tag, **{f"{kind.name}__in": keys}))
        update_with_history(kind.model.objects.filter(pk__in=keys), _touched())


class PutAway:
    """Move to the trash."""

    operation = Kind.DELETED

    def pending(self, records: QuerySet) -> QuerySet:
        return records

    def refused(self, records: QuerySet) -> Mapping[int, str]:
        return {}

    def write(self, kind: RecordKind, keys: Collection[int], *, by: User) -> None:
        put_away(kind.model, keys, by=by)


def _tagged(records: QuerySet, tag: Tag) -> Exists:
    return Exists(TagLink.objects.filter(tag=tag, **{records.model._meta.model_name: OuterRef("pk")}))


def _touched() -> dict[str, Any]:
    """A page that still shows the record as it was is seen to be stale."""
    return {"version": F("version") + 1, "updated_at": Now()}
