from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from .models import Job
from .services import cancel_job, settled
from .workers import worker_is_alive


@require_safe
@never_cache
def job(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far a job is. The page asks again by itself until the job is over; for anybody but the owner it is not there."""
    found = settled(get_object_or_404(Job, pk=pk, owner=request.user))
    waits_in_vain = found.state == Job.State.WAITING and not worker_is_alive()
    context = {"job": found, "waits_in_vain": waits_in_vain}
    response = render(request, "jobs/_state.html" if request.htmx else "jobs/job.html", context)
    if request.htmx and found.is_over:
        response["HX-Redirect"] = found.page_url if found.state == Job.State.DONE else found.get_absolute_url()
    return response


@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a job of one's own. One that is over stays as it ended, and its page says how."""
    found = settled(get_object_or_404(Job, pk=pk, owner=request.user))
    if not cancel_job(found):
        messages.info(request, _("The work was over before it could be canceled."))
    return redirect(found)
