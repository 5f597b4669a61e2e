"""The first few of what is linked to a record, with how many there are, in one statement."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import IntegerField, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import gettext as _

MOST = 20
MOST_COUNTED = 1000


class CountUpTo(Subquery):
    """How many rows a sliced queryset has: counting stops at the slice's end."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Linked:
    """``all_url`` is the list of all of them, empty when all are shown."""

    rows: list
    number: int = 0
    all_url: str = ""

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def number_text(self) -> str:
        text = formats.number_format(min(self.number, MOST_COUNTED), use_l10n=True, force_grouping=True)
        return _("more than %(number)s") % {"number": text} if self.number > MOST_COUNTED else text


def linked(rows: QuerySet, list_url: str = "", *, most: int = MOST) -> Linked:
    """The first ``most`` of ``rows``; ``list_url`` is where all of them are."""
    return shown(list(counted(rows, most)), list_url)


def counted(rows: QuerySet, most: int = MOST) -> QuerySet:
    """The first ``most`` of ``rows``, each with the number of all, for :func:`shown`."""
    number = rows.order_by().values("pk")[: MOST_COUNTED + 1]
    return rows.annotate(number_of_all=CountUpTo(number))[:most]


def shown(found: list, list_url: str = "") -> Linked:
    """What was read of ``counted`` rows."""
    number = found[0].number_of_all if found else 0
    return Linked(found, number, list_url if number > len(found) else "")
