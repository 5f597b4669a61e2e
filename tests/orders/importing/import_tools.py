"""Small files and the shortest way to import them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm_merge.access.models import User
from crm_merge.audit.models import ChangeSet
from orders.importing.deciding import decide_all
from orders.importing.kinds import KINDS
from orders.importing.planning.context import Context
from orders.importing.planning.outcome import Outcome
from orders.importing.report import Summary
from orders.importing.running import carry_out, dry_run
from orders.models import Company, Contact, ContactPoint, Order, OrderLine, Product

COMPANIES = """\
CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Region,PostalCode,Country,Phone,Fax
NORD,Nordlicht Bürobedarf,Jörg Müller,Einkauf,Hafenstraße 1,Köln,,50667,Deutschland,0221 555010,0221 555011
HARB,"Harbour ""Blue"" Ltd.",Ann Smith,Owner,1 Quay,London,,E1 6AN,UK,020 7946 0111,
"""
ORDERS = """\
OrderID,CustomerID,OrderDate,Freight,ShipName,ShipCity,ProductID,ProductName,UnitPrice,Quantity,Discount
7001,NORD,2026-03-01,4.50,Lager Köln,Köln,11,Stuhl,14.00,12,0
7001,NORD,2026-03-01,4.50,Lager Köln,Köln,12,Tisch,9.80,10,0.15
7002,HARB,2026-03-02,,Dock 3,London,11,Stuhl,14.00,1,0.05
"""


@dataclass
class Result:
    summary: Summary
    outcomes: list[Outcome] = field(default_factory=list)
    operation: ChangeSet | None = None

    def actions(self) -> list[str]:
        return [str(outcome.action) for outcome in self.outcomes]

    def said(self, place: int = 0) -> str:
        return " ".join(map(str, self.outcomes[place].says))


def csv_file(folder: Path, text: str | bytes, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def imported(folder: Path, text: str | bytes, *, by: User | None = None, kind: str = "", **decisions: Any) -> Result:
    """Import ``text`` for good."""
    source = decide_all(csv_file(folder, text), kind=KINDS.get(kind), **decisions)
    result = Result(Summary())
    result.summary, result.operation = carry_out(source, by=by, origin="page", report=result.outcomes.append)
    return result


def planned(folder: Path, text: str | bytes, *, by: User | None = None, kind: str = "", **decisions: Any) -> Result:
    """Only say what importing ``text`` would do."""
    source = decide_all(csv_file(folder, text), kind=KINDS.get(kind), **decisions)
    result = Result(Summary())
    result.summary = dry_run(source, Context(by, source.options), report=result.outcomes.append)
    return result


WRITTEN = (Company, Contact, ContactPoint, Order, OrderLine, Product, User, ChangeSet)


def everything() -> dict[str, list]:
    """All rows that an import may write, and its history."""
    models = [*WRITTEN, *(model.history.model for model in WRITTEN if hasattr(model, "history"))]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}
