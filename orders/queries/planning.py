"""What the planner has to be told so that it expects the right number of rows."""

from django.db.models import Case, Q, SmallIntegerField, When
from django.db.models.lookups import Exact


def as_one(condition: Q) -> Q:
    """A condition on rows that an index has found by words, as one value that is hardly ever 0.

    Taken apart, the planner would count the words a second time, expect far too few rows and read the whole table for them.
    """
    return ~Q(Exact(Case(When(condition, then=1), default=0, output_field=SmallIntegerField()), 0))
