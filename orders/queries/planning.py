"""What the planner has to be told so that it expects the right number of rows."""

from django.db.models import Case, Model, Q, SmallIntegerField, When
from django.db.models.lookups import Exact

MORE_THAN_ANY_TABLE = 2**40


def as_one(condition: Q) -> Q:
    """A condition on rows that an index has found by words, as one value that is hardly ever 0.

    Taken apart, the planner would count the words a second time, expect far too few rows and read the whole table for them.
    """
    return ~Q(Exact(Case(When(condition, then=1), default=0, output_field=SmallIntegerField()), 0))


def found_first(model: type[Model], condition: Q) -> Q:
    """Rows of ``model`` that an index finds, before anything else is done.

    Of a word it knows nothing about the planner expects thousands of rows. It would then walk the list until it has a page
    of them: a million rows for a word that nobody wrote. The limit keeps it from merging the two questions into one.
    """
    return Q(pk__in=model._base_manager.filter(condition).order_by().values("pk")[:MORE_THAN_ANY_TABLE])
