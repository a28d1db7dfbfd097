# SPDX-License-Identifier: Apache-2.0
"""The default locale knows every sentence the program may say."""

from io import BytesIO
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from cli.settings import Settings
from cli.settings_loading import load_settings
from models.errors import SettingsError
from models.problems import Problems
from templates.catalogues import LOCALES, load
from tests.support.docs.spoken import spoken_sentences, texts_of_the_program
from tests.support.docs.template_words import TEMPLATES, template_sentences

CATALOGUES = sorted((TEMPLATES / "locale" / "zh_CN").glob("*.po"))


def written_entries() -> dict[str, str]:
    """Give every sentence of the Chinese catalogue, and the plural of a counted one, with its file."""
    entries = {}
    for path in CATALOGUES:
        for message in read_po(BytesIO(path.read_bytes())):
            forms = [message.id] if isinstance(message.id, str) else [*message.id]
            entries.update({form: path.name for form in forms if form})
    return entries


def plural_forms() -> set[str]:
    """Give the plurals of counted sentences, which only English has."""
    messages = (message for path in CATALOGUES for message in read_po(BytesIO(path.read_bytes())))
    return {message.id[1] for message in messages if isinstance(message.id, tuple)}


def cures_of_wrong_settings() -> set[str]:
    """Give what is said to do about each setting that is written as no value can be."""
    with pytest.raises(SettingsError) as refused:
        load_settings(None, {f"DUBAN_{name.upper()}": "?" for name in Settings.model_fields})
    problems = refused.value.facts["problems"]
    assert isinstance(problems, Problems)
    return {problem.cure for problem in problems}


def test_every_sentence_the_program_says_is_translated() -> None:
    """A sentence missing from the Chinese catalogue is named with the module that says it."""
    entries = written_entries()
    assert {said: path for said, path in spoken_sentences().items() if said not in entries} == {}


def test_every_setting_that_is_refused_is_told_in_chinese() -> None:
    """The words of the library that checks settings are translated too."""
    assert {cure for cure in cures_of_wrong_settings() if cure and not load("zh_CN").knows(cure)} == set()


def test_no_sentence_of_the_catalogue_is_one_that_nobody_says() -> None:
    """An entry without its sentence in the program is dead, or said in a way that the search is blind for."""
    said = texts_of_the_program() | template_sentences(".") | cures_of_wrong_settings() | plural_forms()
    assert {entry: path for entry, path in written_entries().items() if entry not in said} == {}


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
        "The disk of the database {url} is full; nothing of this step was written.",
        "Tasks led by {name}",
        "This calendar has ended; ask the supervision office for its new address.",
    ):
        assert said in found


def test_a_translation_keeps_the_facts_of_its_sentence() -> None:
    """Every {fact} of a sentence stands in its translation, and no other."""

    def facts(text: str) -> set[str]:
        return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}

    chinese = load("zh_CN")
    wrong = [said for said in written_entries() if facts(chinese.gettext(said)) != facts(said)]
    assert wrong == []


def test_an_unknown_locale_is_refused() -> None:
    """Only the locales of the program can be loaded."""
    with pytest.raises(KeyError):
        load("fr")
    assert LOCALES[0] == "zh_CN"


FORMER_WORDS = {
    "节点提醒": "到期提醒",
    "领导日报": "督办专报",
    "领导专报": "督办专报",
    "分管任务督办": "督办专报",
    "牵头任务督办": "督办专报",
    "门槛": "提醒节点",
    "群体词": "统称",
    "责任领导": "牵头领导",
    "待督查室完善": "待督查室处理",
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
