"""Tests run against an embedded PostgreSQL of their own; nothing of the product's data is touched."""

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files that a test uploads live and die with it."""
    settings.MEDIA_ROOT = tmp_path / "media"
