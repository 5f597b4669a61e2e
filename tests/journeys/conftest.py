"""A real browser against a real server: Debian's Chromium, driven by Playwright, in German and in English."""

import os
import shutil

import pytest
from playwright.sync_api import expect

from .demo_copy import copy_demo
from .looking import Watch
from .walking import Walk
from .words import Words

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop; the ORM is used beside it
expect.set_options(timeout=15_000)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    return {"executable_path": shutil.which("chromium") or shutil.which("chromium-browser"), "args": FLAGS}


@pytest.fixture
def demo(transactional_db) -> None:
    copy_demo()


@pytest.fixture(params=["de", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def words(language: str) -> Words:
    return Words(language)


@pytest.fixture
def browser_context_args(browser_context_args: dict, language: str, live_server) -> dict:
    locale = {"de": "de-DE", "en": "en-GB"}[language]
    return {
        **browser_context_args,
        "base_url": live_server.url,
        "locale": locale,
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def watch(page, live_server) -> Watch:
    return Watch(page, live_server.url)


@pytest.fixture
def check_page(watch: Watch):
    """Call it on every page met: ``check_page()``, ``check_page(status=410)`` where a page says that something is gone."""
    return watch.check


@pytest.fixture
def walk(demo, page, words: Words, live_server) -> Walk:
    return Walk(page, words, live_server.url)
