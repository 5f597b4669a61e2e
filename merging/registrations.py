"""What this app tells the rooms that do not know it: its place in the navigation, what holds trash entries, what became one."""

from collections.abc import Collection

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_merge.audit.origins import register_origins
from crm_merge.ui.day import register_panel
from crm_merge.ui.navigation import register_section
from trash.registry import Holder, register_holder

from . import day
from .changes import ids_in
from .homes import origins
from .reading import readable_merges


def holder_of(held_by: Collection[str], *, reader: Model) -> dict[str, Holder]:
    """The merges that hold trash entries; a merge whose primary ``reader`` may not see is not named."""
    values = ids_in(held_by)
    merges = readable_merges(reader).filter(pk__in=list(values)).prefetch_related(None)
    return {values[merge.pk]: _holder(merge) for merge in merges}


def _holder(merge) -> Holder:
    number = merge.primary_label.partition(" ")[0]
    sentence = _("merged into %(primary)s") % {"primary": number}
    return Holder(sentence, merge.get_absolute_url(), lambda key: reverse("merging:restore", args=[merge.pk, key]))


register_holder("merge", holder_of)
register_origins(origins)
register_section(gettext_lazy("Merges"), "merging:list", "merge", order=40)
register_panel("merging/_day_drafts.html", day.drafts, order=20)
register_panel("merging/_day_merges.html", day.latest, order=30)
