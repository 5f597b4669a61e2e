"""What is measured, in which order, and the table it becomes."""

import platform
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path

import django
from django.core.management import call_command

from orders.management.commands.setup import UNUSED_STYLES

from . import floor
from .cases import PageCase
from .databases import Databases, server_version
from .lists import list_cases
from .measuring import interleaved
from .merges import merge_rows
from .records import record_cases
from .report import Row, table, write
from .transfer import transfer_rows
from .visitor import Visitor
from .wizard import wizard_cases

Say = Callable[[str], None]


class Suite:
    """The databases, and the numbers of orders: many, and a tenth of them for the growth."""

    def __init__(self, orders: int, directory: Path, *, times: int, say: Say) -> None:
        self.databases, self.orders, self.tenth = Databases(directory), orders, orders // 10
        self.times, self.say = times, say

    def prepare(self) -> None:
        call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STYLES)
        for number in (self.tenth, self.orders):
            self.databases.prepare(number, say=self.say)

    def pages(self, make: Callable[[], Iterable[PageCase]], only: str) -> Iterator[Row]:
        """The page cases that ``make`` finds in a database, each beside the same page of the small database."""
        with self.databases.using(self.tenth):
            small = {case.name: (case, Visitor(case.user)) for case in make()}
        with self.databases.using(self.orders):
            for case in make():
                if only in case.title:
                    yield self._page(case, *small[case.name])

    def _page(self, case: PageCase, small: PageCase, small_visitor: Visitor) -> Row:
        visitor, bare = Visitor(case.user), f"/floor/{case.name}/"
        answer = visitor.get(case.address)
        floor.PAGES[case.name] = case.bare()
        floor.PAGES[case.name].size = len(answer.content)
        floor.check(visitor.get(bare), answer, case.same, case.title)
        works = {"floor": visitor.page(bare), "ours": visitor.page(case.address)}
        works["small"] = self._elsewhere(small_visitor.page(small.address))
        spent = interleaved(works, times=self.times)
        statements = visitor.statements(case.address)
        return Row(case.title, spent["floor"], spent["ours"], case.most, spent["small"], statements, case.most_statements)

    def merges(self, only: str) -> Iterator[Row]:
        with self.databases.using(self.orders):
            yield from merge_rows(self.times, only=only)

    def transfers(self, only: str) -> Iterator[Row]:
        with self.databases.using(self.orders):
            yield from transfer_rows(only)

    def _elsewhere(self, work: Callable[[], object]) -> Callable[[], object]:
        """``work`` in the small database; changing over costs a microsecond."""

        def there() -> None:
            with self.databases.using(self.tenth):
                work()

        return there


def run_suite(orders: int, directory: Path, *, times: int, only: str, say: Say) -> None:
    suite = Suite(orders, directory, times=times, say=say)
    suite.prepare()
    rows: list[Row] = []
    pages = (suite.pages(make, only) for make in (list_cases, record_cases, wizard_cases))
    for row in chain(chain.from_iterable(pages), suite.merges(only), suite.transfers(only)):
        rows.append(row)
        say(" | ".join(row.cells()))
    with suite.databases.using(orders):
        facts = {"orders": orders, "runs per figure": times, "Python": platform.python_version(), "Django": django.get_version()}
        facts["PostgreSQL"] = server_version()
    say(table(rows))
    if not only:  # a part is no result to keep
        write(rows, facts, NOTES, name=f"{orders}")


NOTES = [
    "Floor, ours and ours at a tenth are taken in turn; each figure is a median. Times drift with the machine, ratios do not.",
    "What the floor does is said in `benchmarks/floor.py`.",
]
