"""Whatever values any defined fields have, a merge of two to four records keeps each (P1, P2) and undoes exactly (P3)."""

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from merging import services
from merging.journal import decode
from orders.custom.definitions import definitions
from orders.custom.types import TYPES, type_of
from orders.custom.values import is_list, several, single
from orders.models import CustomChoice, CustomField, Order
from tests.merging.merging_tools import admin, draft
from tests.merging.promises import check_conserved, check_undo_is_identity, fresh
from tests.orders.custom.tools import Values, make_every_field, set_values
from tests.orders.factories import make_file, make_order

pytestmark = pytest.mark.django_db
GONE = 987_654_321  # the key of a row that is no longer there
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs",), exclude_characters="\0")
MOST = {"max_size": 3, "unique_by": repr}
# Values that differ, values that are spelled differently but say the same, and values whose target is gone.
KNOWN = {
    "text": ["Gr\u00fc\u00dfe", "Gru\u0308\u00dfe", " Gr\u00fc\u00dfe ", "other"],
    "long_text": ["One\n\ntwo", "One\n\ntwo ", "Longer than that\nby far"],
    "integer": [0, -5, 9_007_199_254_740_993],
    "decimal": ["12.5", "12.500", "0", "-0.01"],
    "money": [{"amount": amount, "currency": code} for amount in ("5", "5.00", "0") for code in ("EUR", "USD")],
    "truth": [True, False],
    "day": ["2026-02-28", "1999-12-31"],
    "instant": ["2026-10-25T00:30:07.123456Z", "2026-10-25T01:30:00.000000Z"],
    "choice": ["high", "low", "none", "gone"],
    "choices": ["high", "low", "none", "gone"],
    "web": ["https://www.example.com/", "http://example.com", "https://example.org"],
}
FREE = {"text": st.text(LETTERS, min_size=1, max_size=12), "integer": st.integers(-(10**15), 10**15)}


def strategies(values: Values, files: list[int]) -> dict[str, st.SearchStrategy]:
    """By key of field a value of a record, or None."""
    people, companies = ([row.pk for row in rows] for rows in (values.people, values.companies))
    known = KNOWN | {"person": [*people, GONE], "record": [*companies, GONE], "file": [*files, GONE]}
    one = {key: st.sampled_from(known[key]) | FREE.get(key, st.nothing()) for key in TYPES}
    found = {key: one[key] for key in TYPES if not TYPES[key].is_always_multiple}
    found["choices"] = st.lists(one["choices"], min_size=1, **MOST)
    found |= {f"several_{key}": st.lists(one[key], min_size=1, **MOST) for key in TYPES if TYPES[key].may_be_multiple}
    return {key: st.none() | value for key, value in found.items()}


def as_stored(typed: dict) -> dict:
    """Of several equal values a form or an import stores one."""
    fields = definitions(Order)
    return {key: several(fields[key], value) if is_list(fields[key]) and value else value for key, value in typed.items()}


def said(column: dict, key: str) -> set:
    field = definitions(Order)[key]
    return {type_of(field).compared(value) for value in single(field, column.get(key))}


def check_values(records: list, done, off: dict) -> None:
    """Each value is on the result, or stands as it was in the merge; of several that are ticked, all are on the result."""
    kept = {one.record_id: decode(one.values["custom"]) for one in done.records.all()}
    kept[done.primary_id] = decode(done.primary_values["custom"])
    assert kept == {record.pk: record.custom for record in records}
    result = fresh(next(record for record in records if record.pk == done.primary_id)).custom
    for key, field in definitions(Order).items():
        everything = set().union(*(said(record.custom, key) for record in records))
        assert said(result, key) <= everything, key
        assert bool(everything) == bool(said(result, key)) or off.get(field.name), key
        if is_list(field) and not off.get(field.name):
            assert said(result, key) == everything, key
            assert len(result.get(key, ())) == len(everything), key


def test_any_values_are_conserved_and_undone_exactly():
    by, values = admin(), Values()
    fields = make_every_field()
    carrier = make_order("carrier of files")
    files = [make_file(carrier, content).pk for content in (b"a", b"b")]
    record = st.fixed_dictionaries(strategies(values, files))

    @settings(max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(record, min_size=2, max_size=4),
        st.integers(0, 3),
        st.sets(st.sampled_from(sorted(fields)), max_size=4),
        st.sets(st.sampled_from(["high", "low", "none"])),
        st.randoms(use_true_random=False),
    )
    def check(columns, place, retired, retired_choices, luck):
        with transaction.atomic():
            CustomField.objects.filter(key__in=retired).update(retired_at=timezone.now())
            CustomChoice.objects.filter(key__in=retired_choices).update(retired_at=timezone.now())
            records = [set_values(make_order("Same"), **as_stored(column)) for column in columns]
            primary = records[place % len(records)]
            plan = services.build_plan(draft(records, by=by, primary=primary), by=by)
            rows = {group.key: {"off": [row.key for row in group.rows if luck.random() < 0.2]} for group in plan.pick_groups}
            chosen = {one.name: {"from": luck.choice(records).pk} for one in plan.fields if one.differs and luck.random() < 0.5}
            choices = {"fields": chosen, "rows": rows}

            check_undo_is_identity(records, by=by, primary=primary, choices=choices)
            done = check_conserved(records, by=by, primary=primary, choices=choices)
            check_values(records, done, {key: one["off"] for key, one in rows.items()} | chosen)
            transaction.set_rollback(True)

    check()
