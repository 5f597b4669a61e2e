"""The floor: the same work as hand-written SQL, and the bare framework around it.

A bare view behind the same middleware reads session and user, runs the best statements that we could write over the same
tables and indexes, and renders the same markup with an ordinary Django template: it extends the page that all pages
extend, and writes links, dates, amounts and words in the reader's language with Django's own tags and filters. It checks
no rights, offers no choices, knows no filters, columns or views; where its page comes out shorter than ours, a comment
fills it up. A page of the product does all that for the difference.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

TEMPLATES = Path(__file__).resolve().parent / "templates"
Statement = tuple[str, Mapping[str, Any]]


@dataclass
class Page:
    """A bare page: statements by the name under which the template of its content finds their rows, and bytes to fill up."""

    statements: Mapping[str, Statement]
    template: str
    size: int = 0

    def __post_init__(self) -> None:
        head = '{% extends "base.html" %}{% load i18n l10n static ui %}{% block content %}'
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


def template(name: str) -> str:
    """The content of a bare page from a file."""
    return (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")


PAGES: dict[str, Page] = {}


def page(request: HttpRequest, name: str) -> HttpResponse:
    """The bare page with this name, for whoever is signed in."""
    return HttpResponse(PAGES[name].answer(request))


def check(bare: HttpResponse, ours: HttpResponse, same: Callable[[str], list[str]], title: str) -> None:
    """Stop when the two answers differ in what ``same`` reads from them, or in size by more than a tenth."""
    read = [same(answer.content.decode()) for answer in (bare, ours)]
    sizes = [len(answer.content) for answer in (bare, ours)]
    if read[0] != read[1] or max(sizes) > 1.1 * min(sizes):
        differing = next((pair for pair in zip(*read, strict=False) if pair[0] != pair[1]), "one of them goes on")
        raise RuntimeError(f"{title}: the floor shows something else ({sizes} bytes): {differing}")


def listed(html: str) -> list[str]:
    """The rows of a list, as they are."""
    return re.findall(r"<tr data-row .*?</tr>", html, re.DOTALL)


def keys(html: str) -> list[str]:
    """The records of a list, where rights hide parts of its rows from the reader."""
    return re.findall(r'name="id" value="(\d+)"', html)


def content(html: str) -> list[str]:
    """The words below the head of a page, one by one."""
    inside = html[html.index("</header>") : html.index("</main>")]
    return re.sub(r"<[^>]+>", " ", inside).split()


def instants(html: str) -> list[str]:
    """When the operations of a history happened, to the microsecond."""
    return re.findall(r'datetime="([^"]+)"', html)
