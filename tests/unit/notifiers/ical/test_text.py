# SPDX-License-Identifier: Apache-2.0
"""Whatever is in a name or a title, the feed stays whole and says it."""

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from models.kinds import Role
from models.views import TargetView, TaskView
from notifiers.ical.components import WRITTEN
from notifiers.ical.entries import Options
from notifiers.ical.words import plain
from tests.builders import feed_view, leader_view, milestone_view, task_view, unit_view
from tests.support.feeds.calendars import written
from tests.support.feeds.lint import parse, text
from tests.support.served import ON

BREAKS = ["\r", "\n", "\r\n", "\x85", "\u2028", "\u2029", "END:VEVENT", "\t"]
SIGNS = ["\\N", "\\n", "\\", ";", ",", ":", '"', "^", "%", "{", "}"]
HARMFUL = ["\0", "\x1b", "\x7f", "\ud800", "\udfff", "\u202e", "\u2067", "\u200f", "\ufeff", "\ufffe"]
RARE = ["👩‍👩‍👧", "🇨🇳", "𠮷", "\ue000", "区", "生", "a", " "]
LONG = ["长" * 500, "x" * 500, "\u200d" * 80, "é" * 74]
WORDS = st.lists(st.sampled_from(BREAKS + SIGNS + HARMFUL + RARE + LONG), max_size=40).map("".join)


def a_hostile_task(title: str, name: str) -> TaskView:
    """Give a task with a text of somebody else's in every place that has one."""
    return task_view(
        title=title,
        number=name,
        section=name,
        plan_title=title,
        units=(unit_view(1, name, Role.LEAD), unit_view(2, title)),
        leaders=(leader_view("post:1", name, is_post=True),),
        targets=(TargetView(id=1, name=title, op=name, value=name, unit=title),),
        milestones=(milestone_view(1, ON, text=title, by_text=name),),
    )


def build(title: str, name: str) -> bytes:
    """Write a feed with to-dos, which the lint has nothing against."""
    feed = feed_view(name=name, label=title)
    return written(a_hostile_task(title, name), feed=feed, options=Options(todo=True))


def tag(task: TaskView) -> str:
    """Give what an ETag is made of."""
    return sha256(written(task)).hexdigest()


@settings(max_examples=80, deadline=None)
@given(title=WORDS, name=WORDS)
@example(title="C:\\New\\notes", name="区住建委\r\nBEGIN:VEVENT")
def test_any_text_survives_as_one_clean_line(title, name):
    """The lint finds nothing, and two independent readers read the title as it was cleaned."""
    content = build(title, name)
    expected = f"{plain(name)}. {plain(title)}"
    assert text(parse(content).named("VEVENT")[0].value("SUMMARY")) == expected
    assert text(parse(content).named("VTODO")[0].value("SUMMARY")) == expected
    read = Calendar.from_ical(content)
    assert str(read.events[0]["SUMMARY"]) == expected
    assert text(parse(content).value("NAME")) == f"督办：{plain(name) or '全部任务'}"


@settings(max_examples=30, deadline=None)
@given(title=WORDS, name=WORDS)
def test_two_builds_are_identical(title, name):
    """Nothing random and no clock is in a feed, even when nothing is remembered from the first build."""
    first = build(title, name)
    WRITTEN.clear()
    assert build(title, name) == first


@settings(max_examples=60, deadline=None)
@given(title=WORDS, name=WORDS, raises=st.booleans())
def test_the_tag_changes_exactly_with_the_revision(title, name, raises):
    """A raised revision is another tag whatever the texts; the same one is the same tag."""
    task = a_hostile_task(title, name)
    again = replace(task, revision=task.revision + raises)
    assert (tag(task) != tag(again)) == raises


@pytest.mark.parametrize(
    ("raw", "clean"),
    [("D:\\New", "D:＼New"), ("甲\r\n乙", "甲 乙"), ("甲\u2028乙\0", "甲 乙"), ("\ud800", "\ufffd")],
)
def test_plain_text_is_one_line_without_backslash(raw, clean):
    """A backslash becomes full-width, because icalendar reads and writes two of its pairs as line breaks."""
    assert plain(raw) == clean


@pytest.mark.parametrize("count", [1, 500, 5_000])
def test_a_long_line_is_folded_and_unfolded(count):
    """However long a title is, no character is lost or cut in two."""
    title = "督🏗" * count
    (event,) = parse(written(task_view(title=title))).named("VEVENT")
    assert text(event.value("SUMMARY")) == f"1. {title}"
