"""What the list at an address shows to one reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from crm_merge.access.models import User
from crm_merge.access.permissions import permitted
from orders.kinds import RecordKind
from orders.queries.merged import homes_of_text
from orders.queries.reading import readable
from orders.queries.search import search

from .address import ELSEWHERE, MOST_VALUES, TEXT, Asked, query_of, read
from .asking import Asking
from .conditions import FieldConditions, read_conditions
from .field import FilterField
from .fields import filter_fields

TRASH = "trash"
Fields = Mapping[str, FilterField]


@dataclass(frozen=True)
class Problem:
    """What was left out, and why; ``key`` is the field it was asked of, if there is such a field."""

    key: str
    sentence: str


class ListFilter:
    """The conditions of an address, read for ``user``. Nothing is asked of the database before it is needed."""

    def __init__(self, kind: RecordKind, params: QueryDict, *, user: User, fields: Fields | None = None) -> None:
        self.kind, self.user = kind, user
        self.fields = filter_fields(kind) if fields is None else fields
        self.asked: Asked = read(params, {key: field.operators for key, field in self.fields.items()})
        self.asking = Asking(user, kind)

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def is_active(self) -> bool:
        return bool(self.asked)

    @cached_property
    def conditions(self) -> Sequence[FieldConditions]:
        return [read_conditions(self.fields[key], asked, self.asking) for key, asked in self.asked.fields.items()]

    @property
    def searches_trash(self) -> bool:
        """The trash is only searched by words: its records are in none of the indexes that lists walk along."""
        return self.asked.elsewhere == TRASH and bool(self.text)

    @property
    def qs(self) -> QuerySet:
        """The records that fit: live ones, and those in the trash where the address asks for them."""
        if self.searches_trash:
            everywhere = self.kind.model.objects.prefetch_related("trash_entry")
            return self._narrowed(permitted(everywhere, user=self.user))
        return self.live

    @property
    def live(self) -> QuerySet:
        """The live records that fit."""
        return self._narrowed(readable(self.user, self.kind.model))

    def _narrowed(self, records: QuerySet) -> QuerySet:
        for one in self.conditions:
            if one.sensible:
                known = {} if one.field.through else one.field.compared.annotations
                records = records.alias(**known).filter(one.q)
        return search(records, self.kind, self.text, user=self.user, homes=self.homes)

    @cached_property
    def homes(self) -> set[int]:
        """Keys of the records that hold the data of a merged one whose number is looked for."""
        return homes_of_text(self.kind, self.text)

    @property
    def problems(self) -> list[Problem]:
        """Everything that was left out, as sentences for the reader."""
        found = [Problem(one.field.key, sentence) for one in self.conditions for sentence in one.problems]
        found += [Problem("", _("There is no field “%(name)s” here (any more).") % {"name": name}) for name in self.asked.unknown]
        if self.asked.too_many:
            found.append(Problem("", _("Only the first %(most)s values of each field count.") % {"most": MOST_VALUES}))
        if self.asked.elsewhere and not self.searches_trash:
            found.append(Problem(ELSEWHERE, _("To search the trash too, write what to look for.")))
        return found

    @cached_property
    def written(self) -> Asked:
        """The same question as an address keeps it."""
        fields = {one.field.key: one.written for one in self.conditions}
        return Asked(self.asked.text, self.asked.elsewhere, fields)

    def address(self, **changes: str) -> str:
        """The list's address with these conditions and ``changes`` of other names, such as the order."""
        query = query_of([*self.written.pairs(), *((name, value) for name, value in changes.items() if value)])
        return f"{self.kind.list_url}?{query}" if query else self.kind.list_url

    def chip_words(self) -> list[tuple[str, str]]:
        """Key and words of every condition, the words typed first."""
        typed = [(TEXT, self.text)] if self.text else []
        return typed + [(one.field.key, one.words) for one in self.conditions]
