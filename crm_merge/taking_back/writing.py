"""Decisions are carried out: a fixed number of statements per portion of rows, each with its history."""

from collections.abc import Collection, Sequence
from functools import partial

from django.db import IntegrityError, connection, models, transaction

from crm_merge.access.models import User
from crm_merge.audit.bulk import delete_with_history, update_each_with_history
from crm_merge.audit.reverting import bring_back_with_history, put_back_with_history
from trash.services import put_away, take_out

from .became import Became
from .deciding import Decider, Decision
from .registry import rules_of
from .values import Value


def carry_out(decider: Decider, decisions: Sequence[Decision], by: User) -> None:
    """Write what was decided. What a rule of the database stands against becomes ``Became.CLASHES`` or ``USED``."""
    model = decider.model
    _restore(model, _these(decisions, Became.RESTORED), by)
    _in_halves(model, _these(decisions, Became.PUT_BACK), partial(_put_back, decider.values), Became.CLASHES)
    _in_halves(model, _these(decisions, Became.REMOVED), _remove, Became.USED)
    _in_halves(model, _these(decisions, Became.RETURNED), _bring_back, Became.CLASHES)
    if new := _these(decisions, Became.TRASHED):
        put_away(model, _keys(new), by=by)


def _these(decisions: Sequence[Decision], became: Became) -> list[Decision]:
    return [decision for decision in decisions if decision.became == became]


def _keys(decisions: Sequence[Decision]) -> list[int]:
    return [decision.found.key for decision in decisions]


def _restore(model: type[models.Model], decisions: Sequence[Decision], by: User) -> None:
    if decisions:
        take_out(model, _keys(decisions), by=by)


def _in_halves(model: type[models.Model], decisions: Sequence[Decision], write, otherwise: Became) -> None:
    """Write all at once; when that breaks a rule of the database, half by half to find those it does not concern."""
    if not decisions:
        return
    connection.check_constraints()  # what was written before is not looked at again after each half that fails
    try:
        with transaction.atomic():
            write(model, decisions)
            connection.check_constraints()  # those that PostgreSQL would look at only on commit
    except IntegrityError:
        if len(decisions) == 1:
            decisions[0].became = otherwise
            return
        half = len(decisions) // 2
        _in_halves(model, decisions[:half], write, otherwise)
        _in_halves(model, decisions[half:], write, otherwise)


def _put_back(values: Sequence[Value], model: type[models.Model], decisions: Sequence[Decision]) -> None:
    groups = [value.written for value in values]
    put_back_with_history(model, groups, {one.found.key: (one.found.before, one.writes) for one in decisions})
    _derive(model, [one.found.key for one in decisions if not one.is_clean or one.lost])


def _derive(model: type[models.Model], keys: Collection[int]) -> None:
    """Rows that hold later edits beside older values: what follows from both is computed afresh."""
    derive = rules_of(model).derive
    if keys and derive is not None:
        rows = model._base_manager.filter(pk__in=keys).order_by("pk")
        update_each_with_history(model, [{"pk": row.pk, **derive(row)} for row in rows])


def _remove(model: type[models.Model], decisions: Sequence[Decision]) -> None:
    delete_with_history(model._base_manager.filter(pk__in=_keys(decisions)))


def _bring_back(model: type[models.Model], decisions: Sequence[Decision]) -> None:
    wanted = [one.found.before for one in decisions]
    if bring_back_with_history(model, wanted) < len(wanted):
        raise IntegrityError("A row that would come back has no place any more.")
