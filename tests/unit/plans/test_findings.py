# SPDX-License-Identifier: Apache-2.0
from string import Formatter

import pytest

from models.findings import Finding
from plans.findings import FINDINGS, REFUSALS, finding, refusal
from templates.catalogues import load

TEXTS = [text for sentence in FINDINGS.values() for text in sentence[1:] if text]
TEXTS += [text for pair in REFUSALS.values() for text in pair if text]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("text", TEXTS)
def test_every_sentence_is_translated_with_its_facts(text: str) -> None:
    """The catalogue has each sentence, and the translation uses only facts that exist."""
    catalogue = load("zh_CN")
    assert catalogue.knows(text)
    assert placeholders(catalogue.gettext(text)) <= placeholders(text)


def test_finding_fills_its_sentence_from_its_facts() -> None:
    """A finding is a template with facts, so that it can be translated."""
    found = finding("numbering-gap", task="7", line=12, before="4")
    assert isinstance(found, Finding)
    assert str(found).startswith("After task 4 comes task 7")


def test_variant_shares_its_code() -> None:
    """Variants of a sentence are one code to a program."""
    assert finding("nothing-read/no-labels", name="a.txt").code == "nothing-read"


def test_refusal_names_the_file_and_the_cure() -> None:
    """An error is a sentence with a cure."""
    assert str(refusal("locked", name="a.pdf")) == (
        "a.pdf is protected by a password. Remove the password and save it again."
    )
