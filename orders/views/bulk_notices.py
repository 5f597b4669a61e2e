"""What the notification after an action on many records says, and where it leads."""

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.bulk.reporting import done_sentence, named
from orders.models import BulkAction, Reason

MOST_NAMED = 10


def say_done(request: HttpRequest, bulk: BulkAction) -> None:
    """What was done, with Undo and the report; what stayed as it was in a notification of its own."""
    if bulk.done or not bulk.refused:
        context = {"bulk": bulk, "sentence": done_sentence(bulk)}
        text = mark_safe(render_to_string("orders/_bulk_notice.html", context, request=request))  # noqa: S308 - escaped there
        (messages.success if bulk.done else messages.info)(request, text)
    if bulk.refused:
        context = {"bulk": bulk, "sentence": _refused_sentence(bulk), "is_refusal": True}
        text = render_to_string("orders/_bulk_notice.html", context, request=request)
        messages.warning(request, mark_safe(text))  # noqa: S308 - escaped there


def _refused_sentence(bulk: BulkAction) -> str:
    """The records by number and why, if that is the same for all of them."""
    rows = list(bulk.refusals.order_by("pk")[: MOST_NAMED + 1])
    numbers, left = named(rows[:MOST_NAMED]), bulk.refused - len(rows[:MOST_NAMED])
    if left:
        numbers += ", " + ngettext("%(number)s more", "%(number)s more", left) % {"number": left}
    reasons = {row.sentence for row in rows}
    if {row.reason for row in rows} == {Reason.RIGHT} and not left:
        return _("Left as they are, because your roles do not allow it: %(records)s.") % {"records": numbers}
    if len(reasons) == 1:
        return _("Left as they are: %(records)s. %(reason)s") % {"records": numbers, "reason": reasons.pop()}
    return _("Left as they are: %(records)s.") % {"records": numbers}
