"""What the importing person may do, asked for every record when it is planned, in a dry run as well as while writing."""

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_noop as noop

from crm_merge.access.models import User
from crm_merge.access.permissions import covers, permitted
from orders.importing.sentences import Sentence, say
from orders.models import Record


def visible(queryset: QuerySet, by: User | None) -> QuerySet:
    """Only what the person may read; what one may not read does not exist for one's import. Commands see everything."""
    return queryset if by is None else permitted(queryset, user=by)


def obstacle_to_create(by: User | None, record: Model) -> Sentence | None:
    """Creating by import needs both rights on the record as it would be."""
    if by is None or not isinstance(record, Record):
        return None
    if covers(by, "import", record) and covers(by, "create", record):
        return None
    if record.responsible is None:
        return say(noop("Your roles do not allow you to import records without a responsible person."))
    return say(noop("Your roles do not allow you to import records of %(person)s."), person=str(record.responsible))


def obstacle_to_edit(by: User | None, record: Model) -> Sentence | None:
    if by is None or not isinstance(record, Record) or covers(by, "edit", record):
        return None
    return say(noop("It is already there and your roles do not allow you to change it."))
