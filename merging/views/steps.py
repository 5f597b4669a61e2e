"""The five steps above every wizard page."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from merging.models import MergeSession


@dataclass(frozen=True)
class Step:
    label: str
    url: str
    is_current: bool
    is_done: bool


def steps(current: str, session: MergeSession | None = None) -> list[Step]:
    """All steps; those before the current one lead back. From the preview the last one is open too."""
    labels = {
        "select": _("Select"),
        "primary": _("Primary"),
        "fields": _("Fields"),
        "preview": _("Preview"),
        "confirm": _("Confirm"),
    }
    at = list(labels).index(current)
    return [
        Step(label, _address(name, session) if place < at or current == "preview" else "", place == at, place < at)
        for place, (name, label) in enumerate(labels.items())
    ]


def _address(name: str, session: MergeSession | None) -> str:
    if session is None:
        return ""
    return selection_url(session) if name == "select" else reverse(f"merging:{name}", args=[session.pk])


def selection_url(session: MergeSession) -> str:
    """The page that shows what was selected."""
    kind = session.record_type.split(".")[-1]
    return reverse("merging:new") + f"?type={kind}" + "".join(f"&id={key}" for key in session.record_ids)
