"""The cards of the board as HTML. Made in Python for the same reason as the rows of a list."""

from collections.abc import Sequence
from functools import cached_property
from html import escape

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.ui.templatetags.ui import icon
from orders.fields.catalogue import fields_of
from orders.fields.types import surroundings
from orders.kinds import ORDERS
from orders.models import Order, Stage

from .menu import Menu


class Cards:
    """For one reader and page. ``stages`` are those a card can be moved to, ``back`` the address to return to after that."""

    def __init__(self, request: HttpRequest, stages: Sequence[Stage], back: str) -> None:
        self.request, self.stages, self.back = request, stages, back
        self.menu, self.fields, self._around = Menu(ORDERS, request.user), fields_of(ORDERS), surroundings(request.user)

    def html(self, orders: Sequence[Order]) -> SafeString:
        return mark_safe("".join([self._card(order) for order in orders]))  # noqa: S308 - values are escaped

    def _card(self, order: Order) -> str:
        movable = self.menu.may("edit", order)
        at, cell = self._around.address(order), self._cell
        menu = self.menu.html(order, self._form(order) if movable else "")
        return (
            f'<li class="order-card" id="card-{order.pk}" data-row data-card data-at="{at}"'
            f' data-stage="{order.stage_id}" data-version="{order.version}"'
            f' data-created="{order.created_at.isoformat()}"{" draggable=true" if movable else ""}>'
            f'<div class="card-top"><div>{cell("record", order)}</div>{menu}</div>'
            f'<div class="card-company">{cell("company", order)}</div>'
            f'<div class="card-facts"><strong>{cell("amount", order)}</strong><span>{cell("responsible", order)}</span>'
            f'<span class="list-sub">{cell("created", order)}</span></div><div class="card-tags">{cell("tags", order)}</div></li>'
        )

    def _cell(self, key: str, order: Order) -> str:
        field = self.fields[key]
        return field.type.html(field.read(order), self._around)

    def _form(self, order: Order) -> str:
        """The way to move a card without a mouse or scripts."""
        key, options = f"to-{order.pk}", self._options.get(order.stage_id) or self._options[None]
        return (
            f'<form method="post" action="{self._around.address(order)}move/" data-move>{self._hidden}'
            f'<input type="hidden" name="version" value="{order.version}"><label for="{key}">{self._words[0]}</label>'
            f'<select class="form-select form-select-sm" id="{key}" name="stage">{options}</select>'
            f'<button class="btn btn-sm">{self._words[1]}</button></form>'
        )

    @cached_property
    def _words(self) -> tuple[str, str]:
        label, button = _("Move to …"), _("Move")
        return f"{icon('sort')} {escape(label)}", escape(button)

    @cached_property
    def _hidden(self) -> str:
        token, back = escape(get_token(self.request)), escape(self.back)
        return f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}"><input type="hidden" name="next" value="{back}">'

    @cached_property
    def _options(self) -> dict[int | None, str]:
        """The stages to choose from, by the stage that a card is in; under None for one that is in none of them."""
        pairs = [(stage.pk, escape(str(stage))) for stage in self.stages]
        return {
            now: "".join(f'<option value="{key}"{" selected" if key == now else ""}>{words}</option>' for key, words in pairs)
            for now in (None, *(key for key, _words in pairs))
        }
