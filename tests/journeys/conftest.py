"""A real browser against a real server: Debian's Chromium, driven by Playwright."""

import os
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe

from orders.demo import load_demo

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop; the ORM is used beside it

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
def demo(transactional_db):
    load_demo()


@pytest.fixture(params=["de", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def browser_context_args(browser_context_args: dict, language: str) -> dict:
    locale = {"de": "de-DE", "en": "en-GB"}[language]
    return {**browser_context_args, "locale": locale, "viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def check_page(page):
    """Look for accessibility violations and for anything the page loads from elsewhere or the policy refuses."""
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    def check() -> None:
        violations = Axe().run(page).response["violations"]
        found = [(page.url, item["id"], [node["target"] for node in item["nodes"]][:3]) for item in violations]
        assert found == []
        assert refused == []

    return check
