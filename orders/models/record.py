"""What every record has: a number that is never reused, an owner, a version, a place in the trash."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm_merge.ui.folding import fold
from trash.models import LIVE, Trashable

from .places import Place


class Source(models.TextChoices):
    """How the record came to us."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    WEB = "web", _("Website")
    FAIR = "fair", _("Trade fair")
    REFERRAL = "referral", _("Referral")
    IMPORT = "import", pgettext_lazy("source", "Import")  # a noun here, a verb as an action
    OTHER = "other", _("Other")


SOURCE_PLACE = Place("source", Source.values)  # lists sort sources in this order, not by the letters of their keys


class NextNumber(models.Func):
    """The next value of a PostgreSQL sequence: unique at any concurrency, never handed out twice."""

    function = "nextval"
    output_field = models.BigIntegerField()


def number_field(sequence: str) -> models.BigIntegerField:
    """A unique number that the database draws from ``sequence`` (made by the app's first migration)."""
    return models.BigIntegerField(
        _("Number"), unique=True, editable=False, db_default=NextNumber(models.Value(sequence))
    )


def custom_index(name: str) -> GinIndex:
    """Finds the live records that have a value of a field, such as a choice."""
    return GinIndex(fields=["custom"], opclasses=["jsonb_path_ops"], condition=LIVE, gin_pending_list_limit=256, name=name)


def by_source(kind: str, second: str) -> models.Index:
    """Serves the order by source. Whole, as PostgreSQL takes statistics of expressions from whole indexes only."""
    return models.Index(SOURCE_PLACE, second, "id", name=f"{kind}_by_source_place")


def sorted_by(kind: str, *fields: str) -> Iterator[models.Index]:
    """An index for each column that lists sort by, of live records only, with the key that settles ties."""
    return (models.Index(fields=[field, "id"], condition=LIVE, name=f"{kind}_live_by_{field}"[:30]) for field in fields)


class Record(Trashable):
    """Abstract: a thing in the CRM that people own, merge, put away and restore."""

    prefix = ""

    reference = models.CharField(
        _("External number"), max_length=100, blank=True, db_index=True, help_text=_("Number in the system it came from.")
    )
    source = models.CharField(_("Source"), max_length=20, choices=Source, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Responsible person")
    )
    description = models.TextField(_("Description"), blank=True, max_length=20_000)
    created_at = models.DateTimeField(_("Created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("Changed"), auto_now=True, editable=False, db_default=Now())
    version = models.PositiveBigIntegerField(
        default=1, editable=False, help_text="Rises with every change; stale forms are refused."
    )
    search_key = models.TextField(blank=True, editable=False, help_text="Folded text of the record's own words.")
    custom = models.JSONField(
        _("Further fields"),
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        blank=True,
        help_text="Values of the fields administrators defined, by key.",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def get_edit_url(self) -> str:
        """The address of the record's form."""
        return reverse(f"orders:{self._meta.model_name}_edit", args=[self.pk])

    @property
    def display_number(self) -> str:
        return f"{self.prefix}-{self.number}"

    @property
    def title_text(self) -> str:
        """The words people know the record by, without its number."""
        raise NotImplementedError

    @property
    def label(self) -> str:
        """Number and words, as history, trash and merges keep it: ``A-1042 Büroausstattung``."""
        return f"{self.display_number} {self.title_text}".strip()[:300]

    def derived_values(self) -> dict[str, str]:
        """Values computed from other fields; whoever writes those fields writes these too."""
        from orders.custom.values import search_words  # the definitions are models, and need this one

        words = (self.display_number, self.title_text, self.reference)
        return {"search_key": " ".join([*(fold(word) for word in words if word), *search_words(self)])}

    def save(self, **kwargs) -> None:
        """Save the record with its derived values, draw its number on the first save, raise its version on later ones."""
        if not self._state.adding:
            self.version += 1
        elif not isinstance(self.number, int):
            self.number = next_number(self)
        for name, value in self.derived_values().items():
            setattr(self, name, value)
        super().save(**kwargs)


def next_number(record: Record) -> int:
    """Draw the next number of the record's type. Drawn in advance because the search key contains it."""
    sequence = f"{record._meta.db_table}_number_seq"
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return cursor.fetchone()[0]
