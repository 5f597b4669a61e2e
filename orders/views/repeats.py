"""A form that was sent already leads to the record it led to before."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from crm_merge.audit.repeats import made_before, token_of
from orders.kinds import KINDS


def led_before(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form that was sent before with the same content; None the first time. Needs a transaction."""
    subject = made_before(token_of(request), by=request.user)
    kind = KINDS[subject.record_type.partition(".")[2]] if subject else None
    return redirect(kind.url("", subject.record_id)) if kind else None
