"""Sign-ins, failed sign-ins and changes of rights are operations of the history too."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db import models
from django.dispatch import receiver

from .models import Kind
from .services import change_set


@receiver(user_logged_in)
def _signed_in(sender: Any, user: models.Model, **kwargs: Any) -> None:
    with change_set(Kind.SIGNED_IN, by=user):
        """The entry itself is all there is to record."""


@receiver(user_login_failed)
def _sign_in_failed(sender: Any, credentials: dict[str, Any], **kwargs: Any) -> None:
    name = storable(credentials.get(get_user_model().USERNAME_FIELD) or "")
    with change_set(Kind.SIGN_IN_FAILED, by=None, details={"name": name}):
        """No person is named: nobody knows who tried."""


def storable(text: Any) -> str:
    """``text`` as JSON in PostgreSQL can hold it: no NUL, no lone surrogates, not endless."""
    return str(text)[:200].replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
