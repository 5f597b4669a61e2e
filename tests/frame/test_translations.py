"""German says everything that English says, with the same placeholders, and the product runs on what is written."""

import re

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from crm_merge.ui import catalogue
from tests.journeys.words import LABELS

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}|%%")
TAG = re.compile(r"</?\w+")


@pytest.fixture(scope="module")
def german():
    return catalogue.stored()


@pytest.fixture(scope="module")
def said():
    return catalogue.gathered()


def _forms(message) -> list[tuple[str, str]]:
    """Each German form beside the English one whose placeholders it must have."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return list(zip(message.id, message.string, strict=True))


def _in_both(pattern: re.Pattern, pair: tuple[str, str]) -> bool:
    english, german = (sorted(pattern.findall(text)) for text in pair)
    return english == german


def test_everything_said_is_in_the_catalogue(said, german):
    missing = [message.id for message in catalogue.messages(said) if not german.get(message.id, context=message.context)]
    assert not missing, "Run `make messages` and translate what it adds."


def test_the_catalogue_holds_nothing_that_is_no_longer_said(said, german):
    known = {(message.id, message.context) for message in catalogue.messages(said)}
    assert not [message.id for message in catalogue.messages(german) if (message.id, message.context) not in known]


def test_everything_is_translated_and_nothing_is_a_guess(german):
    assert not [message.id for message in catalogue.untranslated(german)]


@pytest.mark.parametrize("pattern", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_german_fills_in_the_same(german, pattern):
    pairs = [pair for message in catalogue.messages(german) for pair in _forms(message)]
    assert not [pair for pair in pairs if not _in_both(pattern, pair)]


def test_the_compiled_catalogue_is_the_written_one(german):
    assert catalogue.mo_path().read_bytes() == catalogue.as_mo(german), "Run `make messages`."


def test_writing_the_catalogue_again_changes_nothing(said, german):
    again = catalogue.as_po(catalogue.with_german(said, german))
    assert again == catalogue.po_path().read_bytes(), "Run `make messages`."


def test_the_catalogue_tells_nothing_of_a_day_or_machine():
    header = catalogue.po_path().read_text(encoding="utf-8").partition("\n\n")[0]
    assert not re.search(r"\d{4}-\d{2}|Translator|Generated|Babel|/", header.replace("text/plain", ""))


def test_labels_of_the_flow_are_the_agreed_ones():
    """The form of a placeholder differs between the words and the sources, the words do not."""
    with translation.override("de"):
        for english, german in LABELS.values():
            placeholder = english.replace("{number}", "%(number)s")
            assert gettext(placeholder).replace("%(number)s", "{number}") == german


@pytest.mark.parametrize(("count", "words"), [(1, "1 Tag"), (2, "2 Tage"), (0, "0 Tage")])
def test_german_counts_as_german_does(count, words):
    with translation.override("de"):
        assert ngettext("%(days)s day", "%(days)s days", count) % {"days": count} == words


def test_our_words_win_over_those_of_the_libraries():
    with translation.override("de"):
        assert gettext("Primary") == "Hauptelement"
