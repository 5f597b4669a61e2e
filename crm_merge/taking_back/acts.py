"""What the history says about operations that were taken back, and its way to do it."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as noop

from crm_merge.audit.links import Link, register_link
from crm_merge.audit.models import ChangeSet, Kind
from crm_merge.audit.stated import register_acts

SENTENCES = {
    f"undone.{Kind.IMPORTED}": noop("{person} undid the import of {name}: {records}"),
    f"undone.{Kind.DELETED}": noop("{person} undid a deletion: {records}"),
    "undone": noop("{person} undid a change to {records}"),
}


def register() -> None:
    register_acts(SENTENCES)
    register_link("taking_back", _offer)


def title_of(change_set: ChangeSet) -> str:
    """What undoing the operation is called: a button, a heading."""
    return gettext("Undo import") if change_set.kind == Kind.IMPORTED else gettext("Undo")


def _offer(change_set: ChangeSet, reader: Model) -> Link | None:
    """Undoing the operation, or the report of it when that was done; from the undoing back to what was undone."""
    if change_set.details.get("can_be_taken_back"):
        return Link(title_of(change_set), reverse("taking_back:undo", args=[change_set.pk]), "undo")
    undone = change_set.details.get("takes_back")
    return Link(gettext("Report"), reverse("taking_back:undo", args=[undone]), "history") if undone else None
