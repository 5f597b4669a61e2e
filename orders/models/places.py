"""Places of keys in an order that people gave them, as lists sort by them."""

from collections.abc import Iterable

from django.db.models import Func, IntegerField

KNOWN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class Place(Func):
    """Which of ``keys`` a text is, counted from 1; NULL for any other text.

    The keys are written into the expression, because an index answers only the very expression it was made of.
    """

    template, output_field = "array_position(ARRAY[%(keys)s]::text[], %(expressions)s)", IntegerField()

    def __init__(self, expression, keys: Iterable[str], **extra) -> None:
        keys = list(keys)
        if any(set(key) - KNOWN for key in keys):
            raise ValueError(f"Not all of these are keys: {keys}")
        super().__init__(expression, keys=", ".join(f"'{key}'" for key in keys), **extra)
