# SPDX-License-Identifier: Apache-2.0
"""Small invented letters: a town nobody lives in, its units, its leaders and their tasks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from models.findings import Finding
from models.kinds import DueKind, LetterKind, ReaderKind, Role, Severity, Signal
from models.letters import Letter, LetterLine, Reader, RunReport, Section, SectionKind, SenderIdentity
from models.status import Deadline, Notice, TaskStatus
from models.views import MilestoneView, TaskView, UnitView
from notifiers.ical.entries import CalendarStyle
from notifiers.mail.content import Context, Introduction
from tests import builders
from tests.builders import boxes, feed_view, leader_view, milestone_view, task_view, unit_view

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
SHANGHAI = timezone(timedelta(hours=8))
FEED = "https://duban.example.org/feeds/1.3.k5v0q9bZ.ics"

UNIT = Reader(
    kind=ReaderKind.UNIT, key="unit:12", name="云溪区住房建设局", mailboxes=boxes("zjj@example.org")
)
LEADER = Reader(kind=ReaderKind.LEADER, key="person:7", name="沈知远", mailboxes=boxes("shen@example.org"))
OFFICE = Reader(kind=ReaderKind.OFFICE, key="office", name="云溪区督查室", mailboxes=boxes("dcs@example.org"))
READERS = {
    LetterKind.WEEKLY: UNIT,
    LetterKind.THRESHOLD: UNIT,
    LetterKind.URGING: UNIT,
    LetterKind.DIGEST: OFFICE,
    LetterKind.PORTFOLIO: LEADER,
    LetterKind.REPORT: OFFICE,
}


def identity(locale: str = "zh_CN") -> SenderIdentity:
    """Give the letterhead of the invented town."""
    return SenderIdentity(
        office="云溪区人民政府督查室",
        sender="duban@example.org",
        reply_to="dcs@example.org",
        base_url="https://duban.example.org",
        message_domain="duban.example.org",
        secret=b"a key of tests",
        list_domain="duban.example.org",
        locale=locale,
    )


def unit(id_: int, name: str, role: Role = Role.RESPONSIBLE) -> UnitView:
    """Give a unit with a mailbox."""
    return unit_view(id_, name, role, mailboxes=boxes(f"u{id_}@example.org"))


def milestone(by: date, text: str, by_text: str | None = None) -> MilestoneView:
    """Give an open milestone."""
    return milestone_view(1, by, uid="m1", by_text=by_text or by.isoformat(), text=text)


def task(number: int, due: date | None, title: str = "", **changes: object) -> TaskView:
    """Give an open task of the invented plan."""
    plain = task_view(
        number,
        uid=f"task-{number}",
        plan_title="2026年云溪区重点工作分工方案",
        plan_start=date(2026, 1, 20),
        section="城市建设",
        title=title or f"建成第{number}号口袋公园并向居民开放",
        due=due,
        original_due=due,
        units=(unit(12, "云溪区住房建设局", Role.LEAD), unit(13, "石桥镇人民政府", Role.SUPPORT)),
        leaders=(leader_view("person:7", "沈知远", mailboxes=boxes("shen@example.org")),),
        targets=(),
        percent=60,
        last_report_on=date(2026, 11, 2),
        last_report="苗木已进场",
        created_at=datetime(2026, 2, 1, tzinfo=UTC),
        updated_at=datetime(2026, 11, 2, tzinfo=UTC),
    )
    return replace(plain, **changes)


def status_of(of: TaskView, signal: Signal, working_days: int | None, **changes: object) -> TaskStatus:
    """Give a task's status on the day of the letter."""
    return replace(TaskStatus(task=of, on=ON, signal=signal, working_days=working_days), **changes)


def late(number: int = 12, **changes: object) -> LetterLine:
    """Give a row 33 working days late, at the threshold of 5 after, listed in the bulletin."""
    its = task(number, date(2026, 10, 1), **changes)
    notice = Notice(deadline=Deadline(task=its, by=date(2026, 10, 1)), threshold=-5, working_days=-33)
    return LetterLine(status=status_of(its, Signal.RED, -33), notices=(notice,), in_bulletin=True)


def near(number: int = 97, **changes: object) -> LetterLine:
    """Give a row with 5 working days left, at the threshold of 7 before."""
    its = task(number, date(2026, 11, 30), **changes)
    notice = Notice(deadline=Deadline(task=its, by=date(2026, 11, 30)), threshold=7, working_days=5)
    return LetterLine(status=status_of(its, Signal.BLUE, 5), notices=(notice,))


def supported(number: int = 64) -> LetterLine:
    """Give a row 33 working days late for which another unit answers."""
    units = (unit(13, "石桥镇人民政府", Role.LEAD), unit(12, "云溪区住房建设局", Role.SUPPORT))
    return replace(late(number, units=units), in_bulletin=False, helps_as=Role.SUPPORT)


def behind(number: int = 40) -> LetterLine:
    """Give a row behind its pace that nobody reported on and whose deadline was moved."""
    its = task(
        number,
        date(2026, 12, 31),
        "改造老旧供热管线",
        original_due=date(2026, 10, 31),
        due_kind=DueKind.SOFT,
        percent=None,
        last_report_on=None,
        last_report=None,
    )
    gone = milestone(date(2026, 6, 30), "启动招投标", "2026-06")
    return LetterLine(status=status_of(its, Signal.YELLOW, 28, overdue_milestones=(gone,)))


def step(number: int = 51) -> LetterLine:
    """Give a milestone's row: reached by the end of the month, today at the threshold of 7 before."""
    stage = milestone(date(2026, 11, 30), "完成主体结构封顶", "2026-11")
    its = task(number, date(2026, 12, 31), "新建社区卫生服务中心", milestones=(stage,))
    deadline = Deadline(task=its, by=stage.by, milestone=stage)
    return LetterLine(
        status=status_of(its, Signal.GREEN, 28),
        notices=(Notice(deadline=deadline, threshold=7, working_days=5),),
    )


FINDING = Finding(
    code="unit-without-mailbox",
    severity=Severity.ERROR,
    sentence="{name} has no mailbox.",
    cure="Give it one with: duban unit set {shown} --mailbox ADDRESS.",
    task="12",
    facts={"name": "石桥镇人民政府", "shown": "石桥镇人民政府"},
)


RUN = RunReport(
    since=AT - timedelta(days=7), planned=57, sent=55, waiting=1, failed=1, skipped=2, is_weekly=True
)


def letter(kind: LetterKind, *sections: Section, **changes: object) -> Letter:
    """Give a letter of that kind with these sections, else with its usual ones."""
    reader = READERS[kind]
    period = "2026-W48" if kind is LetterKind.WEEKLY else ON.isoformat()
    plain = builders.letter(
        kind,
        reader,
        key=f"{kind.value}:{period}:{reader.key}",
        written_at=AT,
        period=period,
        sections=sections or USUAL[kind],
        findings=(FINDING,) if reader is OFFICE else (),
        run=RUN if kind is LetterKind.REPORT else None,
    )
    return replace(plain, **changes)


def section(kind: SectionKind, *lines: LetterLine) -> Section:
    """Give a section of these rows."""
    return Section(kind=kind, lines=lines)


USUAL = {
    LetterKind.WEEKLY: (
        section(SectionKind.OVERDUE, late()),
        section(SectionKind.DUE_SOON, near(), near(98)),
        section(SectionKind.BEHIND, behind()),
        section(SectionKind.CROSSED, step()),
    ),
    LetterKind.THRESHOLD: (section(SectionKind.CROSSED, near()),),
    LetterKind.URGING: (section(SectionKind.URGED, late()),),
    LetterKind.DIGEST: (
        section(SectionKind.OVERDUE, late(), late(13)),
        section(SectionKind.BEHIND, behind()),
        section(SectionKind.DUE_SOON, near()),
    ),
    LetterKind.PORTFOLIO: (section(SectionKind.OVERDUE, late()), section(SectionKind.DUE_SOON, near())),
    LetterKind.REPORT: (),
}

HOST = "https://duban.example.org"
WHOLE = Context(
    feed_address=FEED,
    page_address=f"{HOST}/u/{'k5v0q9bZ' * 6}",
    thread="<0123456789@duban.example.org>",
    unsubscribe=f"{HOST}/mails/unsubscribe/{'k5v0q9bZ' * 12}",
)
"""All that a mail can say of its reader's other ways."""
FIRST = replace(
    WHOLE,
    introduction=Introduction(
        feed=feed_view(
            id=1, owner_id=12, unit_ids=frozenset({12}), name=UNIT.name, generation=3, created_at=AT
        ),
        tasks=tuple(line.status.task for line in letter(LetterKind.WEEKLY).lines),
        style=CalendarStyle(base_url=HOST, locale="zh_CN", timezone="Asia/Shanghai"),
    ),
)
"""What the first mail to the unit brings along."""
