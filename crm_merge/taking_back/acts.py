"""The sentences by which the history tells that an operation was taken back."""

from django.utils.translation import gettext_noop as noop

from crm_merge.audit.models import Kind
from crm_merge.audit.stated import register_acts

SENTENCES = {
    f"undone.{Kind.IMPORTED}": noop("{person} undid the import of {name}: {records}"),
    f"undone.{Kind.DELETED}": noop("{person} undid a deletion: {records}"),
    "undone": noop("{person} undid a change to {records}"),
}


def register() -> None:
    register_acts(SENTENCES)
