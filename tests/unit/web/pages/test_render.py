# SPDX-License-Identifier: Apache-2.0
"""The page at `/` and its policy."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest

from cli.command_table import FEED
from cli.commands.feed import GRACE_DAYS
from models.kinds import FeedScope
from models.letters import OfficeContact
from templates.catalogues import LOCALES, load
from tests.support.docs.template_words import template_sentences
from web.pages.reader_page import SCOPES
from web.pages.render import welcome_page


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_loads_nothing_from_elsewhere(locale):
    """No script, no link out, no address of any other machine."""
    text = welcome_page(locale).content.decode()
    assert "<script" not in text
    assert not re.findall(r'(?:src|href)="(?!data:|/help")', text)
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_policy_allows_exactly_the_style_of_the_page(locale):
    """The hash in the policy is that of the style as a browser reads it; everything else is forbidden."""
    page = welcome_page(locale)
    (style,) = re.findall(r"<style>(.*?)</style>", page.content.decode(), re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert page.policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}'; ")


def test_the_page_speaks_the_configured_language():
    """Each locale has its own sentences and says so to the browser."""
    chinese, english = (welcome_page(locale).content.decode() for locale in ("zh_CN", "en"))
    assert 'lang="zh-CN"' in chinese
    assert "订阅日历" in chinese
    assert 'lang="en"' in english
    assert "Subscribe to your calendar" in english


def test_the_page_does_not_promise_that_a_replaced_address_ends_by_itself():
    """It goes on for the days of grace, unless the office ends it."""
    chinese, english = (welcome_page(locale).content.decode() for locale in ("zh_CN", "en"))
    assert "立即停用旧地址" in chinese
    assert "and to end the old one at once" in english
    assert f"还可使用 {GRACE_DAYS} 天" in chinese
    assert f"works for {GRACE_DAYS} days more" in english
    assert f"work for {GRACE_DAYS} calendar days more" in FEED["rotate"].help


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_ends_with_whom_to_ask(locale):
    """Name and telephone where the office gives them, cleaned and escaped; else nothing."""
    contact = OfficeContact(person="李<四>", telephone="010-81298888")
    shown = welcome_page(locale, contact).content.decode()
    assert "李&lt;四&gt; · " in shown
    assert "010-81298888</footer>" in shown
    assert (
        "联系"
        not in welcome_page("zh_CN").content.decode().partition("<footer>")[2].partition("联系督查室")[2]
    )


def test_no_sentence_of_the_page_is_left_untranslated():
    """The Chinese page has no English sentence in its text."""
    body = welcome_page("zh_CN").content.decode().partition("<body>")[2]
    assert not re.findall(r"[A-Za-z]+ [a-z]+ [a-z]+", re.sub(r"<[^>]*>", "", body))


def test_every_sentence_of_the_pages_is_translated():
    """No English shows on a Chinese page because a template has outgrown the catalogue."""
    sentences = template_sentences("web") | set(SCOPES.values())
    assert len(sentences) > 40
    assert sorted(each for each in sentences if not load("zh_CN").knows(each)) == []


def test_every_scope_of_a_feed_has_words_on_the_page():
    """A scope added later cannot be forgotten there."""
    assert set(SCOPES) == set(FeedScope)
