"""Links with which somebody sets a password: once, for some days, by Django's own tokens."""

from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from crm_merge.access.models import User

LINK_FOR = "password_link_for"  # in the session: whose link the next page shows, once


def link_for(person: User, request: HttpRequest) -> str:
    """A link for ``person``. It ends when a password was set, when they sign in, or after ``days_valid()``."""
    key = urlsafe_base64_encode(force_bytes(person.pk))
    path = reverse("people:set_password", args=[key, default_token_generator.make_token(person)])
    return request.build_absolute_uri(path)


def days_valid() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def mail_link(person: User, link: str) -> bool | None:
    """Send the link. Returns whether that succeeded, None when there is no address or no e-mail is set up."""
    if not settings.EMAIL_HOST or not person.email:
        return None
    with translation.override(person.language or translation.get_language()):
        text = render_to_string("people/link_mail.txt", {"person": person, "link": link, "days": days_valid()})
        subject = _("Your account in the CRM")
    try:
        return bool(send_mail(subject, text, None, [person.email]))
    except (OSError, SMTPException):
        return False
