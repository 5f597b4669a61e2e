"""Being done with a mention: a note of the mentioned person to themselves, which leaves no operation."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from crm_merge.redirects import safe_next
from orders.day import open_mentions
from orders.models import Mention, SettledMention


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the mention off the day of whom it names. Somebody else's, or one nobody may read any more, is not there."""
    if not Mention.objects.filter(pk=pk, person=request.user).exists():
        raise Http404
    mention = open_mentions(request.user).filter(pk=pk).first()
    if mention is None and not SettledMention.objects.filter(pk=pk).exists():
        raise Http404
    SettledMention.objects.get_or_create(mention_id=pk)
    return redirect(safe_next(request))
