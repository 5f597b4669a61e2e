"""The floor: the same work as hand-written SQL, and the bare framework around it.

A bare view behind the same middleware reads session and user, runs the best statements that we could write over the same
tables and indexes, and renders the same markup with an ordinary Django template: it extends the page that all pages
extend, and writes links, dates, amounts and words in the reader's language with Django's own tags and filters. It checks
no rights, offers no choices, knows no filters, columns or views; where its page comes out shorter than ours, a comment
fills it up. A page of the product does all that for the difference.
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
    """A bare page: statements by the name under which the template of its content finds their rows, and bytes to fill up."""

    statements: Mapping[str, Statement]
    template: str
    size: int = 0

    def __post_init__(self) -> None:
        head = '{% extends "base.html" %}{% load i18n l10n static %}{% block content %}'
        self.compiled = engines["django"].from_string(f"{head}{self.template}{{% endblock %}}")

    def answer(self, request: HttpRequest) -> bytes:
        with connection.cursor() as cursor:
            rows = {name: _rows(cursor, *statement) for name, statement in self.statements.items()}
        html = self.compiled.render(rows, request).encode()
        missing = self.size - len(html) - len("<!---->")
        return html + (f"<!--{'.' * missing}-->".encode() if missing > 0 else b"")


def _rows(cursor, sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    cursor.execute(sql, params)
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


PAGES: dict[str, Page] = {}


def page(request: HttpRequest, name: str) -> HttpResponse:
    """The bare page with this name, for whoever is signed in."""
    return HttpResponse(PAGES[name].answer(request))


def check(bare: HttpResponse, ours: HttpResponse, title: str) -> None:
    """Stop when the two answers do not list the same records in the same order, or differ in size by more than a tenth."""
    rows = [re.findall(rb'name="id" value="(\d+)"', answer.content)[:50] for answer in (bare, ours)]
    sizes = [len(answer.content) for answer in (bare, ours)]
    if rows[0] != rows[1] or max(sizes) > 1.1 * min(sizes):
        raise RuntimeError(f"{title}: the floor shows something else ({sizes} bytes, {rows[0][:3]} and {rows[1][:3]} …)")
