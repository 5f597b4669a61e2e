"""Where one can go on from an operation: rooms above offer what they can do with it."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from django.db.models import Model

from .models import ChangeSet


class Link(NamedTuple):
    """``icon`` is the name of an icon."""

    label: str
    url: str
    icon: str = ""


Offer = Callable[[ChangeSet, Model], Link | None]

_offers: dict[str, Offer] = {}


def register_link(name: str, offer: Offer) -> None:
    """``offer(change_set, reader)`` gives a link for the page of an operation, or None; a name given again replaces its offer."""
    _offers[name] = offer


def links_of(change_set: ChangeSet, *, reader: Model) -> Iterator[Link]:
    return (link for offer in _offers.values() if (link := offer(change_set, reader)) is not None)
