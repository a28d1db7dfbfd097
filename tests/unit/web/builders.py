"""Tasks, standings and feeds for tests, and a ledger that is a list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.kinds import DueKind, FeedScope, MessageState, Outcome, Role, Signal, TaskState
from models.queries.vitals import Vitals
from models.tables import Heartbeat
from models.views import FeedView, LeaderView, MilestoneView, Standing, TargetView, TaskView, UnitView
from notifiers.calendar_style import Style
from web.ports import Site

KEY = b"k" * 32
ON = date(2026, 11, 22)
WRITTEN = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)


def a_task(position: int = 1, /, **changes: Any) -> TaskView:
    """Give an open task due on 2026-12-31, everything else as small as it can be."""
    facts: dict[str, Any] = {
        "id": position,
        "uid": f"task-{position:03}",
        "plan_key": "2026",
        "plan_title": "二〇二六年任务分工",
        "plan_start": date(2026, 2, 1),
        "number": str(position),
        "position": position,
        "section": "城市更新",
        "title": f"第{position}号工程完工",
        "due": date(2026, 12, 31),
        "due_kind": DueKind.FIRM,
        "original_due": None,
        "stretch": False,
        "state": TaskState.OPEN,
        "units": (a_unit(1, "区住建委", Role.LEAD), a_unit(2, "区财政局", Role.SUPPORT)),
        "leaders": (LeaderView(key="person:1", name="李明", mailbox=None, is_post=False),),
        "milestones": (),
        "targets": (TargetView(id=1, name="完工面积", op=">=", value="3", unit="万平方米"),),
        "percent": None,
        "last_report_on": None,
        "last_report": None,
        "revision": 1,
        "created_at": WRITTEN,
        "updated_at": WRITTEN,
        "closed_at": None,
    }
    return TaskView(**(facts | changes))


def a_unit(unit_id: int, name: str, role: Role = Role.RESPONSIBLE, *, is_group: bool = False) -> UnitView:
    """Give a unit without a mailbox."""
    return UnitView(id=unit_id, name=name, mailbox=None, is_group=is_group, role=role)


def a_milestone(number: int, by: date, /, **changes: Any) -> MilestoneView:
    """Give a milestone not yet reached."""
    facts = {"id": number, "uid": f"step-{number}", "by_text": by.strftime("%Y-%m"), "text": f"第{number}步"}
    return MilestoneView(**({**facts, "by": by, "done_on": None} | changes))


def standing(task: TaskView, on: date = ON) -> Standing:
    """Put a task on a day; feeds read nothing but the task and the day."""
    return Standing(task=task, on=on, signal=Signal.GREEN, working_days=None)


def a_feed(**changes: Any) -> FeedView:
    """Give the feed of one unit."""
    facts: dict[str, Any] = {
        "id": 7,
        "scope": FeedScope.UNIT,
        "owner_id": 1,
        "leader_key": None,
        "name": "区住建委",
        "label": "",
        "generation": 1,
        "unit_ids": frozenset({1}),
        "created_at": datetime(2026, 3, 1, tzinfo=UTC),
    }
    return FeedView(**(facts | changes))


class ListedSource:
    """A FeedSource over a list of tasks and one feed; `away` makes it raise as a lost database does."""

    def __init__(self, *tasks: TaskView) -> None:
        self.tasks = list(tasks)
        self.feeds = {7: a_feed()}
        self.events = 1
        self.away = False
        self.touched: list[tuple[int, date]] = []
        self.read = 0

    def change(self, index: int, **facts: Any) -> None:
        """Change a task as the ledger does: revision and log rise with it."""
        task = self.tasks[index]
        self.tasks[index] = replace(task, revision=task.revision + 1, **facts)
        self.events += 1

    def version(self) -> int:
        if self.away:
            raise OSError("the database is away")
        return self.events

    def feed(self, feed_id: int) -> FeedView | None:
        return self.feeds.get(feed_id)

    def standings(self, feed: FeedView, on: date) -> tuple[Standing, ...]:
        self.read += 1
        return tuple(standing(task, on) for task in self.tasks)

    def touch(self, feed_id: int, on: date) -> None:
        self.touched.append((feed_id, on))


STYLE = Style(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai")
SITE = Site(base_url="https://office.example", locale="zh_CN", timezone="Asia/Shanghai", keep_done=30)
AT = datetime(2026, 11, 22, 0, 31, tzinfo=UTC)


def vitals(**facts: object) -> Vitals:
    """Give the state of a healthy office at `AT`; facts replace the usual ones."""
    usual = {
        "at": AT,
        "messages": {MessageState.QUEUED: 3, MessageState.DEAD: 1, MessageState.SENT: 57},
        "oldest_waiting": AT - timedelta(minutes=2),
        "attempts": {Outcome.SENT: 57, Outcome.REFUSED: 1, Outcome.AMBIGUOUS: 2},
        "last_round_at": datetime(2026, 11, 22, 0, 30, tzinfo=UTC),
        "skipped_slots": 0,
        "failing_mailboxes": 0,
        "relays": (),
        "nodes": (beat(),),
    }
    return Vitals(**{**usual, **facts})


def beat(node: str = "one", *, seconds_ago: int = 10) -> Heartbeat:
    """Give the sign of life of a node that ticks every 30 seconds."""
    return Heartbeat(
        node=node,
        roles="web,scheduler,worker",
        started_at=AT - timedelta(days=1),
        at=AT - timedelta(seconds=seconds_ago),
        every_seconds=30,
        round_seconds=0.25,
    )


class Told:
    """Tell what a test says."""

    node = "one"

    def __init__(self, vitals_of: Callable[[], Vitals] = vitals, owed: int = 0) -> None:
        self.vitals = vitals_of
        self._owed = owed

    def owed(self) -> int:
        """Give the count."""
        return self._owed
