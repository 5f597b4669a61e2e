"""The floor: what the same answer costs at least with this framework.

A bare view behind the same middleware reads session and user, runs hand-written SQL (one statement per list, the best we
could write over the same tables and indexes), and renders the rows with one flat Django template: plain variables, no
tags, no filters, values formatted by the database. The frame of the page (head, navigation, filters) is a literal copied
from our own page, so that both answers have the same size. It checks no rights, shows no alternatives, speaks one
language: a page of the product does all this for the difference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines

ROW = """<tr data-row>
  <td class="check"><input type="checkbox" class="form-check-input" name="id" value="{{ row.0 }}" data-select aria-label="Auftrag A-{{ row.1 }} auswählen"></td>
  <td><a class="list-title" href="/orders/{{ row.0 }}/">{{ row.2 }}</a><div class="list-sub">A-{{ row.1 }}</div></td>
  <td><span class="stage stage-{{ row.3 }}">{{ row.4 }}</span></td>
  <td><a href="/companies/{{ row.5 }}/">{{ row.6 }}</a></td>
  <td class="number">{{ row.7 }} €</td>
  <td>{{ row.8 }}</td>
  <td class="text-nowrap"><time datetime="{{ row.9 }}" title="{{ row.9 }}">{{ row.10 }}</time></td>
</tr>
"""  # noqa: E501

COLUMNS = """
SELECT o.id, o.number, o.title, s.colour, s.name_de, c.id, c.name || ' ' || c.legal_form, to_char(o.amount, 'FM999G999G990D00'),
    u.first_name || ' ' || u.last_name, o.created_at::text, 'vor ' || extract(day FROM now() - o.created_at) || ' T.'
FROM {source} JOIN orders_stage s ON s.id = o.stage_id LEFT JOIN orders_company c ON c.id = o.company_id
    LEFT JOIN access_user u ON u.id = o.responsible_id
"""


@dataclass
class Page:
    """A bare page by name: one statement for the rows, and the literal frame around them."""

    sql: str
    params: Mapping[str, Any] = field(default_factory=dict)
    before: str = ""
    after: str = ""

    def frame(self, html: str) -> None:
        """Take the frame from our own page."""
        self.before, rest = html.split("<tbody>", 1)
        self.after = rest.split("</tbody>", 1)[1]


PAGES: dict[str, Page] = {}
_templates: dict[str, Any] = {}


def rows(request: HttpRequest, name: str) -> HttpResponse:
    page = PAGES[name]
    str(request.user.pk)
    with connection.cursor() as cursor:
        cursor.execute(page.sql, page.params)
        found = cursor.fetchall()[:50]
    body = _template("{% for row in rows %}" + ROW + "{% endfor %}").render({"rows": found})
    return HttpResponse(f"{page.before}<tbody>{body}</tbody>{page.after}")


def _template(text: str) -> Any:
    if text not in _templates:
        _templates[text] = engines["django"].from_string(text)
    return _templates[text]


def record(request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
