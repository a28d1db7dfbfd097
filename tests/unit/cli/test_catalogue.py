"""The default locale knows every sentence the program may say."""

from string import Formatter

import pytest
from spoken import spoken_sentences

from templates.catalogues import LOCALES, load
from tests.template_words import TEMPLATES


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


FORMER_WORDS = {
    "节点提醒": "到期提醒",
    "领导日报": "领导专报",
    "分管任务督办": "牵头任务督办",
    "逾期日报": "督办日报",
    "逾期摘要": "督办日报",
    "【已取消】": "【已撤销】",
    "类别：{section}": "板块：{section}",
    "岗位": "职务",
    "守护进程": "常驻程序",
    "待发箱": "已生成的邮件",
    "写成邮件": "生成邮件",
    "应发而未写": "应发而未生成",
}
"""Words that named a thing beside the one that names it elsewhere, each with the one to write."""


def test_one_thing_has_one_name_in_chinese() -> None:
    """Who reads a command, a mail and a calendar must not take one thing for two."""
    for path in sorted((TEMPLATES / "locale" / "zh_CN").glob("*.po")):
        written = path.read_text(encoding="utf-8")
        assert [word for word in FORMER_WORDS if word in written] == [], path.name
