"""Whatever goes wrong ends on a page that says what happened and what to do, in the reader's language."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.views.decorators.http import require_POST

from crm_merge import errors
from crm_merge import urls as product
from tests.orders import factories as make


def _fails_with(exception: Exception):
    def view(request) -> HttpResponse:
        raise exception

    return view


def _reads_the_form(request) -> HttpResponse:
    return HttpResponse(len(request.POST))


FAILURES = {
    "400": BadRequest(),
    "403": PermissionDenied(),
    "404": Http404(),
    "500": RuntimeError("broken"),
    "503": OperationalError("server closed the connection"),
}
urlpatterns = [
    *(path(f"fails/{status}/", _fails_with(exception)) for status, exception in FAILURES.items()),
    path("fails/405/", require_POST(_reads_the_form)),
    path("form/", _reads_the_form),
    *product.urlpatterns,
]
handler400, handler403, handler404, handler500 = product.handler400, product.handler403, product.handler404, product.handler500

HEADINGS = {
    "400": {"de": "Nicht verstanden", "en": "Not understood"},
    "403": {"de": "Nicht erlaubt", "en": "Not allowed"},
    "404": {"de": "Nicht gefunden", "en": "Not found"},
    "405": {"de": "Hier nicht möglich", "en": "Not possible here"},
    "413": {"de": "Zu groß", "en": "Too large"},
    "500": {"de": "Hier ist etwas schiefgegangen", "en": "Something went wrong"},
    "503": {"de": "Die Datenbank antwortet gerade nicht", "en": "The database does not answer at the moment"},
}


@pytest.fixture
def visitor(db) -> Client:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(make.make_user(role="sales"))
    return visitor


def _page(answer, status: str, language: str) -> str:
    assert answer.status_code == int(status)
    html = answer.content.decode()
    assert HEADINGS[status][language] in html
    assert "<html lang=" in html
    assert 'href="/"' in html or status == "503"
    assert "Traceback" not in html
    return html


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("status", [*FAILURES, "405"])
@override_settings(ROOT_URLCONF=__name__)
def test_every_failure_has_a_page(visitor, status, language):
    _page(visitor.get(f"/fails/{status}/", headers={"accept-language": language}), status, language)


@pytest.mark.parametrize("language", ["de", "en"])
@override_settings(ROOT_URLCONF=__name__, DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_a_form_that_is_too_large(visitor, language):
    answer = visitor.post("/form/", {"text": "x" * 200}, headers={"accept-language": language})
    _page(answer, "413", language)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_form_without_its_token_says_what_to_do(db, language):
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post("/login/", {"login": "x", "password": "y"}, headers={"accept-language": language})
    html = _page(answer, "403", language)
    assert {"de": "laden Sie die Seite neu", "en": "reload the page"}[language].lower() in html.lower()


def test_a_foreign_host_is_refused_with_a_page(db):
    answer = Client(raise_request_exception=False).get("/login/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "<html" in answer.content.decode()


def test_the_last_pages_need_nothing_that_could_fail(rf):
    """No session, no user, no database, no language: a request that broke before any of them."""
    try:
        raise RuntimeError
    except RuntimeError:
        assert errors.server_error(rf.get("/")).status_code == 500
    try:
        raise OperationalError
    except OperationalError:
        answer = errors.server_error(rf.get("/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
