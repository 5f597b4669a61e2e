"""Imports at the same time behave as if one came after the other (P8)."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection

from orders.models import Company, Order, Product
from tests.orders.factories import make_stage

from .import_tools import COMPANIES, ORDERS, imported

AT_ONCE = 3


@pytest.mark.django_db(transaction=True)
def test_the_same_files_imported_at_once_are_there_once(tmp_path):
    make_stage()
    start = Barrier(AT_ONCE)

    def run(number: int) -> list[list[str]]:
        folder: Path = tmp_path / str(number)
        folder.mkdir()
        try:
            start.wait()
            return [imported(folder, COMPANIES).actions(), imported(folder, ORDERS).actions()]
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, range(AT_ONCE)))

    assert (Company.objects.count(), Order.objects.count(), Product.objects.count()) == (2, 2, 2)
    assert sorted(result[0] for result in results) == [["create", "create"]] + [["skip", "skip"]] * (AT_ONCE - 1)
