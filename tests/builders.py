# SPDX-License-Identifier: Apache-2.0
"""Tasks, units, people, letters, ledgers and offices for tests: the one place that lists all their fields.

`task` builds what the reader of plans gives, `task_view` what the ledger gives, each as small as it can be;
facts replace the usual ones. `register` and `bring_in` put an invented office into a real ledger.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.addresses import Mailbox
from models.database import Ledger
from models.kinds import DueKind, FeedScope, LetterKind, ReaderKind, Role, TaskState
from models.letters import Envelope, Letter, Reader
from models.queries import rehearsal
from models.queries.tasks import task_views
from models.tables import Message
from models.views import FeedView, LeaderView, LedgerView, MilestoneView, TargetView, TaskView, UnitView
from plans.drafts import MilestoneDraft, PlanDraft, Reading, Source, TargetDraft, TaskDraft, UnitMention
from plans.revisions.changes import Proposal
from plans.revisions.imports import apply, propose
from plans.units.registry import UnitChange, import_registry
from scheduler.agenda import Office
from scheduler.policy import default_policy
from scheduler.workdays import WorkingCalendar

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
WRITTEN = datetime(2026, 3, 1, 1, 2, 3, tzinfo=UTC)
"""When the tasks of the ledger were written down."""
REGISTRY = (
    "name,aliases,kind,parent,mailbox,contact,leader\n"
    "甲局,第一局|老甲局,部门,,jia@office.example,,李一\n"
    "乙镇,,镇,,yi@office.example,,\n"
    "李一,,leader,,li@office.example,,\n"
)


def boxes(*addresses: str) -> tuple[Mailbox, ...]:
    """Give mailboxes with plain addresses, as most readers have one."""
    return tuple(Mailbox(address=address) for address in addresses)


SUPERVISOR = Reader(
    kind=ReaderKind.OFFICE,
    key="office:sup@office.example",
    name="督查室",
    mailboxes=boxes("sup@office.example"),
)


def task(number: int, /, **facts: object) -> TaskDraft:
    """Build one task of the invented plan; facts replace the usual ones."""
    usual = TaskDraft(
        number=str(number),
        section="第一部分",
        title=f"第{number}件事：修好{'东南西北中'[number % 5]}街的第{number}座桥",
        leaders=("李一",),
        units=(UnitMention(name="甲局", role=Role.RESPONSIBLE),),
        due=date(2026, 12, 31),
        due_kind=DueKind.FIRM,
        source=Source(line=number),
    )
    return replace(usual, **facts)


def late_task(number: int = 1) -> TaskDraft:
    """Build a task that was due at the beginning of November."""
    return task(number, due=date(2026, 11, 2))


def rich_task(number: int = 3) -> TaskDraft:
    """Build a task with milestones, targets and two units."""
    return task(
        number,
        units=(
            UnitMention(name="甲局", role=Role.LEAD),
            UnitMention(name="乙镇", role=Role.SUPPORT),
            UnitMention(name="各部门", role=Role.RESPONSIBLE, is_group=True),
        ),
        milestones=(MilestoneDraft(by="2026-11", text="开工"), MilestoneDraft(by="2026-12-15", text="验收")),
        targets=(TargetDraft(name="桥", op=">=", value="3", unit="座"),),
        assessment_dimension="民生实事",
        grade="重要",
    )


def reading(tasks: Iterable[TaskDraft], **plan: object) -> Reading:
    """Build what the reader would give for these tasks."""
    draft = PlanDraft(title="二〇二六年修桥方案", year=2026, issued_on=date(2026, 3, 1))
    return Reading(plan=replace(draft, **plan), tasks=tuple(tasks), sha256="0" * 64)


def task_view(position: int = 1, /, **changes: Any) -> TaskView:
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
        "units": (unit_view(1, "区住建委", Role.LEAD), unit_view(2, "区财政局", Role.SUPPORT)),
        "leaders": (leader_view("person:1", "李明"),),
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


def unit_view(unit_id: int, name: str, role: Role = Role.RESPONSIBLE, **facts: Any) -> UnitView:
    """Give a unit without a mailbox."""
    usual: dict[str, Any] = {"mailboxes": (), "is_group": False}
    return UnitView(id=unit_id, name=name, role=role, **(usual | facts))


def leader_view(key: str, name: str, **facts: Any) -> LeaderView:
    """Give a person in charge, without a mailbox."""
    usual: dict[str, Any] = {"mailboxes": (), "is_post": False}
    return LeaderView(key=key, name=name, **(usual | facts))


def milestone_view(number: int, by: date, /, **changes: Any) -> MilestoneView:
    """Give a milestone not yet reached."""
    facts = {"id": number, "uid": f"step-{number}", "by_text": by.strftime("%Y-%m"), "text": f"第{number}步"}
    return MilestoneView(**({**facts, "by": by, "done_on": None} | changes))


def feed_view(**changes: Any) -> FeedView:
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


def ledger_view(*tasks: TaskView, **facts: Any) -> LedgerView:
    """Give what a round knows of the ledger: these tasks, of which nothing was said yet."""
    usual: dict[str, Any] = {"said": frozenset(), "rounds": frozenset(), "last_event": 0}
    return LedgerView(tasks=tasks, **(usual | facts))


def letter(kind: LetterKind = LetterKind.WEEKLY, reader: Reader = SUPERVISOR, **facts: Any) -> Letter:
    """Give a letter of that kind with nothing in it."""
    usual: dict[str, Any] = {
        "key": f"{kind.value}:2026-W48:{reader.key}",
        "written_at": MONDAY,
        "period": "2026-W48",
        "covers": (kind,),
        "sections": (),
    }
    return Letter(kind=kind, reader=reader, **(usual | facts))


def message(number: int, **facts: Any) -> Message:
    """Give a row of the outbox: a weekly mail, due at once."""
    usual: dict[str, Any] = {
        "key": f"key-{number}",
        "letter_key": f"key-{number}",
        "kind": LetterKind.WEEKLY,
        "reader_key": f"unit:{number}",
        "reader_name": f"Unit {number}",
        "sender": "duban@office.example",
        "recipient": f"unit-{number}@office.example",
        "subject": f"Subject {number}",
        "message_id": f"<{number}@office.example>",
        "content": f"Subject: {number}\r\n\r\nText {number}\r\n".encode(),
        "created_at": MONDAY,
        "next_at": MONDAY,
    }
    return Message(**(usual | facts))


def go_live(ledger: Ledger, *, at: datetime = WRITTEN) -> None:
    """Let mails leave, as the ledgers of tests do that are not made on purpose."""
    with ledger.writing() as session:
        rehearsal.go_live(session, now=at, by="test")


def register(ledger: Ledger, text: str = REGISTRY, *, at: datetime = MONDAY) -> tuple[UnitChange, ...]:
    """Import a registry of units."""
    with ledger.writing() as session:
        return import_registry(session, text.encode(), name="units.csv", now=at, by="test")


def bring_in(
    ledger: Ledger, tasks: Iterable[TaskDraft], *, at: datetime = MONDAY, **plan: object
) -> Proposal:
    """Import tasks as the plan of 2026 and give the proposal."""
    read = reading(tasks, **plan)
    with ledger.writing() as session:
        proposal = propose(session, read, on=at.date())
        apply(session, proposal, read, now=at, by="test")
    return proposal


def register_many(ledger: Ledger, count: int) -> None:
    """Register so many units, each with a mailbox."""
    rows = "\n".join(f"第{number}所,unit-{number}@office.example" for number in range(count))
    register(ledger, f"name,mailbox\n{rows}\n")


def late_tasks(count: int, *, each: int = 1) -> list[TaskDraft]:
    """Give tasks of so many units, all late, so that each unit is owed a notice of every one of its own."""
    return [
        task(
            number,
            due=date(2026, 11, 2) + timedelta(days=number // count),
            units=(UnitMention(name=f"第{number % count}所", role=Role.RESPONSIBLE),),
            leaders=(),
        )
        for number in range(count * each)
    ]


def tasks_of(ledger: Ledger) -> dict[str, TaskView]:
    """Give the tasks in the ledger by number, withdrawn ones included."""
    with ledger.reading() as session:
        return {view.number: view for view in task_views(session, on=MONDAY.date(), with_withdrawn=True)}


def office() -> Office:
    """Give the shipped policy, China's working days and one supervisor."""
    return Office(policy=default_policy(), calendar=WorkingCalendar(country="CN"), supervisors=(SUPERVISOR,))


def write_down(letter: Letter, mailbox: Mailbox) -> Envelope:
    """Write a letter down as plainly as can be: the real composing has tests of its own."""
    key = letter.key_for(mailbox)
    return Envelope(
        key=key,
        message_id=f"<{key}@office.example>",
        sender="duban@office.example",
        recipient=mailbox.address,
        subject=letter.key,
        content=f"To: {mailbox.address}\n\n{key}\n".encode(),
    )
