"""The closed world (P18): every field of a mergeable type and every relation to it has a rule, or the check says so."""

from collections.abc import Iterator

from django.core.checks import Error
from django.db.models import Field, Model

from crm_merge.audit.models import HistoryRow

from .registry import MergeSpec, specs


def check_merge_specs(app_configs=None, **kwargs) -> list[Error]:
    """Errors for what is not declared, declared twice, or declared but gone, each with the line to add."""
    return [error for spec in specs() for error in (*_fields(spec), *_relations(spec))]


def _fields(spec: MergeSpec) -> Iterator[Error]:
    declared = list(spec.declared_fields())
    names = [field.name for field in spec.model._meta.get_fields() if _is_own(field)]
    for name in names:
        if name not in declared:
            hint = f'Add choose("{name}") or Keep(("{name}",), why=…) to the fields of the merge spec of {spec.key}.'
            message = f"{spec.key}.{name} has no merge rule: a merge could lose its value."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E001")
    for name in declared:
        if name not in names or declared.count(name) > 1:
            yield Error(f"{spec.key}.{name} is declared twice or does not exist.", obj=spec.model, id="merging.E003")


def _is_own(field: object) -> bool:
    """Columns of the record itself and its many-to-many fields."""
    return isinstance(field, Field) and (field.concrete or field.many_to_many)


def incoming(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Every foreign key that points to ``model``, hidden ones included; history rows stay with their record."""
    for relation in model._meta.get_fields(include_hidden=True):
        points_here = relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
        if points_here and not issubclass(relation.related_model, HistoryRow):
            yield relation.related_model, relation.field.name


def _relations(spec: MergeSpec) -> Iterator[Error]:
    declared = [(rule.model, rule.fk) for rule in spec.relations]
    pointing = list(incoming(spec.model))
    for model, name in dict.fromkeys(declared):
        if (model, name) not in pointing or declared.count((model, name)) > 1:
            message = f"{model._meta.label}.{name} is declared twice or does not point to {spec.key}."
            yield Error(message, obj=spec.model, id="merging.E004")
    for model, name in pointing:
        if (model, name) not in declared:
            rule = f'Move({model.__name__}, "{name}"), Unite(…) or Stay(…, why=…)'
            hint = f"Add {rule} to the relations of the merge spec of {spec.key}."
            message = f"{model._meta.label}.{name} points to {spec.key} and has no merge rule: its rows would be left behind."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E002")
