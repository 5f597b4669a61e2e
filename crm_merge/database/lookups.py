"""Lookups of our own."""

from typing import Any

from django.db.models import Field, ForeignObject
from django.db.models.lookups import Lookup


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """``filter(pk__among=[1, 2])``: as ``in``, with the keys as one array, so that the SQL is the same for any number of them."""

    lookup_name = "among"

    def get_prep_lookup(self) -> list[int]:
        return list(self.rhs)

    def get_db_prep_lookup(self, value: list[int], _connection: Any) -> tuple[str, list[list[int]]]:
        return "%s", [value]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right}::bigint[])", [*left_params, *right_params]
