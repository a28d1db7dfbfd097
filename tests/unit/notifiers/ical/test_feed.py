# SPDX-License-Identifier: Apache-2.0
"""What a calendar feed shows of the tasks on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.kinds import DueKind, FeedScope, Role, TaskState
from notifiers.ical.feed import feed_changed_at, task_block
from tests.builders import WRITTEN, boxes, feed_view, leader_view, milestone_view, task_view, unit_view
from tests.support.feeds.calendars import events, summaries, written
from tests.support.feeds.lint import parse, text
from tests.support.served import ON, STYLE

CLOSED = datetime(2026, 10, 1, 17, 0, tzinfo=UTC)  # 2026-10-02 01:00 in the office


def test_a_task_is_one_all_day_event_on_its_due_date():
    """The event covers the due date alone: its end is the exclusive next day."""
    (event,) = events(task_view())
    assert (event.value("DTSTART"), event.value("DTEND")) == ("20261231", "20270101")
    assert event.value("UID") == "task-001@duban"


def test_an_open_task_never_drops_out():
    """Five years past its date an open task is still on its date and says so."""
    (event,) = events(task_view(), on=date(2031, 12, 31))
    assert event.value("DTSTART") == "20261231"
    assert text(event.value("SUMMARY")) == "【逾期】1. 第1号工程完工"


@pytest.mark.parametrize(("on", "late"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_task_is_late_from_the_day_after(on, late):
    """On its due date a task is not late, on the next day it is."""
    assert summaries(task_view(), on=on)[0].startswith("【逾期】") is late


@pytest.mark.parametrize(
    ("on", "shown"), [(date(2026, 10, 2), True), (date(2026, 11, 1), True), (date(2026, 11, 2), False)]
)
def test_a_closed_task_stays_thirty_days(on, shown):
    """Closed on 2 October in the office, it is marked done until 1 November and gone on the 2nd."""
    task = task_view(state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED, revision=2)
    assert summaries(task, on=on) == (["【已办结】1. 第1号工程完工"] if shown else [])


@pytest.mark.parametrize(("on", "shown"), [(date(2026, 11, 1), True), (date(2026, 11, 2), False)])
def test_a_withdrawn_task_is_cancelled_for_thirty_days(on, shown):
    """A withdrawn task is CANCELLED and marked, counted from the day of its withdrawal."""
    found = events(task_view(state=TaskState.WITHDRAWN, updated_at=CLOSED, revision=2), on=on)
    assert [event.value("STATUS") for event in found] == (["CANCELLED"] if shown else [])
    assert all(text(event.value("SUMMARY")).startswith("【已撤销】") for event in found)


def test_keep_done_is_counted_in_calendar_days():
    """With `keep_done=0` a closed task is gone the day after it was closed."""
    task = task_view(state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED)
    assert summaries(task, on=date(2026, 10, 2), keep_done=0)
    assert not summaries(task, on=date(2026, 10, 3), keep_done=0)


def test_a_task_without_a_due_date_shows_only_its_milestones():
    """No date, no event: what has dates inside is shown by them."""
    bare = task_view(1, due=None, due_kind=DueKind.CONTINUOUS)
    stepped = task_view(2, due=None, milestones=(milestone_view(5, date(2026, 12, 1)),))
    (event,) = events(bare, stepped)
    assert (event.value("UID"), event.value("DTSTART")) == ("step-5@duban", "20261201")
    assert text(event.value("SUMMARY")) == "2. 节点：第5步"


def test_a_missed_milestone_is_late_while_its_task_is_not():
    """Each event is marked by its own date."""
    task = task_view(milestones=(milestone_view(1, date(2026, 6, 30)), milestone_view(2, date(2026, 12, 1))))
    assert [summary.startswith("【逾期】") for summary in summaries(task)] == [False, True, False]


def test_a_reached_milestone_is_done_and_leaves_before_its_task():
    """A reached milestone stays thirty days after the day it was reached."""
    task = task_view(milestones=(milestone_view(1, date(2026, 6, 30), done_on=date(2026, 6, 20)),))
    assert summaries(task, on=date(2026, 7, 20))[1] == "【已办结】1. 节点：第1步"
    assert len(summaries(task, on=date(2026, 7, 21))) == 1


def test_milestones_end_with_their_task():
    """When the task is closed its open milestones are done with it, not late."""
    task = task_view(
        milestones=(milestone_view(1, date(2026, 6, 30)),),
        state=TaskState.CLOSED,
        closed_at=WRITTEN,
        updated_at=WRITTEN,
    )
    assert all(line.startswith("【已办结】") for line in summaries(task, on=date(2026, 3, 2)))


def test_a_milestone_that_left_does_not_come_back_with_its_closed_task():
    """Reached in spring and gone since, a milestone stays away when its task is closed in autumn."""
    reached = milestone_view(1, date(2026, 4, 30), done_on=date(2026, 4, 20))
    task = task_view(milestones=(reached,), state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED)
    assert summaries(task, on=date(2026, 10, 3)) == ["【已办结】1. 第1号工程完工"]


def test_events_come_in_the_order_of_the_plans():
    """The order is plan, position, then milestone date, however the ledger lists them."""
    steps = (milestone_view(2, date(2026, 9, 1)), milestone_view(1, date(2026, 3, 1)))
    tasks = [task_view(2), task_view(1, milestones=steps), task_view(3, plan_key="2025")]
    uids = [event.value("UID") for event in events(*tasks)]
    assert uids == [f"{uid}@duban" for uid in ("task-003", "task-001", "step-1", "step-2", "task-002")]


def test_the_same_facts_give_the_same_bytes_on_another_day():
    """A day that changes no mark changes no byte."""
    task = task_view(milestones=(milestone_view(1, date(2026, 6, 30)),))
    assert written(task, on=date(2026, 7, 1)) == written(task, on=date(2026, 12, 31))


def test_the_percentage_reported_is_shown_and_its_words_are_not():
    """How far a task is may be read by everybody with the feed, what a unit wrote about it may not."""
    (event,) = events(task_view(percent=60, last_report="进展顺利"))
    assert text(event.value("DESCRIPTION")).endswith("\n已报进度：60%")
    assert "进展顺利" not in text(event.value("DESCRIPTION"))


def test_a_feed_without_tasks_is_legal():
    """An empty feed has its name and a time zone, as RFC 5545 asks for one component."""
    calendar = parse(written())
    assert not calendar.named("VEVENT")
    assert calendar.named("VTIMEZONE")[0].value("TZID") == "Asia/Shanghai"
    assert calendar.value("LAST-MODIFIED") == ""


@pytest.mark.parametrize(
    ("due_kind", "status"),
    [(DueKind.FIRM, "CONFIRMED"), (DueKind.SOFT, "TENTATIVE"), (DueKind.RECURRING, "CONFIRMED")],
)
def test_a_soft_deadline_is_tentative(due_kind, status):
    """A date that is only striven for is TENTATIVE."""
    (event,) = events(task_view(due_kind=due_kind))
    assert event.value("STATUS") == status


def test_alarms_ring_before_and_the_nearest_comes_first():
    """Outlook keeps one alarm, so the day before comes before the week before."""
    (event,) = events(task_view())
    assert [alarm.value("TRIGGER") for alarm in event.named("VALARM")] == ["-PT15H", "-P6DT15H"]


@pytest.mark.parametrize(
    "task",
    [
        task_view(due=date(2026, 11, 21)),
        task_view(state=TaskState.CLOSED, closed_at=datetime(2026, 11, 20, tzinfo=UTC)),
    ],
    ids=["late", "closed"],
)
def test_what_is_late_or_closed_rings_no_more(task):
    """Only open tasks before their date have alarms."""
    (event,) = events(task)
    assert event.named("VALARM") == []


def test_an_event_blocks_no_time():
    """A deadline leaves the day free for meetings, in Outlook too."""
    (event,) = events(task_view())
    assert event.value("TRANSP") == "TRANSPARENT"
    assert event.value("X-MICROSOFT-CDO-BUSYSTATUS") == "FREE"


def test_the_description_says_whose_it_is_and_what_it_must_reach():
    """Plan, number, section, people, date and target each have a line."""
    (event,) = events(task_view(original_due=date(2026, 10, 31)))
    assert text(event.value("DESCRIPTION")).split("\n") == [
        "第1号工程完工",
        "方案：二〇二六年任务分工，第1项",
        "板块：城市更新",
        "牵头领导：李明",
        "牵头单位：区住建委",
        "配合单位：区财政局",
        "完成时限：2026-12-31（由2026-10-31延期）",
        "量化指标：完工面积 ≥ 3万平方米",
    ]


def test_a_change_of_the_holder_of_a_post_changes_no_byte():
    """A duty belongs to the post: the feed names the post and not who holds it."""
    post = leader_view("post:1", "常务副区长", is_post=True)
    held = replace(post, mailboxes=boxes("w@office.example"), holder="王芳")
    assert written(task_view(leaders=(post,))) == written(task_view(leaders=(held,)))


def test_categories_and_contact_name_section_units_and_whom_to_ask():
    """Categories keep the order of the plan, each once; a group word is nobody to ask."""
    units = (
        unit_view(9, "各部门", is_group=True),
        unit_view(1, "甲;局", Role.LEAD),
        unit_view(2, "甲;局", Role.SUPPORT),
    )
    (event,) = events(task_view(units=units))
    assert event.value("CATEGORIES") == "城市更新,各部门,甲\\;局"
    assert text(event.value("CONTACT")) == "李明、甲;局"


def test_a_category_has_no_comma_at_which_a_program_could_cut_it():
    """Evolution does so even where the comma is escaped; two names that differ in nothing else are one."""
    (event,) = events(task_view(section="水利, 交通", units=(unit_view(1, "甲,局"), unit_view(2, "甲，局"))))
    assert event.value("CATEGORIES").split(",") == ["水利， 交通", "甲，局"]


def test_a_task_of_nobody_has_no_empty_properties():
    """Without section, units and leaders the event leaves CATEGORIES and CONTACT out."""
    (event,) = events(task_view(section="", units=(), leaders=(), targets=()))
    assert event.value("CATEGORIES") == event.value("CONTACT") == ""


@pytest.mark.parametrize(
    ("scope", "about"),
    [
        (FeedScope.UNIT, "区住建委承担的全部任务的完成时限。"),
        (FeedScope.LEADER, "区住建委牵头的全部任务的完成时限。"),
        (FeedScope.OFFICE, "全部督办任务的完成时限。"),
    ],
)
def test_the_calendar_names_itself(scope, about):
    """Both old and new names are there, and the sentence fits whose feed it is."""
    calendar = parse(written(feed=feed_view(scope=scope)))
    assert calendar.value("NAME") == calendar.value("X-WR-CALNAME") == "督办：区住建委"
    assert calendar.value("DESCRIPTION") == calendar.value("X-WR-CALDESC") == about


def test_the_feed_of_the_office_has_a_name_of_its_own():
    """The office is no unit and has no name in the ledger; its calendar still has one."""
    calendar = parse(written(feed=feed_view(scope=FeedScope.OFFICE, name="")))
    assert calendar.value("NAME") == "督办：全部任务"


def test_the_feed_speaks_english_too():
    """In the second locale the same feed has English marks and labels."""
    (event,) = events(task_view(), on=date(2027, 1, 1), locale="en")
    assert text(event.value("SUMMARY")).startswith("[Overdue] 1. ")
    assert "\nLeader in charge: 李明\n" in text(event.value("DESCRIPTION"))


def test_the_calendar_is_as_new_as_its_newest_change():
    """LAST-MODIFIED is the newest of the tasks: a change of facts, lateness, or a done task leaving."""
    closed = task_view(2, state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED)
    assert parse(written(task_view())).value("LAST-MODIFIED") == "20260301T010203Z"
    assert parse(written(task_view(), on=date(2027, 2, 1))).value("LAST-MODIFIED") == "20261231T160000Z"
    gone = (task_view(), closed)
    assert parse(written(*gone)).value("LAST-MODIFIED") == "20261101T160000Z"
    blocks = (task_block(task, on=ON, style=STYLE) for task in gone)
    assert feed_changed_at(blocks) == datetime(2026, 11, 1, 16, tzinfo=UTC)
