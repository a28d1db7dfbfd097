# SPDX-License-Identifier: Apache-2.0
"""Over random histories of a real ledger: whoever sees an event change sees both of its numbers rise."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.database import Ledger
from models.errors import DubanError
from models.kinds import Role
from models.queries import editions, progress
from models.queries.tasks import task_views
from models.tables import Milestone, Target, Task
from notifiers.ical.entries import CalendarStyle, Options, fingerprint
from notifiers.ical.feed import task_block
from plans.drafts import TaskDraft, UnitMention
from plans.revisions.imports import apply, propose
from plans.units.registry import import_registry
from plans.units.resolving import resolve, unresolve
from plans.units.succession import merge
from tests.builders import MONDAY, ZONE, late_task, reading, register, rich_task, task
from tests.support.feeds.lint import Component, parse

HEAD = b"BEGIN:VCALENDAR\r\n"
END = b"END:VCALENDAR\r\n"
STYLE = CalendarStyle(
    base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai", keep_done=3
)
DOCUMENTS: tuple[tuple[str, tuple[TaskDraft, ...]], ...] = (
    ("二〇二六年修桥方案", (late_task(), task(2), rich_task())),
    ("二〇二六年修桥方案", (late_task(), rich_task())),
    ("二〇二六年修桥工作方案", (task(2, due=date(2026, 11, 25)), rich_task())),
    (
        "二〇二六年修桥方案",
        (late_task(), task(2, units=(UnitMention(name="丙公司", role=Role.LEAD),)), rich_task()),
    ),
)
REGISTRIES = (
    "name,aliases,kind,parent,mailbox,contact,leader\n甲局,第一局,部门,,jia@office.example,,李一\n",
    "name,aliases,kind,parent,mailbox,contact,leader\n第一局,甲局,部门,,jia@office.example,,李一\n",
    "name,aliases,kind,parent,mailbox,contact,leader\n乙镇,,group,,,,\n",
    "name,aliases,kind,parent,mailbox,contact,leader\n乙镇,,镇,,,,\n丙局,丙公司,部门,,,,\n",
)
Step = Callable[["Office"], None]


@dataclass(kw_only=True)
class Office:
    """A ledger, the time in it, and what a client that polls after every step knows of each event."""

    ledger: Ledger
    now: datetime
    style: CalendarStyle = STYLE
    known: dict[str, tuple[bytes, int, str]] = field(default_factory=dict)

    def poll(self) -> None:
        """Take up the feed; an event that differs must have two higher numbers than it ever had."""
        for uid, event in self.events().items():
            before = self.known.get(uid)
            if before and event[0] != before[0]:
                assert event[1] > before[1], f"{uid}: SEQUENCE {before[1]} to {event[1]}"
                assert event[2] > before[2], f"{uid}: LAST-MODIFIED {before[2]} to {event[2]}"
            self.known[uid] = event

    def events(self) -> dict[str, tuple[bytes, int, str]]:
        """Give the bytes, SEQUENCE and LAST-MODIFIED of everything in the feed now."""
        with self.ledger.reading() as session:
            views = task_views(session, on=self.today, with_withdrawn=True)
            style = replace(self.style, edition=editions.current(session))
        blocks = [task_block(view, on=self.today, style=style).content for view in views]
        calendar = parse(HEAD + b"".join(blocks) + END)
        return {part.value("UID"): (repr(part).encode(), *_version(part)) for part in calendar.parts}

    @property
    def today(self) -> date:
        """Give the office's day."""
        return self.now.astimezone(ZONE).date()


def _version(part: Component) -> tuple[int, str]:
    return int(part.value("SEQUENCE")), part.value("LAST-MODIFIED")


def waits(**distance: float) -> Step:
    """Let time pass."""

    def step(office: Office) -> None:
        office.now += timedelta(**distance)

    return step


def last_moment_of_the_day(office: Office) -> None:
    """Go to a quarter of a second before midnight: the next step is before a deadline, and then after it."""
    tomorrow = datetime.combine(office.today + timedelta(days=1), time(), tzinfo=ZONE)
    office.now = tomorrow - timedelta(seconds=0.25)


def writes(action: Callable[[Session, datetime], object]) -> Step:
    """Do something to the ledger; what it refuses is no change."""

    def step(office: Office) -> None:
        with suppress(DubanError), office.ledger.writing() as session:
            action(session, office.now)

    return step


def on_task(number: str, action: Callable[..., object], *words: object) -> Step:
    """Do something to one task, if it is there."""

    def act(session: Session, now: datetime) -> None:
        row = session.exec(select(Task).where(Task.number == number)).first()
        if row:
            action(session, row, *words, now)

    return writes(act)


def reports(session: Session, row: Task, percent: int, now: datetime) -> None:
    progress.report(session, row, progress.Reported(text="", percent=percent), at=now, by="test")


def reaches(session: Session, row: Task, now: datetime) -> None:
    milestone = session.exec(select(Milestone).where(Milestone.task_id == row.id)).first()
    progress.report(session, row, progress.Reported(text="", milestone=milestone), at=now, by="test")


def measures(session: Session, row: Task, now: datetime) -> None:
    target = session.exec(select(Target).where(Target.task_id == row.id)).first()
    progress.report(session, row, progress.Reported(text="", target=target, value="2"), at=now, by="test")


def closes(session: Session, row: Task, now: datetime) -> None:
    progress.close(session, row, at=now, by="test", text="")


def reopens(session: Session, row: Task, now: datetime) -> None:
    progress.reopen(session, row, at=now, by="test", text="")


def means(session: Session, row: Task, now: datetime) -> None:
    resolve(session, row, "各部门", ["甲局", "乙镇"], now=now, by="test")


def means_nobody(session: Session, row: Task, now: datetime) -> None:
    unresolve(session, row, "各部门", now=now, by="test")


def imports(title: str, drafts: tuple[TaskDraft, ...]) -> Step:
    read = reading(drafts, title=title, document_number="修桥〔2026〕1号")

    def act(session: Session, now: datetime) -> None:
        apply(session, propose(session, read, on=now.date()), read, now=now, by="test")

    return writes(act)


def registers(text: str) -> Step:
    return writes(
        lambda session, now: import_registry(session, text.encode(), name="units.csv", now=now, by="test")
    )


def merges(session: Session, now: datetime) -> None:
    merge(session, "甲局", "乙镇", since=now.date(), is_renaming=True, now=now, by="test")


def restarts(**settings: object) -> Step:
    """Start the daemon again with a setting that rewrites every event."""

    def step(office: Office) -> None:
        office.style = replace(office.style, **settings)
        with office.ledger.writing() as session:
            editions.renew(session, fingerprint(office.style), now=office.now)

    return step


STEPS: dict[str, Step] = {
    "an instant": waits(milliseconds=100),
    "an hour": waits(hours=1),
    "a day": waits(days=1),
    "ten days": waits(days=10),
    "the end of the day": last_moment_of_the_day,
    "a report": on_task("2", reports, 60),
    "another report": on_task("3", reports, 100),
    "a milestone": on_task("3", reaches),
    "a value": on_task("3", measures),
    "closing": on_task("1", closes),
    "closing the rich one": on_task("3", closes),
    "opening": on_task("1", reopens),
    "a word": on_task("3", means),
    "no word": on_task("3", means_nobody),
    "a merger": writes(merges),
    "no alarms": restarts(alarms=()),
    "alarms": restarts(alarms=STYLE.alarms),
    "another place": restarts(timezone="America/New_York"),
    "home": restarts(timezone="Asia/Shanghai"),
    **{f"document {place}": imports(*each) for place, each in enumerate(DOCUMENTS)},
    **{f"registry {place}": registers(each) for place, each in enumerate(REGISTRIES)},
}


@contextmanager
def opened(template: Path) -> Iterator[Office]:
    """Make an office whose plan was imported, seen by a client that wants to-dos too."""
    with TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "ledger.db")
        ledger = Ledger(f"sqlite:///{folder}/ledger.db")
        office = Office(
            ledger=ledger,
            now=MONDAY + timedelta(milliseconds=250),
            style=replace(STYLE, options=Options(todo=True)),
        )
        register(ledger)
        for step in ("home", "document 0"):
            STEPS[step](office)
        office.poll()
        yield office
        ledger.close()


UNSEEN = {"an instant", "an hour", "a day", "the end of the day", "document 0", "home"}
NEEDS = {
    "opening": ("closing",),
    "no word": ("a word",),
    "alarms": ("no alarms",),
    "registry 0": ("registry 1",),
    "registry 3": ("document 3",),
}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=15))
def test_an_event_that_changes_has_two_higher_numbers(sqlite_template: Path, steps: list[str]) -> None:
    """Whatever is done to the ledger, in whatever order, within a second or over weeks."""
    with opened(sqlite_template) as office:
        for step in steps:
            STEPS[step](office)
            office.poll()


@pytest.mark.parametrize("step", [step for step in STEPS if step not in UNSEEN])
def test_each_step_is_seen(sqlite_template: Path, step: str) -> None:
    """The history above is made of changes that a client sees, each by itself after what it needs."""
    with opened(sqlite_template) as office:
        for before in NEEDS.get(step, ()):
            STEPS[before](office)
        office.poll()
        seen = dict(office.known)
        STEPS[step](office)
        office.poll()
        assert office.known != seen
