"""What the page of a record says to somebody who came by the address of a record that was merged into it."""

from django.db.models import Model
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from crm_merge.access.permissions import covers

from .models import MergedRecord
from .templatetags.merging import badge


def merged_here(record: Model, *, reader: Model) -> SafeString | str:
    """``B A-1043 was merged into this record. Details of the merge``; without its number if ``reader`` may not see it."""
    if not covers(reader, "read", record):
        return _("The record at this address was merged into this one.")
    merged = MergedRecord.objects.filter(record_type=record._meta.label_lower, record_id=record.pk, is_live=True)
    link = merged.select_related("merge").first()
    sentence = conditional_escape(_("%(old)s was merged into this record.")) % {"old": conditional_escape(record)}
    if link is None:
        return mark_safe(sentence)  # noqa: S308 - both parts are escaped
    url, words = link.merge.get_absolute_url(), _("Details of the merge")
    return format_html('{} {} <a href="{}">{}</a>', badge(link.letter), mark_safe(sentence), url, words)  # noqa: S308
