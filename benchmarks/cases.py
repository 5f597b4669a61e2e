"""What a measured page is, whichever it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .floor import Page, Statement, listed


@dataclass(frozen=True)
class PageCase:
    """An address of ours beside the statements and the template of a bare page that shows the same.

    ``same`` reads from the HTML of both pages what has to be equal.
    """

    name: str
    title: str
    address: str
    statements: Mapping[str, Statement]
    template: str
    user: str = "admin"
    most: float = 1.5
    most_statements: int = 10
    same: Callable[[str], list[str]] = listed

    def bare(self) -> Page:
        return Page(self.statements, self.template)
