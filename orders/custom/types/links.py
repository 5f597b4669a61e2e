"""What points to a person, a record or a file. Stored is the key; nothing rewrites it when the record is merged."""

from collections.abc import Hashable

from django.apps import apps
from django.db.models import BigIntegerField, Expression, Model
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models.custom_fields import CustomField
from orders.models.files import Attachment

from .base import FieldType, Keys, Names, Reading, Stored, as_number


class Link(FieldType):
    """Base of what holds a key. Keys have no order that says anything to people."""

    is_sorted = False

    def target(self, field: CustomField) -> type[Model]:
        raise NotImplementedError

    def show(self, value: Stored, field: CustomField, names: Names) -> str:
        return names.of(self.target(field), value)

    def compared(self, value: Stored) -> Hashable:
        return value

    def keys(self, value: Stored, field: CustomField) -> Keys:
        return [(self.target(field), value)]

    def sorting(self, field: CustomField) -> tuple[Expression, ...]:
        return (as_number(field, BigIntegerField()),)


class Person(Link):
    key, label = "person", _("Person")
    hint = _("A colleague who uses this CRM.")
    may_be_multiple = True

    def target(self, field: CustomField) -> type[Model]:
        return User

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        return reading.person(text)


class RecordLink(Link):
    key, label = "record", _("Link to a record")
    hint = _("An order, a contact or a company.")
    may_be_multiple = True
    may_have_default = False

    def target(self, field: CustomField) -> type[Model]:
        return apps.get_model(field.links_to)

    def read(self, text: str, field: CustomField, reading: Reading) -> Stored:
        return reading.record(field.links_to, text)


class File(Link):
    """A file of the record itself; it is uploaded on the form and goes wherever the record's files go."""

    key, label = "file", _("File")
    hint = _("A file with a place of its own: the signed contract.")
    may_have_default = False
    can_be_imported = False

    def target(self, field: CustomField) -> type[Model]:
        return Attachment
