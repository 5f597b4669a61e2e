"""After a merge: what the notification says and where it leads."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from merging import registry
from merging.models import Merge


def primary_of(merge: Merge) -> Model | None:
    """The record that stayed, trashed or not."""
    spec = registry.spec_for(merge.record_type)
    return spec.model._base_manager.filter(pk=merge.primary_id).first()


def where_to(merge: Merge, *, edit: bool = False) -> str:
    """The address of the merged record, or of its form if it names one."""
    record = primary_of(merge)
    if record is None:
        return merge.get_absolute_url()
    if edit and hasattr(record, "get_edit_url"):
        return record.get_edit_url()
    return record.get_absolute_url()


def merged_sentence(merge: Merge, count: int) -> SafeString:
    """``3 orders were merged with A-1042.``, the primary linked. Every part is escaped."""
    meta = registry.spec_for(merge.record_type).model._meta
    kind = meta.verbose_name if count == 1 else meta.verbose_name_plural
    sentence = ngettext(
        "%(count)s %(kind)s was merged with %(primary)s.", "%(count)s %(kind)s were merged with %(primary)s.", count
    )
    link = format_html('<a href="{}">{}</a>', where_to(merge), merge.primary_label)
    return mark_safe(conditional_escape(sentence) % {"count": count, "kind": escape(kind), "primary": link})  # noqa: S308


def say_merged(request: HttpRequest, merge: Merge) -> None:
    """The notification with Undo. The template escapes what is in it."""
    context = {"merge": merge, "sentence": merged_sentence(merge, merge.records.count())}
    text = render_to_string("merging/_merged_notice.html", context, request=request)
    messages.success(request, mark_safe(text))  # noqa: S308 - rendered by a template with escaping on
