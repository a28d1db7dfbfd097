# SPDX-License-Identifier: Apache-2.0
"""The bundled plan of 2026 after a year's work, and the feeds of it, for programs that are not ours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

from sqlmodel import Session, col, select

from models.database import Ledger
from models.queries import progress
from models.queries.tasks import task_views
from models.tables import Milestone, Task
from models.views import MilestoneView, TaskView
from notifiers.ical.entries import Options
from notifiers.ical.feed import ended_feed
from plans.drafts import MilestoneDraft, Reading
from plans.reading import read
from plans.revisions.imports import apply, propose
from plans.units.registry import import_registry
from tests.builders import feed_view, milestone_view, task_view, unit_view
from tests.support.feeds.calendars import ADDRESS, checked, written
from tests.support.served import ON, STYLE

ISSUED, AUTUMN = datetime(2026, 3, 1, 1, tzinfo=UTC), datetime(2026, 11, 10, 1, tzinfo=UTC)
HOSTILE = (
    "a\\Nb\\nc\\,;,: \"q\" 'q' ^n ^' END:VEVENT\r\nBEGIN:VEVENT\r\nUID:x",
    "控\0制\x1b\x7f\x85\t符\u2028分\u2029段\ufeff头\u202e反\u2067向\ud800半",
    "👩‍👩‍👧🇨🇳𠮷\ue000区" * 30,
    "长" * 500,
)


def demo_tasks(ledger: Ledger) -> tuple[TaskView, ...]:
    """Import the plan, work on it for a year, and give its tasks in November: late, done, withdrawn."""
    plan = _with_milestones(read((files("data") / "plans" / "plan_2026.csv").read_bytes(), name="plan.csv"))
    with ledger.writing() as session:
        registry = (files("data") / "units" / "units.csv").read_bytes()
        import_registry(session, registry, name="units.csv", now=ISSUED, by="test")
        _import(session, plan, now=ISSUED)
        _work(session)
        _import(session, replace(plan, tasks=plan.tasks[:-2]), now=AUTUMN)
    with ledger.reading() as session:
        return task_views(session, on=ON, with_withdrawn=True)


def feeds_of(tasks: tuple[TaskView, ...]) -> dict[str, bytes]:
    """Write every kind of feed there is, each read by the lint."""
    ended = ended_feed(feed_view(), ended_at=AUTUMN, address=ADDRESS, style=STYLE)
    return {
        "the demo": written(*tasks),
        "in English": written(*tasks, locale="en"),
        "with to-dos": written(*tasks, options=Options(todo=True)),
        "without alarms": written(*tasks, options=Options(alarms=False)),
        "hostile texts": written(
            *hostile_tasks(), feed=feed_view(name=HOSTILE[0]), options=Options(todo=True)
        ),
        "no task": written(),
        "an ended address": checked(ended),
        "an ended address in English": checked(
            ended_feed(feed_view(), ended_at=AUTUMN, address=ADDRESS, style=replace(STYLE, locale="en"))
        ),
        "where clocks change": written(*tasks, timezone="Europe/Berlin"),
    }


def hostile_tasks() -> Iterator[TaskView]:
    """Give tasks whose every text would break a careless calendar."""
    for position, text in enumerate(HOSTILE, 1):
        step: MilestoneView = milestone_view(position, ON, text=text, by_text=text)
        units = (unit_view(1, text), unit_view(2, f"{text},"))
        yield task_view(position, title=text, section=text, plan_title=text, units=units, milestones=(step,))


def _with_milestones(plan: Reading) -> Reading:
    """Give every eighth task two steps: the bundled table has none."""
    steps = (
        MilestoneDraft(by="2026-06", text="启动招投标"),
        MilestoneDraft(by="2026-12-15", text="验收"),
    )
    tasks = (replace(task, milestones=() if place % 8 else steps) for place, task in enumerate(plan.tasks))
    return replace(plan, tasks=tuple(tasks))


def _import(session: Session, plan: Reading, *, now: datetime) -> None:
    apply(session, propose(session, plan, on=now.date()), plan, now=now, by="test")


def _work(session: Session) -> None:
    """Report on every third task, reach every other milestone, close every fifth task."""
    rows = session.exec(select(Task).order_by(col(Task.position))).all()
    for milestone in session.exec(select(Milestone).order_by(col(Milestone.id))).all()[::2]:
        said = progress.Reported(text="", milestone=milestone)
        progress.report(session, session.get_one(Task, milestone.task_id), said, at=AUTUMN, by="test")
    for row in rows[::3]:
        progress.report(session, row, progress.Reported(text="", percent=row.position), at=AUTUMN, by="test")
    for row in rows[::5]:
        progress.close(session, row, at=AUTUMN, by="test", text="")
