"""The default locale knows every sentence the program may say."""

from string import Formatter

import pytest
from spoken import spoken_sentences

from templates.catalogues import LOCALES, load


def test_every_sentence_the_program_says_is_translated() -> None:
    """A sentence missing from the Chinese catalogue is named with the module that says it."""
    chinese = load("zh_CN")
    missing = {path: said for said, path in spoken_sentences().items() if not chinese.knows(said)}
    assert missing == {}


def test_the_sentences_are_found_at_all() -> None:
    """The search sees errors, findings, tables, help texts and module constants."""
    found = spoken_sentences()
    for said in (
        'There is no unit "{name}".',
        "Unit {unit} has no mailbox; nobody tells it of tasks {tasks}.",
        "Working days",
        "Print JSON for scripts.",
        "The settings have {count} problem(s):{problems}",
        "Show where every task stands on a day, worst first.",
    ):
        assert said in found


def test_a_translation_keeps_the_facts_of_its_sentence() -> None:
    """Every {fact} of a sentence stands in its translation, and no other."""

    def facts(text: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}

    chinese = load("zh_CN")
    wrong = [said for said in spoken_sentences() if facts(chinese.gettext(said)) != facts(said)]
    assert wrong == []


def test_an_unknown_locale_is_refused() -> None:
    """Only the locales of the program can be loaded."""
    with pytest.raises(KeyError):
        load("fr")
    assert LOCALES[0] == "zh_CN"
