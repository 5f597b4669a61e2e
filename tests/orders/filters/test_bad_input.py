"""Values that make no sense leave their condition out and are named; what was typed stays; nothing ever fails."""

import pytest

from orders.filtering.fields import filter_fields
from orders.kinds import KINDS
from orders.matching import filtered
from tests.orders import factories as make
from tests.orders.filters.asking import params

pytestmark = pytest.mark.django_db
SENSELESS = ("-", "1e5", "9" * 200, "2026-02-30", "0001-01-01", "99999999999999999999", "%_\\'\"(['", "NaN", "Infinity", "²", "١")


@pytest.fixture
def web(client):
    client.force_login(make.make_user("root", role="administration", language="en"))
    return client


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_of_any_operator_ever_fails(web, kind):
    user = make.make_user(role="administration")
    for key, field in filter_fields(KINDS[kind]).items():
        for operator in field.operators:
            name = key if operator == "is" else f"{key}.{operator}"
            for text in SENSELESS:
                chosen = filtered(KINDS[kind], params(f"{name}={text}"), user=user)
                assert list(chosen.qs[:1]) == []
                assert chosen.chip_words()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("stage=999999", "is not among the choices"),
        ("amount.min=12,5", "is not a number like 1234.5"),
        ("amount.min=1&amount.currency=XXQ", "is not a currency code"),
        ("closes_on=2026-02-30", "is not a day like"),
        ("closes_on.min=0099-01-01", "between 1900 and 2999"),
        ("created.last=0", "is not a number of days"),
        ("company=999999", "that you may read"),
        ("company.named=nobody", "Nothing fits"),
        ("number=U-7", "is not a number like A-1042"),
        ("phone=12", "at least 5 digits"),
        ("title=---", "has no letter or digit"),
        ("open_activity=maybe", "is neither yes nor no"),
        ("custom.gone=1", "There is no field"),
        ("also=trash", "write what to look for"),
    ],
)
def test_what_makes_no_sense_is_left_out_and_named(web, query, sentence):
    make.make_order("Chairs", amount=5)

    response = web.get("/orders/?" + params(query).urlencode())

    assert response.status_code == 200
    assert [record.title for record in response.context["rows"]] == ["Chairs"]
    assert any(sentence in problem.sentence for problem in response.context["filter"].problems)


def test_what_was_typed_stays_in_the_address():
    user = make.make_user(role="administration")
    for query in ("amount.min=12,5", "company.named=nobody", "closes_on=2026-02-30", "company=999999"):
        chosen = filtered(KINDS["order"], params(query), user=user)
        assert params(query).urlencode() in chosen.address()


def test_ten_thousand_values_are_bounded(web):
    query = "&".join(f"stage={number}" for number in range(900)) + "&responsible=me"
    assert web.get("/orders/?" + query).status_code == 200
    assert web.get("/orders/?" + "&".join(f"stage={number}" for number in range(10_000))).status_code < 500
    assert web.get("/orders/?title=a%00b").status_code == 400
