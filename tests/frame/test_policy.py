"""A strict policy on every answer, and nothing in any page that it would have to allow."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver

from orders.demo import load_demo
from orders.models import Order
from tests.orders import factories as make

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LOADING = {"src", "href", "action", "formaction", "data", "poster", "srcset", "hx-get", "hx-post"}
ELSEWHERE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
RUNNING = re.compile(r"^\s*(javascript|data|vbscript):", re.IGNORECASE)


class Offences(HTMLParser):
    """What a strict policy refuses, and what would be loaded from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes) -> None:
        names = dict(attributes)
        if (tag == "script" and "src" not in names) or tag in ("style", "base", "iframe", "object", "embed"):
            self.found.append(f"<{tag}>")
        self.found += [f"<{tag} {name}>" for name in names if name == "style" or name.startswith(("on", "hx-on"))]
        is_link_of_data = tag == "a"  # a web address of a customer is a link, nothing is loaded
        for name in LOADING & set(names):
            value = names[name] or ""
            if RUNNING.match(value) or (ELSEWHERE.match(value) and not is_link_of_data):
                self.found.append(f"<{tag} {name}={value!r}>")


def offences(html: str) -> list[str]:
    parser = Offences()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_needs_an_exception(path):
    assert offences(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        '<p style="color:red">',
        '<p onclick="x()">',
        "<style>p{}</style>",
        '<img src="//cdn.example/x.png">',
        '<link rel="stylesheet" href="https://cdn.example/x.css">',
        '<a href="javascript:x()">',
        '<b hx-on:click="x()">',
    ],
)
def test_the_search_finds_what_it_looks_for(html):
    assert len(offences(html)) == 1


def test_style_sheets_load_nothing_from_elsewhere():
    for path in (ROOT / "static").rglob("*.css"):
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", path.read_text(encoding="utf-8")), path


def _plain_addresses() -> list[str]:
    """Every address that needs no argument."""
    routes = (route for names in _routes(get_resolver()) for route in names)
    return sorted({f"/{route}" for route in routes if "<" not in route and "\\" not in route and "^" not in route})


def _routes(resolver, prefix: str = "") -> list[list[str]]:
    found = []
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        found += _routes(pattern, route) if hasattr(pattern, "url_patterns") else [[route]]
    return found


@pytest.mark.django_db
def test_every_page_carries_the_policy_and_keeps_it(client):
    load_demo()
    client.force_login(make.make_user(role="administration", is_staff=True, is_superuser=True))
    order = Order.objects.first()
    addresses = [*_plain_addresses(), order.get_absolute_url(), f"{order.get_absolute_url()}edit/", "/nowhere/", "/static/x.css"]
    assert len(addresses) > 20
    for address in addresses:
        answer = client.get(address)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy, address
        assert "unsafe" not in policy
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert offences(answer.content.decode()) == [], address


def test_the_policy_names_nobody_else():
    sources = {source for listed in settings.SECURE_CSP.values() for source in listed}
    assert sources == {"'self'", "'none'", "data:"}


@pytest.mark.django_db
def test_other_headers_that_protect_people(client):
    answer = client.get("/login/")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


KEY = re.compile(r"\{\{ *[\w.]*\b(?:pk|id|version) *\}\}")
WORDS = {"widget.attrs.id", "entry.id", "form.id"}  # ids of elements


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_prints_a_key_as_a_number_for_people(path):
    """Key 1234 would read 1,234 and lead nowhere; ``unlocalize`` keeps it."""
    printed = [found for found in KEY.findall(path.read_text(encoding="utf-8")) if found.strip("{} ") not in WORDS]
    assert printed == []
