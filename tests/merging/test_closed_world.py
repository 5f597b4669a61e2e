"""A field or relation without a merge rule is an error that prints the line to add (P18)."""

from dataclasses import replace

import pytest
from django.db import models
from django.test.utils import isolate_apps

from merging import registry
from merging.checks import check_merge_specs
from merging.registry import MergeSpec
from merging.rules import Choose, Keep, Move, Parts, Stay, Unite, choose
from orders.models import Comment, ContactPoint, Order, TagLink

ORDER = registry.spec_for(Order)


def _card(record, reader):
    return []


@pytest.fixture
def declared():
    """Declares a spec for the test only, alone."""
    before = registry.specs()
    for spec in before:
        registry.unregister(spec.model)

    def declare(spec: MergeSpec) -> list:
        registry.register(spec)
        return [(error.id, error.msg, error.hint) for error in check_merge_specs()]

    yield declare
    for spec in registry.specs():
        registry.unregister(spec.model)
    for spec in before:
        registry.register(spec)


def test_the_product_itself_has_a_rule_for_everything():
    assert {spec.key for spec in registry.specs()} == {"orders.order", "orders.contact", "orders.company"}
    assert check_merge_specs() == []


def _hint(errors: list, name: str) -> str:
    return next(hint for _id, message, hint in errors if name in message)


@isolate_apps("orders")
def test_every_kind_of_undeclared_field_is_an_error_with_the_line_to_add(declared):
    class Label(models.Model):
        class Meta:
            app_label = "orders"

    class Thing(models.Model):
        name = models.CharField(max_length=10)
        owner = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
        labels = models.ManyToManyField(Label)
        hidden_labels = models.ManyToManyField(Label, related_name="+")

        class Meta:
            app_label = "orders"

    errors = declared(MergeSpec(Thing, fields=[Keep(("id",), why="stays")], relations=[], card=_card))

    assert [key for key, message, _hint in errors if key == "merging.E001"] == ["merging.E001"] * 4
    for name in ("name", "owner", "labels", "hidden_labels"):
        assert f'choose("{name}")' in _hint(errors, f"orders.thing.{name} ")


@isolate_apps("orders")
def test_every_kind_of_undeclared_relation_is_an_error_with_the_line_to_add(declared):
    class Thing(models.Model):
        class Meta:
            app_label = "orders"

    class Plain(models.Model):
        thing = models.ForeignKey(Thing, models.CASCADE)

        class Meta:
            app_label = "orders"

    class Hidden(models.Model):
        thing = models.ForeignKey(Thing, models.SET_NULL, null=True, related_name="+")

        class Meta:
            app_label = "orders"

    class Single(models.Model):
        thing = models.OneToOneField(Thing, models.CASCADE, related_name="+")

        class Meta:
            app_label = "orders"

    class Many(models.Model):
        things = models.ManyToManyField(Thing)
        quiet = models.ManyToManyField(Thing, related_name="+")

        class Meta:
            app_label = "orders"

    class Child(Thing):
        class Meta:
            app_label = "orders"

    errors = declared(MergeSpec(Thing, fields=[Keep(("id",), why="stays")], relations=[], card=_card))

    missing = {message.split(" points to")[0] for key, message, _hint in errors if key == "merging.E002"}
    assert missing == {
        "orders.Plain.thing", "orders.Hidden.thing", "orders.Single.thing", "orders.Many_things.thing", "orders.Many_quiet.thing",
        "orders.Child.thing_ptr",
    }  # fmt: skip
    assert 'Move(Hidden, "thing")' in _hint(errors, "orders.Hidden")

    rules = [Move(Plain, "thing"), Unite(Hidden, "thing"), Stay(Single, "thing", why="theirs"), Stay(Child, "thing_ptr", why="x")]
    rules += [Unite(through, "thing", same=("many",)) for through in (Many.things.through, Many.quiet.through)]
    untold = declared(MergeSpec(Thing, fields=[Keep(("id",), why="stays")], relations=rules, card=_card))
    assert [key for key, _message, _hint in untold] == ["merging.E007"] * 4
    assert "history = tracked() to Plain" in _hint(untold, "orders.Plain")
    assert "through=" in _hint(untold, "orders.Many_quiet")


def test_a_rule_too_much_or_twice_is_an_error(declared):
    doubled = declared(replace(ORDER, fields=[*ORDER.fields, choose("title")]))
    gone = declared(replace(ORDER, fields=[*ORDER.fields, Choose(("gone",))]))
    twice = declared(replace(ORDER, relations=[*ORDER.relations, Move(Comment, "order")]))
    strange = declared(replace(ORDER, relations=[*ORDER.relations, Move(Comment, "contact")]))

    assert {key for key, _message, _hint in doubled + gone} == {"merging.E003"}
    assert "title" in doubled[0][1]
    assert "gone" in gone[0][1]
    assert {key for key, _message, _hint in twice + strange} == {"merging.E004"}


def test_a_json_column_is_chosen_part_by_part_or_not_at_all(declared):
    others = [rule for rule in ORDER.fields if rule.names != ("custom",)]
    parts = Parts(("custom",), read=lambda columns, reader: [])

    missing = declared(replace(ORDER, fields=others))
    whole = declared(replace(ORDER, fields=[*others, choose("custom")]))
    untitled = [rule for rule in ORDER.fields if rule.names != ("title",)]
    no_json = declared(replace(ORDER, fields=[*untitled, replace(parts, names=("title",))]))

    assert [key for key, _message, _hint in missing] == ["merging.E001"]
    assert 'Parts(("custom",), read=…)' in missing[0][2]
    assert [(key, "custom" in message) for key, message, _hint in whole] == [("merging.E006", True)]
    assert [(key, "title" in message) for key, message, _hint in no_json] == [("merging.E006", True)]
    assert declared(replace(ORDER, fields=[*others, parts])) == []
    assert declared(replace(ORDER, fields=[*others, Keep(("custom",), why="theirs")])) == []


def test_rows_that_only_one_record_may_have_need_a_policy(declared):
    def instead(*rules):
        models_ = {rule.model for rule in rules}
        return declared(replace(ORDER, relations=[*(rule for rule in ORDER.relations if rule.model not in models_), *rules]))

    moved = instead(Move(TagLink, "order"))
    assert [(key, hint) for key, _message, hint in moved] == [
        ("merging.E005", 'Use Unite(TagLink, "order", same=("tag",)) for this relation.')
    ]
    assert [key for key, _message, _hint in instead(Unite(TagLink, "order", same=("tag", "id")))] == ["merging.E005"]
    assert [key for key, _message, _hint in instead(Unite(ContactPoint, "order", same=("normalised",)))] == ["merging.E005"]
    assert instead(Unite(TagLink, "order", same=("tag",))) == []


def test_a_relation_left_out_of_the_product_is_found(declared):
    errors = declared(replace(ORDER, relations=[rule for rule in ORDER.relations if rule.model is not Comment]))

    assert [key for key, _message, _hint in errors] == ["merging.E002"]
    assert 'Move(Comment, "order")' in errors[0][2]
