"""What administrators can do with fields: define, change, put in order, retire, bring back. Each act is one operation."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import has_right, reload
from crm_merge.audit.models import Kind
from crm_merge.audit.services import add_subjects, change_set
from orders.models.custom_fields import CustomChoice, CustomField

from .memo import forget

RIGHT = "access.manage_settings"
TURN = 7_203_310_003  # the key of the lock in the database, the same in every process
TEXTS = ("label", "label_de", "help_text", "help_text_de", "section", "section_de", "required", "default")


def check_right(user: User) -> None:
    """Raise ``PermissionDenied`` for people who may not change the settings."""
    if not has_right(user, RIGHT):
        raise PermissionDenied(_("Your roles do not allow you to change the settings."))


@contextmanager
def defining(*, by: User) -> Iterator[User]:
    """A transaction in which ``by`` changes definitions, one person at a time; yields the person read afresh."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        actor = reload(by)
        check_right(actor)
        forget()
        yield actor
        forget()


def save_field(field: CustomField, values: Mapping[str, Any], choices: list[Mapping[str, Any]], *, by: User) -> bool:
    """Give ``field``, new or not, its texts and choices. Returns whether anything was different.

    Of a new one ``record_type``, ``key``, ``type``, ``links_to`` and ``multiple`` are set already.
    """
    from orders.tasks import index_custom_field  # the worker's side, ready only when all apps are

    is_new = field.pk is None
    for name in TEXTS:
        setattr(field, name, values[name])
    if is_new:
        field.position = _last(CustomField.objects.filter(record_type=field.record_type)) + 1
    rows = [] if is_new else _changed_choices(field, choices)
    if not (is_new or rows or _differs(field)):
        return False
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        field.save()
        for row in rows or _changed_choices(field, choices):
            row.save()
        _name_section(field)
        add_subjects(opened, [field])
    if is_new or rows:  # choices put in another order are sorted by another index
        index_custom_field.defer(key=field.pk)
    return True


def _differs(field: CustomField) -> bool:
    stored = CustomField.objects.get(pk=field.pk)
    return any(getattr(stored, name) != getattr(field, name) for name in TEXTS)


def _changed_choices(field: CustomField, choices: list[Mapping[str, Any]]) -> list[CustomChoice]:
    """The choices that are new or different, unsaved. Each of ``choices`` has key, label, label_de, position, retired."""
    stored = {choice.key: choice for choice in field.choices.all()}
    rows = []
    for values in choices:
        row = stored.get(values["key"]) or CustomChoice(field=field, key=values["key"])
        retired_at = (row.retired_at or timezone.now()) if values["retired"] else None
        wanted = {name: values[name] for name in ("label", "label_de", "position")} | {"retired_at": retired_at}
        if row.pk is None or any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            rows.append(row)
    return rows


def _name_section(field: CustomField) -> None:
    """A section has one German name: the fields that share it follow the one that was saved last."""
    others = CustomField.objects.filter(record_type=field.record_type, section=field.section).exclude(pk=field.pk)
    for other in others.exclude(section_de=field.section_de) if field.section and field.section_de else ():
        other.section_de = field.section_de
        other.save()


def _last(rows: Any) -> int:
    return rows.aggregate(last=Max("position"))["last"] or 0


def move(field: CustomField, *, up: bool, by: User) -> bool:
    """Let ``field`` change places with its neighbour in the section. Returns whether there was one."""
    beside = [one for one in _in_order(field.record_type) if one.section == field.section]
    at = [one.pk for one in beside].index(field.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(beside):
        return False
    order = _in_order(field.record_type)
    places = {one.pk: place for place, one in enumerate(order)}
    first, second = places[field.pk], places[beside[to].pk]
    order[first], order[second] = order[second], order[first]
    return _put_in_order(order, field, by)


def move_section(field: CustomField, *, up: bool, by: User) -> bool:
    """Let the whole section of ``field`` change places with the one before or after it."""
    order = _in_order(field.record_type)
    headings = list(dict.fromkeys(one.section for one in order if one.section))
    if field.section not in headings:
        return False  # fields without a section stand at the end
    at = headings.index(field.section)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(headings):
        return False
    headings[at], headings[to] = headings[to], headings[at]
    places = {heading: place for place, heading in enumerate([*headings, ""])}
    return _put_in_order(sorted(order, key=lambda one: places.get(one.section, len(places))), field, by)


def _in_order(record_type: str) -> list[CustomField]:
    return list(CustomField.objects.filter(record_type=record_type, retired_at=None).order_by("position", "pk"))


def _put_in_order(order: list[CustomField], about: CustomField, by: User) -> bool:
    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        for place, one in enumerate(order, start=1):
            if one.position != place:
                one.position = place
                one.save()
        add_subjects(opened, [about])
    return True


def retire(field: CustomField, *, by: User) -> bool:
    """Take the field out of forms, lists and filters. Its values stay where they are. Does nothing when it is retired."""
    return not field.is_retired and _switch(field, timezone.now(), by)


def bring_back(field: CustomField, *, by: User) -> bool:
    """Put a retired field back where it was, with all its values. Does nothing when it is in use."""
    return field.is_retired and _switch(field, None, by)


def _switch(field: CustomField, retired_at: Any, by: User) -> bool:
    from orders.tasks import index_custom_field

    with change_set(Kind.SETTINGS_CHANGED, by=by) as opened:
        field.retired_at = retired_at
        field.save()
        add_subjects(opened, [field])
    index_custom_field.defer(key=field.pk)
    return True
