from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

NOISE = ("account/messages/logged_in.txt",)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """People are invited by administrators; nobody signs up."""
        return False

    def add_message(self, request, level, message_template=None, *args: Any, **kwargs: Any) -> None:
        """Say what people need to know; that they are signed in they see."""
        if message_template not in NOISE:
            super().add_message(request, level, message_template, *args, **kwargs)
