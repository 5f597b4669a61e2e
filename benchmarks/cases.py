"""What a measured page is, whichever it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from .floor import Page, Statement


@dataclass(frozen=True)
class PageCase:
    """An address of ours beside the statements and the template of a bare page that shows the same."""

    name: str
    title: str
    address: str
    statements: Mapping[str, Statement]
    template: str
    user: str = "admin"
    most: float = 1.5
    most_statements: int = 10

    def bare(self) -> Page:
        return Page(self.statements, self.template)
