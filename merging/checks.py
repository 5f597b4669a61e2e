"""The closed world (P18): every field of a mergeable type and every relation to it has a rule, or the check says so."""

from collections.abc import Iterator

from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.checks import Error
from django.db.models import F, Field, JSONField, Model, UniqueConstraint

from crm_merge.audit.models import HistoryRow

from .registry import MergeSpec, specs
from .rules import Choose, Parts, RowRule, Stay, Unite


def check_merge_specs(app_configs=None, **kwargs) -> list[Error]:
    """Errors for what is not declared, declared twice, or declared but gone, each with the line to add."""
    checks = (_fields, _parts, _relations, _by_content_type, _untold_rows, _unique_rows)
    return [error for spec in specs() for check in checks for error in check(spec)]


def _fields(spec: MergeSpec) -> Iterator[Error]:
    declared = list(spec.declared_fields())
    names = [field.name for field in spec.model._meta.get_fields() if _is_own(field)]
    for name in names:
        if name not in declared:
            rule = f'Parts(("{name}",), read=…)' if _is_json(spec, name) else f'choose("{name}")'
            hint = f'Add {rule} or Keep(("{name}",), why=…) to the fields of the merge spec of {spec.key}.'
            message = f"{spec.key}.{name} has no merge rule: a merge could lose its value."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E001")
    for name in declared:
        if name not in names or declared.count(name) > 1:
            yield Error(f"{spec.key}.{name} is declared twice or does not exist.", obj=spec.model, id="merging.E003")


def _is_json(spec: MergeSpec, name: str) -> bool:
    return any(isinstance(field, JSONField) and field.name == name for field in spec.model._meta.get_fields())


def _parts(spec: MergeSpec) -> Iterator[Error]:
    """What lies inside a JSON column is many values: chosen as one, all but one record's would be left behind."""
    for rule in (rule for rule in spec.fields if isinstance(rule, Choose | Parts)):
        for name in (name for name in rule.names if _is_json(spec, name) != isinstance(rule, Parts)):
            hint = f'Use Parts(("{name}",), read=…) for a JSON column, and only for one.'
            message = f"{spec.key}.{name} is chosen in a way that does not fit its column."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E006")


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
    staying = [(rule.model, rule.fk) for rule in spec.relations if isinstance(rule, Stay)]
    generic = [one for one in generic_keys(spec.model) if one in staying]
    for model, name in dict.fromkeys(declared):
        if (model, name) not in [*pointing, *generic] or declared.count((model, name)) > 1:
            message = f"{model._meta.label}.{name} is declared twice or does not point to {spec.key}."
            yield Error(message, obj=spec.model, id="merging.E004")
    for model, name in pointing:
        if (model, name) not in declared:
            rule = f'Move({model.__name__}, "{name}"), Unite(…) or Stay(…, why=…)'
            hint = f"Add {rule} to the relations of the merge spec of {spec.key}."
            message = f"{model._meta.label}.{name} points to {spec.key} and has no merge rule: its rows would be left behind."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E002")


def generic_keys(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Every generic foreign key of the project: by its content type it may point to any record."""
    for other in model._meta.apps.get_models():
        yield from ((other, field.name) for field in other._meta.private_fields if isinstance(field, GenericForeignKey))


def _by_content_type(spec: MergeSpec) -> Iterator[Error]:
    """The database knows nothing of such a link: it guards no row and a merge does not find it."""
    for model, name in generic_keys(spec.model):
        if not any(isinstance(rule, Stay) and (rule.model, rule.fk) == (model, name) for rule in spec.relations):
            hint = (
                f"Give {model.__name__} a foreign key to each type of record,"
                f' or add Stay({model.__name__}, "{name}", why=…) to the relations of the merge spec of {spec.key}.'
            )
            message = f"{model._meta.label}.{name} may point to {spec.key} by content type: its rows would be left behind."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E008")


def _untold_rows(spec: MergeSpec) -> Iterator[Error]:
    """What a merge does with a row stands in the history of its model (P13)."""
    for rule in spec.moving:
        if not hasattr(rule.model._meta, "simple_history_manager_attribute"):
            hint = f"Add history = tracked() to {rule.model.__name__}."
            if rule.model._meta.auto_created:
                hint = "Give the many-to-many field a model of its own (through=…) that has history = tracked()."
            message = f"{rule.model._meta.label} has no history: a merge could not move its rows of {spec.key}."
            yield Error(message, hint=hint, obj=spec.model, id="merging.E007")


def _unique_rows(spec: MergeSpec) -> Iterator[Error]:
    """Rules of the database "one per record" need a policy, else two records with such a row each cannot be merged."""
    for rule in spec.moving:
        for others in _unique_per_parent(rule):
            if not _is_settled(rule, others):
                names = ", ".join(f'"{name}"' for name in sorted(others))
                hint = f'Use Unite({rule.model.__name__}, "{rule.fk}", same=({names}{"," if others else ""})) for this relation.'
                message = f"{rule.model._meta.label} allows one row per {spec.key} and ({names}): a merge could break that."
                yield Error(message, hint=hint, obj=spec.model, id="merging.E005")


def _unique_per_parent(rule: RowRule) -> Iterator[set[str]]:
    """The other fields of every unique rule that the foreign key is part of."""
    meta = rule.model._meta
    groups = [_columns(constraint) for constraint in meta.constraints if isinstance(constraint, UniqueConstraint)]
    groups += [*meta.unique_together, *((field.name,) for field in meta.concrete_fields if field.unique)]
    yield from (set(group) - {rule.fk} for group in groups if rule.fk in group)


def _columns(constraint: UniqueConstraint) -> list[str]:
    """Without what is compared by an expression: rows that differ there may be the same to the database."""
    return [*constraint.fields, *(one.name for one in constraint.expressions if isinstance(one, F))]


def _is_settled(rule: RowRule, others: set[str]) -> bool:
    """Rows alike in ``others`` are equal and become one, or only one of them keeps the flag that the rule is about."""
    return isinstance(rule, Unite) and (set(rule.same) <= others or (bool(rule.first_of) and others == {rule.split}))
