"""``manage.py import_csv customers.csv products.csv orders.csv``: several files, one transaction."""

from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from crm_merge.access.models import User
from crm_merge.database.retrying import retried
from orders.importing.deciding import Undecidable, decide_all
from orders.importing.kinds import KINDS
from orders.importing.planning.context import Context
from orders.importing.planning.outcome import Action, Outcome
from orders.importing.report import Summary
from orders.importing.running import carry_out, dry_run
from orders.importing.source import Source, Stopped

TOLD = (Action.REFUSE, Action.ERROR)
MOST_TOLD = 50
OPTIONS = {
    "decimal": ("point", "comma"),
    "dates": ("dmy", "mdy"),
    "discount": ("percent", "share"),
    "currency": None,
    "stage": None,
}


class Command(BaseCommand):
    help = (
        "Import CSV files from another system: people, products, companies, contacts, orders with line items. What a file holds "
        "and what its columns mean is recognised by the head. Files are imported in the order in which they build on each other, "
        "all in one transaction: if one is broken, nothing is written. Importing a file again changes only what is different."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--kind", choices=list(KINDS), help="what the files hold, if their heads do not tell")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="correct the mapping of a column")
        parser.add_argument(
            "--set", action="append", default=[], metavar="NAME=VALUE", help=f"how the file is written: {', '.join(OPTIONS)}"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--by", metavar="USERNAME", help="the person who imports and whose rights count; without: the system")

    def handle(self, *, files: list[Path], dry_run: bool, by: str | None, **options: Any) -> None:
        begun = monotonic()
        person = _person(by) if by else None
        sources = self._sources(files, options)
        _ask_rights(sources, person)
        if dry_run:
            self._plan(sources, person)
        else:
            self._write(sources, person)
        self.stdout.write(f"{monotonic() - begun:.1f} s")

    def _sources(self, files: list[Path], options: dict[str, Any]) -> list[Source]:
        chosen, given = dict(_pairs("--map", options["map"])), _options(options["set"])
        sources = []
        for path in files:
            if not path.is_file():
                raise CommandError(f"{path}: there is no such file.")
            try:
                sources.append(decide_all(path, kind=KINDS.get(options["kind"]), chosen=chosen, options=given))
            except Undecidable as found:
                raise CommandError("\n".join(_told(path, found))) from found
        return sorted(sources, key=lambda source: list(KINDS).index(source.kind.name))

    def _plan(self, sources: list[Source], person: User | None) -> None:
        context = Context(person, {}, remembers=True)
        for source in sources:
            context.options = source.options
            self._tell(source, dry_run(source, context, report=self._teller(source)))
        self.stdout.write("Nothing was written: this was a dry run.")

    def _write(self, sources: list[Source], person: User | None) -> None:
        try:
            summaries = self._write_all(sources, person)
        except Stopped as stopped:
            raise CommandError(stopped.sentence) from stopped
        for source, summary in zip(sources, summaries, strict=True):
            self._tell(source, summary)

    @retried
    @transaction.atomic
    def _write_all(self, sources: list[Source], person: User | None) -> list[Summary]:
        tellers = [self._teller(source) for source in sources]
        pairs = zip(sources, tellers, strict=True)
        return [carry_out(source, by=person, origin="command", report=teller)[0] for source, teller in pairs]

    def _teller(self, source: Source) -> Any:
        """Names refused and broken lines as they come; the rest is only counted."""
        told = 0

        def tell(outcome: Outcome) -> None:
            nonlocal told
            if outcome.action in TOLD and told < MOST_TOLD:
                told += 1
                reason = " ".join(map(str, outcome.says))
                self.stderr.write(f"{source.name}, line {outcome.lines[0]}: {outcome.label}: {reason}".replace(": : ", ": "))

        return tell

    def _tell(self, source: Source, summary: Summary) -> None:
        counts = ", ".join(f"{summary.number(action)} {action.label}" for action in Action if summary.number(action))
        self.stdout.write(f"{source.name} ({source.kind.label}): {counts or 'no rows'}")
        for word, rows in (("new", summary.new), ("changed", summary.changed)):
            if rows:
                self.stdout.write(f"  {word}: " + ", ".join(f"{number} {label}" for label, number in rows.items()))
        left = [head for head, key in zip(source.heads, source.columns, strict=True) if not key]
        if left:
            self.stdout.write(f"  not imported: {', '.join(left)}")
        if source.timeless:
            self.stdout.write(f"  without the time of day: {', '.join(source.timeless)}")


def _person(username: str) -> User:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no active person with the user name {username}.")
    return person


def _ask_rights(sources: list[Source], person: User | None) -> None:
    for source in sources:
        if not source.kind.is_open_to(person):
            raise CommandError(f"{source.name}: {person} has no role that allows importing {source.kind.label}.")


def _pairs(option: str, given: list[str]) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given]
    if wrong := [name for name, sign, _value in pairs if not sign or not name]:
        raise CommandError(f"{option} {wrong[0]}: write it as NAME=VALUE.")
    return [(name, value) for name, _sign, value in pairs]


def _options(given: list[str]) -> dict[str, str]:
    pairs = dict(_pairs("--set", given))
    for name, value in pairs.items():
        if name not in OPTIONS:
            raise CommandError(f"--set {name}: there is no such option. Options: {', '.join(OPTIONS)}.")
        if OPTIONS[name] and value not in OPTIONS[name]:
            raise CommandError(f"--set {name}={value}: choose one of {', '.join(OPTIONS[name])}.")
    return pairs


def _told(path: Path, found: Undecidable) -> list[str]:
    lines = [f"{path.name}, line {problem.line}: {problem.sentence}" for problem in found.problems]
    more = found.count - len(found.problems)
    return [*lines, f"… and {more} more." if more else "Nothing was written."]
