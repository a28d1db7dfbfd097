"""A small invented office: its plan, its units, its moments, as tests need them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.addresses import Mailbox
from models.database import Ledger
from models.kinds import DueKind, ReaderKind, Role
from models.letters import Envelope, Letter, Reader
from models.queries.tasks import task_views
from models.views import TaskView
from plans.drafts import MilestoneDraft, PlanDraft, Reading, Source, TargetDraft, TaskDraft, UnitMention
from plans.revisions.changes import Proposal
from plans.revisions.imports import apply, propose
from plans.units.registry import UnitChange, import_registry
from scheduler.agenda import Office
from scheduler.policy import default_policy
from scheduler.workdays import WorkingCalendar

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
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


def task(number: int, **facts: object) -> TaskDraft:
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
    )


def reading(tasks: Iterable[TaskDraft], **plan: object) -> Reading:
    """Build what the reader would give for these tasks."""
    draft = PlanDraft(title="二〇二六年修桥方案", year=2026, issued_on=date(2026, 3, 1))
    return Reading(plan=replace(draft, **plan), tasks=tuple(tasks), sha256="0" * 64)


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
