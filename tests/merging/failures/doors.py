"""Merging and undoing as a person does it: by what the pages offer, without JavaScript."""

from django.http import HttpResponse
from django.test import Client

from merging.models import Merge, MergeSession
from tests.merging.merging_tools import draft, previewed
from tests.merging.pages.forms_in import press


def step(session: MergeSession, name: str) -> str:
    return f"/merges/drafts/{session.pk}/{name}/"


def confirm(web: Client, session: MergeSession, *, by, **changes) -> HttpResponse:
    """Look at the preview, then send its confirmation."""
    seen = previewed(session, by=by).fingerprint
    return web.post(step(session, "confirm"), {"action": "merge", "fingerprint": seen, "reason": ""} | changes)


def merge_by_page(web: Client, records: list, *, by, choices: dict | None = None, **changes) -> Merge:
    """Merge into the first record; the page has to lead on."""
    session = draft(records, by=by, choices=choices)
    answer = confirm(web, session, by=by, **changes)
    assert answer.status_code == 302, answer.content.decode()
    session.refresh_from_db()
    return session.merge


def undo_by_page(web: Client, done: Merge, **choices: str) -> HttpResponse:
    """Open the page that undoes, and press its button."""
    return press(web, web.get(f"{done.get_absolute_url()}undo/"), "Undo merge", **choices)
