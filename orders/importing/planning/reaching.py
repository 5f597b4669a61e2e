"""Phone numbers, e-mail addresses, postal addresses and descriptions: what is new is added, nothing is taken away."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_noop as noop

from orders.importing.entries import Entry
from orders.importing.sentences import say
from orders.models import Address, ContactPoint
from orders.normalising import normalise

from .batch import Draft
from .outcome import Refused

Kind, Use = ContactPoint.Kind, ContactPoint.Use
POINTS = {
    "phone": (Kind.PHONE, Use.WORK),
    "mobile": (Kind.PHONE, Use.MOBILE),
    "email": (Kind.EMAIL, Use.WORK),
    "web": (Kind.WEB, Use.WORK),
    "fax": (Kind.PHONE, Use.FAX),
}
PLACE = ("recipient", "street", "postal_code", "city", "region", "country")
LONGEST_DESCRIPTION = 20_000


class Reaching:
    """How the records of a batch can be reached already; ``parent`` is the name of their foreign key."""

    def __init__(self, parent: str, keys: Collection[int], *, address: str = Address.Kind.OFFICE, prefix: str = "") -> None:
        self.parent, self.address, self.prefix = parent, address, prefix
        self.points = _grouped(ContactPoint, parent, keys)
        self.addresses = _grouped(Address, parent, keys)

    def fill(self, draft: Draft, entry: Entry) -> None:
        """Add what the entry says and the record does not have yet."""
        self._fill_points(draft, entry.values)
        self._fill_address(draft, entry.values)

    def _fill_points(self, draft: Draft, values: dict[str, Any]) -> None:
        points = self.points.get(draft.record.pk, [])
        there = {(point.kind, point.normalised, point.label == Use.FAX) for point in points}
        preferred = {point.kind for point in points if point.is_primary}
        for kind, use, value in _said(values):
            normalised = normalise(kind, value)
            known = (kind, normalised, use == Use.FAX)
            if known in there:
                continue
            there.add(known)
            primary = kind not in preferred and use != Use.FAX
            preferred |= {kind} if primary else set()
            point = ContactPoint(kind=kind, label=use, value=value, normalised=normalised, is_primary=primary)
            setattr(point, self.parent, draft.record)
            draft.add(point, say(noop("Added: %(value)s"), value=value))

    def _fill_address(self, draft: Draft, values: dict[str, Any]) -> None:
        place = {name: values.get(f"{self.prefix}{name}", "") for name in PLACE}
        there = self.addresses.get(draft.record.pk, [])
        if not any(place.values()) or any(_same(address, self.address, place) for address in there):
            return
        address = Address(kind=self.address, **place)
        setattr(address, self.parent, draft.record)
        draft.add(address, say(noop("Added: %(value)s"), value=str(address)))


def _said(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Every number and address that the entry names, with its kind and use."""
    for key, (kind, use) in POINTS.items():
        yield from ((kind, use, value) for value in values.get(key, ()))


def _same(address: Address, kind: str, place: dict[str, str]) -> bool:
    return address.kind == kind and all(getattr(address, name) == value for name, value in place.items())


def _grouped(model: type, parent: str, keys: Collection[int]) -> dict[int, list]:
    groups: dict[int, list] = {}
    if keys:
        for row in model.objects.filter(**{f"{parent}__in": keys}).order_by("pk"):
            groups.setdefault(getattr(row, f"{parent}_id"), []).append(row)
    return groups


def describe(draft: Draft, entry: Entry) -> None:
    """Put the description and the columns kept there into the record's description."""
    blocks = [entry.values["description"]] if "description" in entry.values else []
    blocks += [f"{head}: {value}" for head, value in entry.notes]
    text = with_blocks(draft.record.description, blocks)
    if len(text) > LONGEST_DESCRIPTION:
        sentence = noop("The description would have %(length)s characters, at most %(limit)s are possible.")
        raise Refused(say(sentence, length=len(text), limit=LONGEST_DESCRIPTION))
    draft.set("description", text)


def with_blocks(text: str, blocks: Iterable[str]) -> str:
    """``text`` with each block once. A line that begins with the same word before a colon gives way to its successor."""
    for block in blocks:
        lines = text.split("\n") if text else []
        if f"\n{block}\n" in f"\n{text}\n":
            continue
        head, colon, _value = block.partition(": ")
        older = [place for place, line in enumerate(lines) if colon and line.startswith(f"{head}: ")]
        if older and "\n" not in block:
            lines[older[0]] = block
        else:
            lines.append(block)
        text = "\n".join(lines)
    return text
