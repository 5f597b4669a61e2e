"""The cards on the settings page. Apps register theirs; what a person may not open is left out."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Card:
    """One area of the settings. ``permission`` is a name for ``user.has_perm``."""

    label: Promise
    text: Promise
    url_name: str
    icon: str
    permission: str
    order: int = 100

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_cards: dict[str, Card] = {}


def register_card(label: Promise, text: Promise, url_name: str, icon: str, *, permission: str, order: int = 100) -> None:
    """Add an area to the settings page; registering a URL name again replaces its card."""
    _cards[url_name] = Card(label, text, url_name, icon, permission, order)


def cards_for(user) -> list[Card]:
    """The areas that ``user`` may open, in order."""
    visible = [card for card in _cards.values() if user.has_perm(card.permission)]
    return sorted(visible, key=lambda card: card.order)
