"""Records of any type by their keys, read as far as it takes to name them and to say who may see them: one statement."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Model, QuerySet, Value

from crm_merge.access.models import User
from crm_merge.database.prepared import Key, prepared
from orders.models import Company, Contact, Order, Record

WORDS: dict[type[Record], tuple[str, str]] = {
    Order: ("title", ""),
    Contact: ("first_name", "last_name"),
    Company: ("name", "legal_form"),
}
Pointed = tuple[type[Model], int]  # the type of a row and its key


def named(pointed: Iterable[Pointed]) -> dict[Pointed, Record]:
    """The records, in the trash or not; what is not there is left out."""
    asked: dict[type[Model], list[int]] = {}
    for model, key in pointed:
        asked.setdefault(model, []).append(key)
    models = {model._meta.model_name: model for model in asked}
    rows = _rows(*asked.values(), models=tuple(asked)) if asked else []
    return {(models[row["of"]], row["key"]): _record(models[row["of"]], row) for row in rows}


@prepared
def _rows(*keys: Key, models: tuple[type[Record], ...]) -> QuerySet:
    first, *others = [_of(model, among) for model, among in zip(models, keys, strict=True)]
    return first.union(*others, all=True) if others else first


def _of(model: type[Record], among: Key) -> QuerySet:
    first, second = WORDS[model]
    return model._base_manager.filter(pk__among=among).order_by().values(
        of=Value(model._meta.model_name),
        key=F("pk"),
        no=F("number"),
        first=F(first),
        second=F(second) if second else Value(""),
        away=F("trash_entry_id"),
        owner=F("responsible_id"),
        department=F("responsible__department_id"),
    )


def _record(model: type[Record], row: dict[str, Any]) -> Record:
    """What else the record has is read when it is asked for."""
    first, second = WORDS[model]
    known = {"id": row["key"], "number": row["no"], "trash_entry_id": row["away"], "responsible_id": row["owner"]}
    known |= {first: row["first"]} | ({second: row["second"]} if second else {})
    names = [field.attname for field in model._meta.concrete_fields if field.attname in known]
    record = model.from_db("default", names, [known[name] for name in names])
    if row["owner"] is not None:
        record.responsible = User(pk=row["owner"], department_id=row["department"])
    return record
