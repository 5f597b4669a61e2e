"""How people write values in forms: in their own language, naming colleagues and records they may read."""

from datetime import date
from decimal import Decimal

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from orders.forms.numbers import read_number
from orders.forms.references import ReferenceField

from .types import BadValue, Reading


def reading_of(user: User) -> Reading:
    """The way in which ``user`` writes."""
    return Reading(_number, _day, _person, lambda record_type, text: _record(user, record_type, text))


def _number(text: str) -> Decimal:
    number = read_number(text.strip())
    if number is None:
        example = number_format(Decimal("1234.56"), use_l10n=True, force_grouping=True)
        raise BadValue(noop("“%(value)s” is not a number. Write it like %(example)s."), value=text, example=example)
    return number


def _day(text: str) -> date:
    try:
        return forms.DateField().to_python(text.strip())
    except ValidationError as error:
        raise BadValue(noop("“%(value)s” is not a date. Write it like 2026-07-04."), value=text) from error


def _person(text: str) -> int:
    """By user name, or by first and last name."""
    first, _space, last = text.strip().rpartition(" ")
    named = Q(username__iexact=text.strip()) | Q(first_name__iexact=first, last_name__iexact=last)
    found = list(User.objects.filter(named, is_active=True).values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise BadValue(noop("“%(value)s” is nobody's name, or that of several people. Use the user name."), value=text)
    return found[0]


def _record(user: User, record_type: str, text: str) -> int:
    field = ReferenceField(apps.get_model(record_type))
    field.narrow(user, None)
    try:
        return field.resolve(text).pk
    except ValidationError as error:
        raise BadValue("%(sentence)s", sentence=error.messages[0]) from error
