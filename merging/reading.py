"""Finished merges and open drafts as their readers may see them."""

from dataclasses import dataclass

from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.access.permissions import allowed, permitted
from merging import registry
from merging.models import Merge, MergedRecord, MergeSession
from merging.provenance import journal_sentences, provenance

HIDDEN = "–"


class MergeFilter(forms.Form):
    """Which finished merges to show."""

    type = forms.ChoiceField(label=gettext_lazy("Type"), required=False, widget=forms.Select(attrs={"class": "form-select"}))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), ("live", gettext_lazy("Merged")), ("undone", gettext_lazy("Undone"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(spec.model._meta.label_lower, spec.model._meta.verbose_name_plural) for spec in registry.specs()]
        self.fields["type"].choices = [("", _("All")), *kinds]

    @property
    def is_active(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())

    def narrow(self, merges: QuerySet) -> QuerySet:
        if not self.is_valid():
            return merges
        if self.cleaned_data["type"]:
            merges = merges.filter(record_type=self.cleaned_data["type"])
        if self.cleaned_data["state"]:
            merges = merges.filter(undone_at__isnull=self.cleaned_data["state"] == "live")
        return merges


def readable_merges(user) -> QuerySet:
    """Merges whose primary ``user`` may read; the only ones a list, count or page may show."""
    seen = Q(pk__in=[])
    for spec in registry.specs():
        records = permitted(spec.model._base_manager.all(), user=user).values("pk")
        seen |= Q(record_type=spec.model._meta.label_lower, primary_id__in=records)
    return Merge.objects.filter(seen).prefetch_related("records")


def open_drafts(user, limit: int = 50) -> list[MergeSession]:
    """The drafts ``user`` can go on with, newest first, each with its records as ``.labels``."""
    drafts = list(MergeSession.objects.filter(created_by=user, state=MergeSession.State.OPEN).order_by("-updated_at")[:limit])
    for spec in registry.specs():
        mine = [draft for draft in drafts if draft.record_type == spec.model._meta.label_lower]
        _label(mine, spec, user)
    return drafts


def _label(drafts: list[MergeSession], spec, user) -> None:
    if not drafts:
        return
    keys = {key for draft in drafts for key in draft.record_ids}
    records = permitted(spec.model._base_manager.filter(pk__in=keys), user=user).in_bulk()
    for draft in drafts:
        draft.labels = [(place, str(records.get(key, HIDDEN))) for place, key in enumerate(draft.record_ids)]


def readable_primary(merge: Merge, user) -> Model | None:
    """The merged record if ``user`` may read it."""
    model = registry.spec_for(merge.record_type).model
    return permitted(model._base_manager.filter(pk=merge.primary_id), user=user).first()


@dataclass(frozen=True)
class Source:
    """One record that went into a merge, as its reader may see it."""

    record_id: int
    place: int
    label: str
    is_primary: bool = False
    is_hidden: bool = False
    values: dict | None = None


def sources(merge: Merge, user) -> list[Source]:
    """All records of the merge by letter; those the reader may not see keep their letter only."""
    merged = list(merge.records.all())
    model = registry.spec_for(merge.record_type).model
    records = list(model._base_manager.filter(pk__in=[one.record_id for one in merged]))
    seen = allowed(user, "read", records) | _gone(merged, records)
    found = [_source(one, seen) for one in merged]
    letters = {one.letter for one in merged}
    place = next(number for number in range(len(merged) + 1) if number not in letters)
    primary = Source(merge.primary_id, place, merge.primary_label, is_primary=True, values=merge.primary_values)
    return sorted([primary, *found], key=lambda source: source.place)


def _gone(merged: list[MergedRecord], records: list[Model]) -> set[int]:
    """Records deleted permanently belong to the primary's readers: nobody else could ever read them again."""
    return {one.record_id for one in merged} - {record.pk for record in records}


def _source(one: MergedRecord, seen: set[int]) -> Source:
    if one.record_id in seen:
        return Source(one.record_id, one.letter, one.label, values=one.values)
    return Source(one.record_id, one.letter, _("A record you may not see"), is_hidden=True)


def merge_page(merge: Merge, user) -> dict:
    """Everything the page of one merge shows."""
    all_sources = sources(merge, user)
    return {
        "merge": merge,
        "record": readable_primary(merge, user),
        "sources": all_sources,
        "provenance": provenance(merge, all_sources),
        "journal": journal_sentences(merge, all_sources),
    }


def panels(record: Model, user) -> list[dict]:
    """The live merges that made ``record``, newest first, for its page."""
    merges = Merge.objects.filter(record_type=record._meta.label_lower, primary_id=record.pk, undone_at=None)
    found = merges.order_by("-at").prefetch_related("records", "journal")[:5]
    return [_panel(merge, user) for merge in found]


def _panel(merge: Merge, user) -> dict:
    all_sources = sources(merge, user)
    return {"merge": merge, "sources": all_sources, "provenance": provenance(merge, all_sources)}
