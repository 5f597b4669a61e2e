"""The same form sent twice — a double click, a reload, a lost answer — is carried out once.

A page carries a random key. Key and content together make a token, kept in the ``details`` of the operation that the
form led to; whoever sends the same form again is led to what the first one made. Changed content is meant anew.
"""

import hashlib
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone

from .models import ChangeSet, Subject

FIELD = "form_key"
_IGNORED = ("csrfmiddlewaretoken",)


def new_form_key() -> str:
    """For the hidden field ``FIELD`` of a form that makes something new."""
    return uuid.uuid4().hex


def token_of(request: HttpRequest) -> str:
    """Names this form with this content; empty when the page carried no key."""
    if not request.POST.get(FIELD):
        return ""
    digest = hashlib.sha256(request.path.encode())
    for name, values in sorted(request.POST.lists()):
        if name not in _IGNORED:
            digest.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(repr((name, file.name, file.size)).encode())
    return digest.hexdigest()


def made_before(token: str, *, by: models.Model) -> Subject | None:
    """The record of the operation that ``by`` did with this form already.

    Call it in the transaction that will write: of two forms sent at once the second waits here for the first.
    """
    if not token:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [token])
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    done = ChangeSet.objects.filter(by_key=by.pk, at__gte=since, details__form=token).order_by()
    return Subject.objects.filter(change_set__in=done).order_by("pk").first()


def details_of(token: str) -> dict[str, str]:
    """For the ``details`` of the change set the form leads to."""
    return {"form": token} if token else {}
