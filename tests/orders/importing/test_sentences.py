"""What is said is kept as values and comes out in the reader's language."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from orders.importing.sentences import Money, from_json, say


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        (Money(Decimal("1234.5"), "EUR"), "€1,234.50", "1.234,50\u00a0€"),
        (Decimal("1234.5"), "1,234.5", "1.234,5"),
        (date(2026, 3, 1), "1 Mar 2026", "01.03.2026"),
        (True, "Yes", "Ja"),
        (say("unchanged"), "unchanged", "unverändert"),
        ("100 % – „x“", "100 % – „x“", "100 % – „x“"),
    ],
)
def test_values_survive_storing_and_are_shown_in_the_readers_format(value, english, german):
    stored = json.loads(json.dumps(say("%(old)s", old=value).as_json()))

    for language, words in (("en", english), ("de", german)):
        with translation.override(language):
            assert str(from_json(stored)) == words
