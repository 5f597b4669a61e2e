"""Operations to take back, and everything in the tables to compare."""

from contextlib import contextmanager

from django.db import models

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet
from crm_merge.audit.services import change_set
from crm_merge.audit.touched import tracked_models
from crm_merge.taking_back.services import CAN_BE_TAKEN_BACK, take_back
from orders.models import Record
from trash.models import TrashEntry

BOOKKEEPING = {"version", "updated_at"}


@contextmanager
def operation(by: User | None = None, kind: str = "changed"):
    with change_set(kind, by=by, details=dict(CAN_BE_TAKEN_BACK)) as opened:
        yield opened


def edit(record: models.Model, by: User | None = None, **values) -> models.Model:
    """Change a row as somebody does it on a page later."""
    row = type(record).objects.get(pk=record.pk)
    with change_set("changed", by=by):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def undo(done: ChangeSet, by: User, **more):
    return take_back(done, by=by, **more)


def tables() -> dict[str, list[dict]]:
    """Every tracked row and every entry of the trash, without bookkeeping."""
    found = {}
    for model in [*tracked_models(), TrashEntry]:
        rows = model.objects.order_by("pk").values()
        found[model.__name__] = [{name: value for name, value in row.items() if name not in BOOKKEEPING} for row in rows]
    return found


def live(model: type[Record]) -> list[Record]:
    return list(model.objects.live().order_by("pk"))
