"""What is measured, in which order, and the table it becomes."""

from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command

from orders.management.commands.setup import UNUSED_STYLES

from . import floor
from .databases import Databases
from .lists import list_cases
from .measuring import interleaved
from .visitor import Visitor

Say = Callable[[str], None]


def run_suite(orders: int, directory: Path, *, times: int, only: str, say: Say) -> None:
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED_STYLES)
    databases = Databases(directory)
    for number in (orders // 10, orders):
        databases.prepare(number, say=say)
    with databases.using(orders):
        for case in list_cases():
            if only not in case.title:
                continue
            visitor = Visitor(case.user)
            html = visitor.get(case.address).content.decode()
            page = floor.PAGES[case.name] = floor.Page(case.sql, case.params)
            page.frame(html)
            bare = f"/floor/list/{case.name}/"
            size = len(visitor.get(bare).content)
            result = interleaved({"floor": visitor.page(bare), "ours": visitor.page(case.address)}, times=times)
            say(f"{case.title}: {result} {result['ours'] / result['floor']:.2f} size {size} {len(html.encode())} {visitor.statements(case.address)} {visitor.statements(bare)}")
