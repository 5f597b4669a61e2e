"""Short ways to fill in the forms of people and rights as a browser would."""

from html import unescape

from django.core import signing
from django.test import Client

from crm_merge.access.models import Role
from crm_merge.people.forms.states import SALT
from crm_merge.people.states import State


def role(key: str) -> Role:
    return Role.objects.get(key=key)


def fields(state: State) -> dict:
    """The fields of a form that shows ``state``: ticked boxes only, nothing for nothing."""
    return {name: "on" if value is True else value for name, value in state.items() if value is not False and value is not None}


def seen(state: State) -> str:
    return signing.dumps(state, salt=SALT, compress=True)


def post_state(client: Client, url: str, shown: State, changes: dict):
    """Send the page at ``url`` that had shown ``shown``, with ``changes`` typed into it."""
    return client.post(url, {**fields(shown | changes), "seen": seen(shown)})


def text(answer) -> str:
    """The page in one line, as people read it."""
    return " ".join(unescape(answer.content.decode()).split())
