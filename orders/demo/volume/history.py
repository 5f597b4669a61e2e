"""The past of the volume data: every record was created, every third order changed, some put into the trash.

Per order about five history rows; with the long history ten: each activity and each link is then recorded too, and every
order was changed once more. Keys of change sets are laid out one block after the other.
"""
# ruff: noqa: E501, S608 - SQL; only model meta data and constants are put into the text

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models

from crm_merge.audit.statements import HISTORY_COLUMNS, columns_of, history_of, table_of
from orders.models import Activity, Company, Contact, Order, OrderContact, OrderLine

LABELS = {
    Company: "'U-' || row.number || ' ' || btrim(row.name || ' ' || row.legal_form)",
    Contact: "'K-' || row.number || ' ' || row.first_name || ' ' || row.last_name",
    Order: "'A-' || row.number || ' ' || row.title",
}


@dataclass(frozen=True)
class Block:
    """``number`` operations of one kind: operation n, key ``after`` + n, is about the record ``every`` × n."""

    model: type[models.Model]
    kind: str
    after: int
    number: int
    every: int = 1
    days: int = 0

    def at(self, row: str = "row") -> str:
        return f"{row}.created_at + interval '{self.days} days'"

    def statements(self) -> Iterator[str]:
        """The change sets and what they are about."""
        source = f"{table_of(self.model)} AS row WHERE row.id %% {self.every} = 0"
        key = f"{self.after} + row.id / {self.every}"
        yield (
            "INSERT INTO audit_changeset (id, kind, at, by_key, by_name, reason, source, details)"
            f" SELECT {key}, '{self.kind}', {self.at()}, person.id, coalesce(person.first_name || ' ' || person.last_name, 'System'),"
            f" '', 'page', '{{}}' FROM {table_of(self.model)} AS row LEFT JOIN access_user AS person ON person.id = row.responsible_id"
            f" WHERE row.id %% {self.every} = 0 ORDER BY row.id"
        )
        yield (
            "INSERT INTO audit_subject (id, change_set_id, record_type, record_id, label, role)"
            f" SELECT {key}, {key}, '{self.model._meta.label_lower}', row.id, left({LABELS[self.model]}, 300), '' FROM {source}"
        )


def blocks(counts: dict[str, int], after: int, *, long: bool) -> dict[str, Block]:
    """The operations by name, one block of keys after the other."""
    plan = [
        ("companies", Company, "created", counts["companies"], 1, 0),
        ("contacts", Contact, "created", counts["contacts"], 1, 0),
        ("orders", Order, "created", counts["orders"], 1, 0),
        ("changed", Order, "changed", counts["orders"] // 3, 3, 5),
        ("trashed_orders", Order, "deleted", counts["trashed_orders"], 101, 40),
        ("trashed_contacts", Contact, "deleted", counts["trashed_contacts"], 97, 40),
    ]
    plan += [("changed_again", Order, "changed", counts["orders"], 1, 20)] if long else []
    made = {}
    for name, model, kind, number, every, days in plan:
        made[name] = Block(model, kind, after, number, every, days)
        after += number
    return made


def statements(made: dict[str, Block]) -> Iterator[str]:
    """All of the past, in the order of writing."""
    for block in made.values():
        yield from block.statements()
    for name in ("companies", "contacts", "orders"):
        yield _rows(made[name], "+", fresh=True)
    for name in ("changed", "trashed_orders", "trashed_contacts", "changed_again"):
        if name in made:
            yield _rows(made[name], "~", fresh=False)
    created = made["orders"]
    yield _children(OrderLine, created)
    if "changed_again" in made:
        yield _children(OrderContact, created)
        yield _children(Activity, created)
    yield from (_trash(made[name], first) for name, first in (("trashed_orders", "0"), ("trashed_contacts", "%(trashed_orders)s")))


def _target(model: type[models.Model]) -> str:
    return f"INSERT INTO {table_of(history_of(model))} ({columns_of(model)}, {', '.join(HISTORY_COLUMNS)})"


def _rows(block: Block, sign: str, *, fresh: bool) -> str:
    """Rows of the records themselves; a ``fresh`` one is what was first saved: live, in its first version and stage."""
    begun = {"trash_entry_id": "NULL", "version": "1", "stage_id": "(%(stages)s::bigint[])[1]"} if fresh else {}
    columns = [column.strip('"') for column in columns_of(block.model).split(", ")]
    values = ", ".join(begun.get(column, f"row.{column}") for column in columns)
    facts = f"{block.at()}, '{sign}', NULL, NULL, {block.after} + row.id / {block.every}"
    return f"{_target(block.model)} SELECT {values}, {facts} FROM {table_of(block.model)} AS row WHERE row.id %% {block.every} = 0"


def _children(model: type[models.Model], created: Block) -> str:
    """Rows that hang on orders, saved together with them."""
    facts = f"{created.at('parent')}, '+', NULL, NULL, {created.after} + parent.id"
    return (
        f"{_target(model)} SELECT {columns_of(model, 'row')}, {facts}"
        f" FROM {table_of(model)} AS row JOIN orders_order AS parent ON parent.id = row.order_id"
    )


def _trash(block: Block, first: str) -> str:
    return (
        "INSERT INTO trash_trashentry (id, record_type, record_id, label, trashed_at, by_key, by_name, why, reason, change_set_id, held_by)"
        f" SELECT {first} + row.id / {block.every}, '{block.model._meta.label_lower}', row.id, left({LABELS[block.model]}, 300), {block.at()},"
        f" row.responsible_id, 'System', 'deleted', '', {block.after} + row.id / {block.every}, ''"
        f" FROM {table_of(block.model)} AS row WHERE row.id %% {block.every} = 0"
    )
