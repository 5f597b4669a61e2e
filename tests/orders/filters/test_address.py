"""The address says everything: reading what was written gives the same question."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from orders.filtering.address import LONGEST, MOST_VALUES, Asked, Conditions, query_of, read
from orders.filtering.fields import filter_fields
from orders.kinds import KINDS
from tests.orders.custom.tools import built_in_only
from tests.orders.filters.asking import params

with built_in_only():
    OPERATORS = {name: {key: list(field.operators) for key, field in filter_fields(kind).items()} for name, kind in KINDS.items()}
signs = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
texts = st.text(signs, min_size=1, max_size=40).map(str.strip).filter(bool)
values = st.lists(texts, min_size=1, max_size=4, unique=True).map(tuple)


@st.composite
def questions(draw, kind: str) -> Asked:
    fields = {}
    for key in draw(st.lists(st.sampled_from(list(OPERATORS[kind])), max_size=4, unique=True)):
        chosen = draw(st.sets(st.sampled_from(OPERATORS[kind][key]), min_size=1, max_size=4))
        by_operator = {operator: draw(values) for operator in OPERATORS[kind][key] if operator in chosen}
        fields[key] = Conditions(by_operator, draw(st.booleans()) and len(by_operator) > 1)
    return Asked(draw(st.one_of(st.just(""), texts)), draw(st.sampled_from(["", "trash"])), fields)


@given(st.data(), st.sampled_from(list(OPERATORS)))
def test_reading_what_was_written_gives_the_same_question(data, kind):
    asked = data.draw(questions(kind))
    again = read(QueryDict(query_of(asked.pairs())), OPERATORS[kind])

    assert again == asked
    assert again.pairs() == asked.pairs()


@given(st.data())
def test_without_a_field_everything_else_stays(data):
    asked = data.draw(questions("order"))
    for key in asked.fields:
        left = asked.without(key)
        assert key not in left.fields
        assert {name: one for name, one in asked.fields.items() if name != key} == left.fields
        assert (left.text, left.elsewhere) == (asked.text, asked.elsewhere)


def asked(query: str) -> Asked:
    return read(params(query), OPERATORS["order"])


def test_a_bare_name_is_the_first_way_to_compare():
    assert asked("stage=3&stage=4").fields == {"stage": Conditions({"is": ("3", "4")})}
    assert asked("company.industry=x&company.not=3").fields == {
        "company.industry": Conditions({"is": ("x",)}),
        "company": Conditions({"not": ("3",)}),
    }


def test_blanks_and_repetitions_ask_for_nothing():
    assert not asked("stage=&amount.min=  &q=  ")
    assert asked("stage=3&stage=3").fields["stage"].values == {"is": ("3",)}
    assert not asked("amount.match=any")


def test_only_what_is_known_is_taken():
    found = asked("password=1&amount.regex=1&custom.gone=1&sort=x&stage=1")
    assert list(found.fields) == ["stage"]
    assert set(found.unknown) == {"amount.regex", "custom.gone"}


def test_too_much_is_bounded():
    found = asked("&".join(f"stage={number}" for number in range(900)))
    assert len(found.fields["stage"].values["is"]) == MOST_VALUES
    assert found.too_many
    assert len(asked("title=" + "x" * 5000).fields["title"].values["is"][0]) == LONGEST


@pytest.mark.parametrize("kind", OPERATORS)
def test_names_of_operators_never_change(kind):
    """Shared addresses and saved filters hold them."""
    known = {"is", "exactly", "begins", "not", "min", "max", "currency", "last", "next", "before", "after", "all", "empty"}
    assert {name for operators in OPERATORS[kind].values() for name in operators} <= known | {"named", "not-named"}
