from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.signals import user_login_failed
from django.utils.translation import gettext_lazy as _

NOISE = ("account/messages/logged_in.txt",)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("There were too many attempts to sign in. Wait five minutes and try again."),
        "username_password_mismatch": _("The user name or the password is wrong. Check both and try again."),
    }

    def is_open_for_signup(self, request) -> bool:
        """People are invited by administrators; nobody signs up."""
        return False

    def respond_user_inactive(self, request, user):
        """Somebody who was shut out and tries again is a failed sign-in like any other."""
        user_login_failed.send(sender=__name__, credentials={user.USERNAME_FIELD: user.get_username()}, request=request)
        return super().respond_user_inactive(request, user)

    def add_message(self, request, level, message_template=None, *args: Any, **kwargs: Any) -> None:
        """Say what people need to know; that they are signed in they see."""
        if message_template not in NOISE:
            super().add_message(request, level, message_template, *args, **kwargs)
