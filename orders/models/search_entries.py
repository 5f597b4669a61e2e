"""What the lists search and sort by: one row beside every record, written by the database alone.

Triggers (``orders.searching``) keep the rows right whoever writes: pages, merges, imports, SQL by hand. The rows
follow from the records, so they have no history and no merge rule of their own.
"""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Lookup

from .companies import Company
from .contacts import Contact
from .orders import Order

OWN, COMPANY, PEOPLE = "A", "B", "C"  # weights of words: the record's own, its company's, its people's


@SearchVectorField.register_lookup
class Matches(Lookup):
    """``words__matches="'muller':* & 'koln'"``: a text search query taken literally, without a dictionary."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        words, params = self.process_lhs(compiler, connection)
        return f"{words} @@ %s::tsquery", [*params, self.rhs]


def _of(model: type[models.Model]) -> models.OneToOneField:
    return models.OneToOneField(
        model, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="search_entry", editable=False
    )


def _sorted_by(name: str, field: str) -> models.Index:
    return models.Index(fields=[field, "record"], name=name)


def _words(name: str) -> GinIndex:
    return GinIndex(fields=["words"], name=name, gin_pending_list_limit=256)  # kB: searching reads what is pending


class SearchEntry(models.Model):
    """Abstract. ``owner_key`` and ``company_key`` are empty where the record has none."""

    words = SearchVectorField(help_text="Folded words; weight A its own, B its company's, C its people's.")
    owner_key = models.TextField(null=True)

    class Meta:
        abstract = True


class OrderSearchEntry(SearchEntry):
    record = _of(Order)
    company_key = models.TextField(null=True)
    stage_place = models.IntegerField(help_text="Pipelines in their order, stages in theirs.")

    class Meta:
        indexes = [
            _words("order_words"),
            _sorted_by("order_by_owner_key", "owner_key"),
            _sorted_by("order_by_company_key", "company_key"),
            _sorted_by("order_by_stage_place", "stage_place"),
        ]


class ContactSearchEntry(SearchEntry):
    record = _of(Contact)
    company_key = models.TextField(null=True)

    class Meta:
        indexes = [
            _words("contact_words"),
            _sorted_by("contact_by_owner_key", "owner_key"),
            _sorted_by("contact_by_company_key", "company_key"),
        ]


class CompanySearchEntry(SearchEntry):
    record = _of(Company)

    class Meta:
        indexes = [_words("company_words"), _sorted_by("company_by_owner_key", "owner_key")]
