"""Parts of a template that are rendered once: per language and per value that they name, and nothing of one reader in them."""

import pytest
from django.template import engines
from django.utils.translation import override

from tests.orders.factories import make_user

FIXED = '{% load i18n fixed %}{% fixed chosen %}{% translate "Close" %} {{ chosen }} {{ count }}{% endfixed %}'


def rendered(template, language: str, **values) -> str:
    with override(language):
        return template.render(values)


def test_what_is_inside_is_rendered_once_per_language_and_value():
    template = engines["django"].from_string(FIXED)

    assert rendered(template, "en", chosen="<a>", count=1) == "Close &lt;a&gt; 1"
    assert rendered(template, "en", chosen="<a>", count=2) == "Close &lt;a&gt; 1"
    assert rendered(template, "de", chosen="<a>", count=2) == "Schließen &lt;a&gt; 2"
    assert rendered(template, "en", chosen="b", count=3) == "Close b 3"


@pytest.mark.django_db
def test_a_page_has_the_theme_address_token_and_name_of_its_own_reader(client):
    pages = {}
    for name, theme in (("anna", "dark"), ("bert", "light")):
        client.force_login(make_user(name, role="sales"))
        client.cookies["theme"] = theme
        page = client.get(f"/orders/?q={name}")
        pages[name] = page.content.decode()
        token = page.context["csrf_token"]
        assert pages[name].count(f'name="csrfmiddlewaretoken" value="{token}"') >= 3
        assert f'name="theme" value="{theme}" aria-pressed="true"' in pages[name]
        assert f'name="next" value="/orders/?q={name}"' in pages[name]

    assert "bert" not in pages["anna"].replace('value="bert"', "")
    assert '<span class="person-name">bert</span>' in pages["bert"]


@pytest.mark.django_db
def test_the_section_of_the_page_is_marked_on_every_page(client):
    client.force_login(make_user("anna", role="administration"))
    for address in ("/orders/", "/contacts/", "/orders/", "/trash/"):
        page = client.get(address).content.decode()
        assert page.count('aria-current="page"><svg') == 1
        assert f'<a href="{address}" aria-current="page">' in page
