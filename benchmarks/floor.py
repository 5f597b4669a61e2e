"""The floor: what the same answer costs at least with this framework.

A bare view behind the same middleware reads session and user, runs hand-written SQL (the best statements we could write
over the same tables and indexes), and renders the rows with one flat Django template: plain variables, no tags, no
filters, values formatted by the database. The frame of the page (head, navigation, filters, forms) is a literal copied
from our own page, so that both answers have the same size; where the flat part comes out shorter than ours, a comment
fills it up. It checks no rights, offers no choices, speaks one language and never differs from reader to reader: a page
of the product does all that for the difference.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

Statement = tuple[str, Mapping[str, Any]]


@dataclass
class Page:
    """A bare page: statements by the name under which the template finds their rows, and the literal frame."""

    statements: Mapping[str, Statement]
    template: str
    before: str = ""
    after: str = ""

    def __post_init__(self) -> None:
        self.compiled = engines["django"].from_string(self.template)

    def frame(self, html: str, start: str, end: str) -> None:
        """Take the frame from our own page: all before ``start`` and after ``end``."""
        self.before, rest = html.split(start, 1)
        inner, self.after = rest.rsplit(end, 1)
        missing = len(inner.encode()) - len(self.body().encode())
        self.before, self.after = self.before + start, end + self.after
        if missing > len("<!---->"):
            self.after = f"<!--{'.' * (missing - len('<!---->'))}-->{self.after}"

    def body(self) -> str:
        with connection.cursor() as cursor:
            rows = {name: _rows(cursor, *statement) for name, statement in self.statements.items()}
        return self.compiled.render(rows)


def _rows(cursor, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    cursor.execute(sql, params)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


PAGES: dict[str, Page] = {}


def page(request: HttpRequest, name: str) -> HttpResponse:
    """The bare page with this name, for a signed-in person."""
    bare = PAGES[name]
    str(request.user.pk)
    return HttpResponse(f"{bare.before}{bare.body()}{bare.after}")


def check(bare: HttpResponse, ours: HttpResponse, title: str) -> None:
    """Stop when the two answers do not list the same records in the same order, or differ in size by more than a tenth."""
    rows = [re.findall(rb'name="id" value="(\d+)"', answer.content)[:50] for answer in (bare, ours)]
    sizes = [len(answer.content) for answer in (bare, ours)]
    if rows[0] != rows[1] or max(sizes) > 1.1 * min(sizes):
        raise RuntimeError(f"{title}: the floor shows something else ({sizes} bytes, {rows[0][:3]} and {rows[1][:3]} …)")
