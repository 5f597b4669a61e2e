"""What is committed is what was previewed: any change in between stops the merge and is named (P7).

Every field and every relation of every registered type, found in the registry, so that new ones are covered.
"""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import JSONField

from merging import services
from merging.registry import spec_for
from orders.models import OrderContact
from tests.merging.altering import STRANGE, other_value, write
from tests.merging.merging_tools import MAKERS, admin, draft, full_records, previewed
from tests.merging.promises import fresh
from tests.merging.snapshot import snapshot
from tests.orders.factories import (
    attach_everything,
    make_company,
    make_contact,
    make_order,
    make_product,
    make_stage,
    make_user,
    recording,
)

pytestmark = pytest.mark.django_db
KINDS = sorted(MAKERS)


class Scene:
    """Three records with a row of everything, previewed, and a fourth one whose rows can come to them."""

    def __init__(self, kind: str) -> None:
        self.by = admin()
        self.records = full_records(kind, 3)
        self.donor = attach_everything(MAKERS[kind]("Donor"), mark="donor")
        self.spec = spec_for(type(self.donor))
        make_product(), make_user(), make_stage("other"), make_company("Another")
        if kind == "contact":
            for contact in (*self.records, self.donor):
                with recording():
                    OrderContact.objects.create(order=make_order(), contact=contact)
        if kind == "company":
            for place, company in enumerate([*self.records, self.donor]):
                make_order(company=company), make_contact(company=company), make_company(f"Below {place}", parent=company)
        self.session = draft(self.records, by=self.by)
        self.fingerprint = previewed(self.session, by=self.by).fingerprint

    def rows(self, rule, record) -> list:
        return list(rule.model._base_manager.filter(**{rule.attname: record.pk}).order_by("pk"))

    def refusal(self, alter) -> Exception | None:
        """What the confirmation answers after ``alter``; checks that nothing was written, and takes it all back."""
        with transaction.atomic():
            alter()
            before = snapshot(bookkeeping=True)
            try:
                services.apply_merge(self.session, by=self.by, fingerprint=self.fingerprint)
            except (services.PlanChanged, services.MergeNotAllowed) as refusal:
                answer = refusal
            else:
                answer = None
            assert answer is None or snapshot(bookkeeping=True) == before
            transaction.set_rollback(True)
        return answer

    def first_possible(self, alterations: list) -> Exception | None:
        """The refusal after the first alteration that the rules of the database allow."""
        for alter in alterations:
            try:
                return self.refusal(alter)
            except IntegrityError:
                continue
        pytest.fail("The rules of the database allow none of the alterations.")


def _says(refusal, words) -> bool:
    return any(str(words) in sentence for sentence in refusal.differences)


def _named(refusal, name: str, record) -> bool:
    return any(str(fresh(record)) in sentence and str(name) in sentence for sentence in refusal.differences)


@pytest.mark.parametrize("kind", KINDS)
def test_any_field_changed_since_the_preview_stops_the_merge_and_is_named(kind, subtests):
    scene = Scene(kind)
    silent = scene.spec.bookkeeping | {"id", "trash_entry"}
    derived = set(scene.donor.derived_values())
    for field in scene.spec.model._meta.concrete_fields:
        for place in () if field.name in silent else (0, 1):
            with subtests.test(field=field.name, record=place):
                record = fresh(scene.records[place])
                value = other_value(field, getattr(record, field.attname))
                refusal = scene.refusal(lambda: write(record, field.column, value))  # noqa: B023
                assert isinstance(refusal, services.PlanChanged)
                said = STRANGE if isinstance(field, JSONField) else field.verbose_name
                assert field.name in derived or _says(refusal, said)


@pytest.mark.parametrize("kind", KINDS)
def test_any_row_edited_added_or_removed_since_the_preview_stops_the_merge_and_is_named(kind, subtests):
    scene = Scene(kind)
    for rule in scene.spec.moving:
        name, record = rule.model._meta.verbose_name_plural, scene.records[1]
        theirs, others = scene.rows(rule, record), scene.rows(rule, scene.donor)
        assert theirs, rule.key
        assert others, rule.key
        for how, rows, target in (("removed", theirs, scene.donor), ("added", others, record)):
            with subtests.test(relation=rule.key, how=how):
                away = [lambda row=row: write(row, rule.foreign_key.column, target.pk) for row in rows]  # noqa: B023
                assert _named(scene.first_possible(away), name, record)
        for field in rule.model._meta.concrete_fields:
            if field.primary_key or (field.is_relation and field.name in ("order", "contact", "company", "trash_entry", rule.fk)):
                continue
            with subtests.test(relation=rule.key, how="edited", field=field.name):
                edits = [
                    lambda row=row: write(row, field.column, other_value(field, getattr(row, field.attname)))  # noqa: B023
                    for row in theirs
                ]
                assert _named(scene.first_possible(edits), name, record)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_changed_is_merged_and_a_record_saved_as_it_was_is_named(kind):
    scene = Scene(kind)
    record = fresh(scene.records[1])
    assert scene.refusal(lambda: None) is None
    assert "saved or merged" in scene.refusal(lambda: write(record, "version", 99)).differences[0]


def test_another_primary_or_choice_since_the_preview_stops_the_merge():
    scene = Scene("order")
    titles = {"fields": {"title": {"from": scene.records[1].pk}}}
    for alter in (
        lambda: services.choose_primary(scene.session, scene.records[2].pk, by=scene.by),
        lambda: services.choose(scene.session, titles, by=scene.by),
        lambda: services.choose(scene.session, {"lines": "primary"}, by=scene.by),
    ):
        assert isinstance(scene.refusal(alter), services.PlanChanged)
        scene.session.refresh_from_db()


def test_a_fresh_preview_can_be_confirmed():
    scene = Scene("order")
    write(scene.records[1], "title", "Other")
    with pytest.raises(services.PlanChanged) as changed:
        services.apply_merge(scene.session, by=scene.by, fingerprint=scene.fingerprint)

    merge = services.apply_merge(scene.session, by=scene.by, fingerprint=changed.value.plan.fingerprint)

    assert merge.records.count() == 2
