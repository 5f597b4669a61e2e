"""What all entries of one import share: who imports, the decided options, and what was found or made so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crm_merge.access.models import User
from orders.fields.field import RecordField
from orders.importing.recognising import Recognising
from orders.offered import Currencies
from orders.stage_rules import requirable_fields

if TYPE_CHECKING:
    from .companies import Companies
    from .people import People
    from .products import Products
    from .stages import Stages


@dataclass
class Context:
    """``by`` is None for a command without a person. ``writes`` is false in a dry run.

    ``remembers`` lets a dry run of several files see in one file what an earlier one would make.
    """

    by: User | None
    options: Mapping[str, Any]
    writes: bool = False
    remembers: bool = False
    noted_people: list[list[str]] = field(default_factory=list)

    @cached_property
    def currency(self) -> str:
        return self.options.get("currency") or Currencies().default

    @cached_property
    def requirable(self) -> dict[str, RecordField]:
        """The fields that stages can demand."""
        return requirable_fields()

    def recognising(self, kind: str) -> Recognising:
        """By which key records of ``kind`` are found, and what happens with them."""
        return Recognising.of(kind, self.options)

    @cached_property
    def people(self) -> "People":
        from .people import People

        return People.read()

    @cached_property
    def companies(self) -> "Companies":
        from .companies import Companies

        return Companies(self)

    @cached_property
    def products(self) -> "Products":
        from .products import Products

        return Products(self)

    @cached_property
    def stages(self) -> "Stages":
        from .stages import Stages

        return Stages.read(self.options.get("stage", ""))
