"""Cells become exact values or are named."""

from datetime import date
from decimal import Decimal

import pytest

from orders.importing.values import Unfit, Writing, read_day, read_discount, read_number, read_text, read_truth

POINT, COMMA = Writing(decimal="."), Writing(decimal=",")


@pytest.mark.parametrize(
    ("cell", "writing", "number"),
    [
        ("1.234,56", COMMA, "1234.56"),
        ("1,234.56", POINT, "1234.56"),
        ("1 234,56", COMMA, "1234.56"),
        ("1'234.56", POINT, "1234.56"),
        (" 12 ", POINT, "12"),
        ("-0,5", COMMA, "-0.5"),
        (".5", POINT, "0.5"),
        ("+7", POINT, "7"),
        ("0.3000000000000000001", POINT, "0.3000000000000000001"),
    ],
)
def test_numbers_are_exact(cell, writing, number):
    assert read_number(cell, writing) == Decimal(number)


@pytest.mark.parametrize("cell", ["", "abc", "1,2,3", "12,34.56", "1e5", "NaN", "Infinity", "1.2.3", "--1", "١٢", "12-", "€ 5"])
def test_what_is_no_number_is_not_made_one(cell):
    with pytest.raises(Unfit):
        read_number(cell, POINT)


@pytest.mark.parametrize(
    ("cell", "writing", "day"),
    [
        ("1996-07-04", POINT, date(1996, 7, 4)),
        ("04.07.1996", POINT, date(1996, 7, 4)),
        ("4.7.1996", Writing(month_first=True), date(1996, 7, 4)),
        ("04/07/1996", POINT, date(1996, 7, 4)),
        ("04/07/1996", Writing(month_first=True), date(1996, 4, 7)),
        ("1996-07-04 00:00:00.000", POINT, date(1996, 7, 4)),
        ("1996-07-04T13:45:00Z", POINT, date(1996, 7, 4)),
        ("29.02.2028", POINT, date(2028, 2, 29)),
    ],
)
def test_days_are_read_in_both_orders(cell, writing, day):
    assert read_day(cell, writing) == day


@pytest.mark.parametrize("cell", ["4.7.96", "1996", "30.02.2026", "2026-13-01", "04-07/1996", "tomorrow", "0000-01-01"])
def test_what_is_no_day_is_not_made_one(cell):
    with pytest.raises(Unfit):
        read_day(cell, POINT)


@pytest.mark.parametrize(
    ("cell", "is_share", "percent"), [("0.15", True, "15"), ("15", False, "15"), ("15%", True, "15"), ("12.5 %", False, "12.5")]
)
def test_discounts_become_per_cent(cell, is_share, percent):
    assert read_discount(cell, Writing(discount_is_share=is_share)) == Decimal(percent)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+49 221 5", "-x", "'quoted"])
def test_signs_of_formulas_are_data(text):
    assert read_text(text, POINT) == text


def test_yes_and_no_in_both_languages():
    assert [read_truth(word, POINT) for word in ("Ja", "true", "1", "x", "nein", "FALSE", "0")] == [True] * 4 + [False] * 3
