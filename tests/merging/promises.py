"""What a merge promises, as checks that any test can ask for (P1, P2, P3)."""

from merging import services
from merging.journal import values_of
from merging.models import JournalLine, Merge
from merging.registry import spec_for
from tests.merging.merging_tools import merge
from tests.merging.snapshot import snapshot

Rows = set[tuple[str, int]]


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def rows_of(records: list) -> Rows:
    """Every row that hangs on one of the records, other than the records themselves."""
    found, ids = set(), [record.pk for record in records]
    for rule in spec_for(type(records[0])).moving:
        rows = rule.model._base_manager.filter(**{f"{rule.attname}__in": ids})
        if rule.model is type(records[0]):
            rows = rows.exclude(pk__in=ids)
        found |= {(rule.key, key) for key in rows.values_list("pk", flat=True)}
    return found


def kept_whole(done: Merge) -> dict[tuple[str, int], dict]:
    """Rows that the journal keeps whole."""
    lines = JournalLine.objects.filter(merge=done, kind__in=("collapse_rows", "drop_rows", "combine_rows"))
    return {(line.data["relation"], one["row"]["id"]): one["row"] for line in lines for one in line.data["rows"]}


def stored_rows(rows: Rows, spec) -> dict[tuple[str, int], dict]:
    return {(key, pk): values_of(spec.relation(key).model._base_manager.get(pk=pk)) for key, pk in rows}


def check_conserved(records: list, *, by, primary=None, choices: dict | None = None) -> Merge:
    """Merge and check that no row and no value is lost: on the primary, at home in the trash, or whole in the journal."""
    spec, primary = spec_for(type(records[0])), primary or records[0]
    rows, exact = rows_of(records), {record.pk: values_of(fresh(record)) for record in records}
    before = stored_rows(rows, spec)

    done = merge(records, by=by, primary=primary, choices=choices)

    kept = kept_whole(done)
    assert rows_of(records) | set(kept) == rows
    assert rows_of(records) & set(kept) == set()
    assert kept == {row: before[row] for row in kept}
    assert done.primary_values == exact[primary.pk]
    assert {one.record_id: one.values for one in done.records.all()} == {pk: exact[pk] for pk in exact if pk != primary.pk}
    return done


def check_undo_is_identity(records: list, *, by, primary=None, choices: dict | None = None) -> Merge:
    """Merge, check what is conserved, undo, and compare with the dump before."""
    before = snapshot()
    done = check_conserved(records, by=by, primary=primary, choices=choices)
    assert snapshot() != before
    services.undo_merge(done, by=by)
    after = snapshot()
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert after == before
    return done
