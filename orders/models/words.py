"""Texts of one field as the database compares them: folded, and cut into words (``orders.searching.texts``)."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func, TextField


class TextWords(Func):
    """The folded words of a text, as an index keeps them."""

    function, output_field = "orders_text_words", SearchVectorField()


class Folded(Func):
    """A text as ``canonical`` writes it."""

    function, output_field = "orders_folded", TextField()


def words_index(name: str, *columns: str) -> GinIndex:
    """Finds words in texts that are not among the words of the search entry."""
    return GinIndex(*(TextWords(column) for column in columns), gin_pending_list_limit=256, name=name)
