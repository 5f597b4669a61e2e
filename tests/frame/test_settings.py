"""Tests keep away from the product's data."""

from pathlib import Path

from django.conf import settings


def test_tests_have_their_own_cluster_and_files():
    assert settings.TESTING
    assert Path(settings.EMBEDDED_DATABASE["EMBEDDED"]).name == "test-postgres"
    assert settings.STATIC_ROOT is None
