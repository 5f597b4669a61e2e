"""What a person may read, asked in the few forms this app needs."""

from django.db.models import Model, QuerySet

from crm_merge.access.models import User
from crm_merge.access.permissions import covers, permitted
from orders.models import Record


def readable(user: User, model: type[Model], action: str = "read") -> QuerySet:
    """Live rows of ``model`` on which ``user`` may do ``action``. The catalogue (products, tags) is open to everybody."""
    if not issubclass(model, Record):
        return model._default_manager.all()
    return permitted(model.objects.live(), user=user, action=action)


def may(user: User, action: str, record: Model) -> bool:
    return not isinstance(record, Record) or covers(user, action, record)


def may_read(user: User, record: Model) -> bool:
    return may(user, "read", record)
