"""A broken file gets the line and the reason, and nothing is written."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from orders.importing.deciding import Undecidable, decide_all
from orders.importing.source import Stopped

from .import_tools import ORDERS, csv_file, everything, imported, planned

pytestmark = pytest.mark.django_db

HEAD = b"CustomerID,CompanyName,City\n"
BROKEN = {
    "empty": (b"", 1, "empty"),
    "only blank lines": (b"\n\n\n", 1, "empty"),
    "header only": (HEAD, 1, "nothing below"),
    "too few fields": (HEAD + b"A,One,Bonn\nB,Two\n", 3, "2 fields, the header row has 3"),
    "too many fields": (HEAD + b"A,One,Bonn\nB,Two,Ulm,x\n", 3, "4 fields"),
    "quote never closed": (HEAD + b'A,One,Bonn\nB,"Two,Ulm\nC,Three,Trier\n', 3, "never closed"),
    "text behind a closing quote": (HEAD + b'A,One,Bonn\nB,"Two" x,Ulm\n', 3, "closing quotation mark"),
    "endless field": (HEAD + b'A,"' + b"x" * 140_000 + b'",Bonn\n', 2, "131,072"),
    "NUL byte": (HEAD + b"A,One,Bonn\nB,T\x00wo,Ulm\n", 3, "NUL"),
    "two encodings": (HEAD + "A,Müller,Köln\n".encode() + "B,Jäger,Köln\n".encode("latin-1"), 3, "not UTF-8"),
    "a workbook": (b"PK\x03\x04" + b"\x00" * 50, 1, "workbook"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\x00" * 50, 1, "workbook"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 3, "NUL"),
    "cut in the middle of a character": ("CompanyName,City\nMüller,Ulm\n".encode("utf-16")[:-1], 2, "middle of a character"),
    "twice the same header, other values": (b"CompanyName,City,City\nOne,Bonn,Bonn\nTwo,Bonn,Ulm\n", 3, "“City” twice"),
    "far too many columns": (b",".join(b"c%d" % n for n in range(400)) + b"\n1\n", 1, "400 columns"),
    "prose": (b"Dear Sir,\nwe order, as agreed,\nthree chairs.\n", 2, "fields"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_line_and_reason(case, tmp_path):
    content, line, reason = BROKEN[case]
    before = everything()

    with pytest.raises(Undecidable) as refused:
        decide_all(csv_file(tmp_path, content))

    found = [(problem.line, str(problem.sentence)) for problem in refused.value.problems]
    assert any(number == line and reason in sentence for number, sentence in found), found
    assert everything() == before


BAD_CELLS = {
    "number": ("14.00,12", "fourteen,12", 2, "“fourteen” is not a number"),
    "number with text behind": ("14.00,12", "14.00 EUR,12", 2, "not a number"),
    "groups of two": ("14.00,12", '"1,23,4.00",12', 2, "not a number"),
    "too many decimals": ("9.80,10", "9.80001,10", 3, "more than 4 decimals"),
    "too large": ("9.80,10", "12345678901.00,10", 3, "too large"),
    "no date": ("2026-03-02", "soon", 4, "“soon” is not a date"),
    "no such day": ("2026-03-02", "2026-02-30", 4, "not a day of the calendar"),
    "two-digit year": ("2026-03-02", "02.03.26", 4, "not a date"),
    "discount above the price": ("1,0.05", "1,120%", 4, "more than 100"),
    "discount that would be rounded": ("10,0.15", "10,0.12345", 3, "more than 2 decimals"),
    "text too long": ("Lager Köln,Köln,11", f"{'x' * 201},Köln,11", 2, "201 characters"),
    "order number missing": ("7002,", ",", 4, "empty"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
def test_one_bad_cell_keeps_the_whole_file_out(case, tmp_path, stage):
    old, new, line, reason = BAD_CELLS[case]
    text = ORDERS.replace(old, new, 1)
    assert text != ORDERS
    before = everything()

    with pytest.raises(Stopped):
        imported(tmp_path, text)

    assert everything() == before
    errors = [outcome for outcome in planned(tmp_path, text).outcomes if outcome.action == "error"]
    assert any(outcome.lines == [line] and reason in str(outcome.says[0]) for outcome in errors), errors


def test_a_good_batch_before_a_bad_row_is_taken_back(tmp_path, stage, monkeypatch):
    monkeypatch.setattr("orders.importing.running.BATCH", 1)
    text = "CompanyName,VAT number\nGood,DE1\nBad," + "9" * 21 + "\n"
    before = everything()

    with pytest.raises(Stopped):
        imported(tmp_path, text)

    assert everything() == before


def test_every_problem_is_listed_not_only_the_first(tmp_path):
    with pytest.raises(Undecidable) as refused:
        decide_all(csv_file(tmp_path, HEAD + b"A\nB,Two,Ulm\nC,Three\n"))

    assert [problem.line for problem in refused.value.problems] == [2, 4]


def test_many_problems_are_counted_and_the_first_hundred_named(tmp_path):
    with pytest.raises(Undecidable) as refused:
        decide_all(csv_file(tmp_path, HEAD + b"A\n" * 250))

    assert (refused.value.count, len(refused.value.problems)) == (250, 100)


def test_lines_are_counted_through_line_breaks_in_quotes_and_blank_lines(tmp_path):
    content = HEAD + b'A,"One\nand\r\nmore",Bonn\n\n\nB,Two\n'

    with pytest.raises(Undecidable) as refused:
        decide_all(csv_file(tmp_path, content))

    assert [problem.line for problem in refused.value.problems] == [7]


def test_the_command_stops_with_file_line_and_reason(tmp_path, stage):
    good, broken = csv_file(tmp_path, HEAD + b"A,One,Bonn\n", "good.csv"), csv_file(tmp_path, HEAD + b"B,Two\n", "broken.csv")
    before = everything()

    with pytest.raises(CommandError, match=r"broken\.csv, line 2: The row has 2 fields"):
        call_command("import_csv", good, broken, stdout=StringIO())

    assert everything() == before


def test_an_error_in_the_second_file_takes_back_the_first(tmp_path, stage):
    good = csv_file(tmp_path, HEAD + b"A,One,Bonn\n", "good.csv")
    bad = csv_file(tmp_path, ORDERS.replace("14.00", "x"), "orders.csv")
    before, told = everything(), StringIO()

    with pytest.raises(CommandError, match="nothing was written"):
        call_command("import_csv", good, bad, stdout=StringIO(), stderr=told)

    assert everything() == before
    assert "orders.csv, line 2" in told.getvalue()
