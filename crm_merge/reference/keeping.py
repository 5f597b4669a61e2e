"""What was read once is kept: by the process while the edition is the same, or until a request or a piece of work ends."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

T = TypeVar("T")
Edition = tuple[Hashable, ...]
# To be read in a statement that is made anyway, for :func:`reading`.
EDITION = "SELECT array_agg(key ORDER BY key) FROM reference_renewal"
MOST_EDITIONS = 4  # requests under way while somebody writes, and programs that ask more than one database

_tables: set[str] = set()


def register_source(*models: type[Model]) -> None:
    """Say that ``models`` hold reference data. Their tables need the trigger of ``triggers.create``."""
    _tables.update(model._meta.db_table for model in models)


@lru_cache(maxsize=MOST_EDITIONS)
def _kept_by_process(edition: Edition) -> dict[Hashable, Any]:
    return {}


class _Block:
    """What is known within a ``with reading()``, and which tables were written in it."""

    def __init__(self, known: dict[Hashable, Any]) -> None:
        self.known, self.written = known, set[str]()

    def watch(self, execute: Callable, sql: str, params: Any, many: Any, context: Any) -> Any:
        if not sql.startswith(("SELECT", "EXPLAIN")):
            self.written |= {table for table in _tables if table in sql}
        return execute(sql, params, many, context)


_block: ContextVar[_Block | None] = ContextVar("reference", default=None)


@contextmanager
def reading(edition: Edition = ()) -> Iterator[None]:
    """Within the block everything is read once, unless the block itself writes it: then it is read again each time.

    What others write meanwhile is seen by the next block. With the ``edition`` that holds when the block begins, what is
    read serves all blocks of the process with the same edition.
    """
    block = _Block(_kept_by_process(edition) if edition else {})
    token = _block.set(block)
    try:
        with connection.execute_wrapper(block.watch):
            yield
    finally:
        _block.reset(token)


def kept(key: Hashable, read: Callable[[], T], *, of: tuple[type[Model], ...]) -> T:
    """What ``read`` gives, or gave before under ``key``. It must follow from ``key`` and the rows of the models ``of`` alone.

    Many requests get the same object at the same time: never change it. Outside of a block it is always read.
    """
    tables = {model._meta.db_table for model in of}
    if unknown := tables - _tables:
        message = f"{', '.join(sorted(unknown))} holds no reference data. See crm_merge.reference.keeping.register_source."
        raise LookupError(message)
    block = _block.get()
    if block is None or not block.written.isdisjoint(tables):
        return read()
    if key not in block.known:
        block.known[key] = read()
    return block.known[key]
