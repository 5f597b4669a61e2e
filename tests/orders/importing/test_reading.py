"""Encodings, separators and line ends as other programs write them."""

import pytest

from orders.importing.examining import examine
from orders.importing.reading import rows_of

from .import_tools import csv_file

TABLE = "Firma{0}Ort{0}Notiz\r\nMüller & Söhne{0}Köln{0}größer\r\nJäger{0}Zürich{0}„fein“\r\n"


def _rows(path):
    examined = examine(path)
    assert examined.problems == []
    return examined, [row.cells for row in rows_of(path, examined.dialect)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_umlauts_and_separators_are_recognised(encoding, separator, tmp_path):
    _examined, rows = _rows(csv_file(tmp_path, TABLE.format(separator), encoding=encoding))

    assert rows == [["Firma", "Ort", "Notiz"], ["Müller & Söhne", "Köln", "größer"], ["Jäger", "Zürich", "„fein“"]]


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    _examined, rows = _rows(csv_file(tmp_path, "Artikel;Preis;Menge\nStuhl;12,50;1,5\nTisch;8,00;2,0\n"))

    assert rows[1] == ["Stuhl", "12,50", "1,5"]


def test_a_byte_that_windows_does_not_know_is_read_as_latin_1(tmp_path):
    examined, _rows_read = _rows(csv_file(tmp_path, b"Firma,Ort\nM\xfcller,K\x81\n"))

    assert examined.dialect.encoding == "latin-1"


def test_quotes_separators_and_line_breaks_inside_quotes_are_data(tmp_path):
    _examined, rows = _rows(csv_file(tmp_path, 'Firma,Notiz\n"A ""B"" C","eins, zwei\ndrei"\n'))

    assert rows[1] == ['A "B" C', "eins, zwei\ndrei"]


def test_the_hint_of_a_spreadsheet_is_no_header(tmp_path):
    examined, _rows_read = _rows(csv_file(tmp_path, "sep=;\r\nFirma;Ort\r\nMüller;Ulm\r\n"))

    assert (examined.heads, examined.row_count) == (["Firma", "Ort"], 1)


def test_blank_and_empty_rows_are_not_counted(tmp_path):
    examined, _rows_read = _rows(csv_file(tmp_path, "Firma,Ort\n\nMüller,Ulm\n,\n\n"))

    assert examined.row_count == 1


def test_a_repeated_header_with_the_same_values_is_one_column(tmp_path):
    examined, _rows_read = _rows(csv_file(tmp_path, "OrderID,City,OrderID\n1,Ulm,1\n2,Bonn,2\n"))

    assert [column.same_as for column in examined.columns] == [None, None, 0]


def test_samples_are_the_first_different_values(tmp_path):
    examined, _rows_read = _rows(csv_file(tmp_path, "Firma,Ort\nA,Ulm\nB,Ulm\nC,Bonn\nD,Trier\nE,Mainz\n"))

    assert examined.columns[1].samples == ["Ulm", "Bonn", "Trier"]
