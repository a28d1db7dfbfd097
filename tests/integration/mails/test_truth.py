# SPDX-License-Identifier: Apache-2.0
"""No mail says what is not true of its reader: each sentence's condition is asked of random ledgers."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.kinds import ReaderKind, Role
from models.letters import Letter, Reader
from models.status import Deadline
from models.views import LedgerView, MilestoneView, TaskView
from notifiers.mail.compose import compose
from scheduler.agenda import decide
from scheduler.assessment import deadlines
from scheduler.policy import Policy, default_policy
from scheduler.slots import SlotKind, slot_on
from scheduler.workdays import WorkingCalendar
from tests.builders import boxes, leader_view, ledger_view, milestone_view, task_view, unit_view
from tests.support.mails import letters
from tests.support.samples import of_many

NOW, ON, CALENDAR = letters.AT, letters.ON, WorkingCalendar()
NAMES = ("城建局", "水务局", "教育局", "石桥镇")
USUAL = default_policy()
POLICIES = (
    USUAL,
    USUAL.model_copy(update={"signals": USUAL.signals.model_copy(update={"report_every": 30})}),
)
STEP = 1_000
"""How far the ids of milestones of two tasks lie apart."""
ROUNDED = 0.051
"""Percent points that a mail leaves out."""
days = st.integers(-60, 60).map(lambda n: ON + timedelta(days=n))


@st.composite
def milestones(draw: st.DrawFn, number: int) -> tuple[MilestoneView, ...]:
    """Give up to two milestones, reached or not."""
    found = draw(st.lists(st.tuples(days, st.booleans()), max_size=2))
    return tuple(
        milestone_view(
            number * STEP + nth,
            by,
            uid=f"step-{number}-{nth}",
            by_text=by.isoformat(),
            text=f"第{number}项第{nth}步",
            done_on=by if done else None,
        )
        for nth, (by, done) in enumerate(found)
    )


@st.composite
def tasks(draw: st.DrawFn, number: int) -> TaskView:
    """Give an open task with units in random roles, some of them a group word."""
    roles = draw(st.dictionaries(st.sampled_from(range(len(NAMES))), st.sampled_from(Role), max_size=3))
    units = [unit_view(n, NAMES[n], role, mailboxes=boxes(f"u{n}@example.org")) for n, role in roles.items()]
    if draw(st.booleans()):
        units.append(unit_view(99, "各镇", draw(st.sampled_from(Role)), is_group=True))
    leader = leader_view("person:7", "沈知远", mailboxes=boxes("shen@example.org"))
    reported = draw(st.none() | st.integers(0, 99))
    return task_view(
        number,
        uid=f"task-{number}",
        title=f"第{number:03}号工程",
        plan_start=date(2026, 1, 20),
        due=draw(st.none() | days),
        units=tuple(units),
        leaders=(leader,) if draw(st.booleans()) else (),
        milestones=draw(milestones(number)),
        targets=(),
        percent=reported,
        last_report_on=None if reported is None else draw(st.dates(date(2026, 6, 1), ON)),
        last_report=None if reported is None else "在施",
    )


@st.composite
def ledgers(draw: st.DrawFn) -> LedgerView:
    """Give up to five tasks, and notices of them said before to some readers."""
    known = [draw(tasks(number)) for number in range(1, draw(st.integers(1, 5)) + 1)]
    ladder = (*USUAL.thresholds.before, *(-step for step in USUAL.thresholds.after))
    readers = [f"unit:{n}" for n in range(len(NAMES))] + ["person:7"]
    ends = [deadline for task in known for deadline in deadlines(task)]
    said = draw(
        st.lists(
            st.builds(
                Deadline.key_of, st.sampled_from(ends), st.sampled_from(ladder), st.sampled_from(readers)
            ),
            max_size=12,
        )
        if ends
        else st.just([])
    )
    return ledger_view(*known, said=frozenset(said))


slot_sets = st.sets(st.sampled_from([SlotKind.NOTICES, SlotKind.WEEKLY, SlotKind.DIGEST]), min_size=1)


def written(ledger: LedgerView, rules: Policy, slots: set[SlotKind]) -> tuple[Letter, ...]:
    """Decide what a round owes."""
    return decide(
        ledger,
        now=NOW,
        slots=tuple(slot_on(NOW.date(), kind) for kind in slots),
        policy=rules,
        calendar=CALENDAR,
        office=(letters.OFFICE,),
    ).letters


@dataclass(frozen=True, kw_only=True)
class Stand:
    """How one task stands towards one reader, found from the ledger alone."""

    task: TaskView
    reader: Reader
    rules: Policy

    @property
    def roles(self) -> dict[str, Role]:
        return {unit.name: unit.role for unit in self.task.units if not unit.is_group}

    @property
    def answering(self) -> set[str]:
        for role in (Role.LEAD, Role.RESPONSIBLE, Role.IMPLEMENTS):
            if role in self.roles.values():
                return {name for name, mine in self.roles.items() if mine is role}
        return set()

    @property
    def is_own(self) -> bool:
        return self.reader.kind is not ReaderKind.UNIT or self.reader.name in self.answering

    @property
    def is_named(self) -> bool:
        if self.reader.kind is ReaderKind.LEADER:
            return any(leader.name == self.reader.name for leader in self.task.leaders)
        return self.reader.kind is ReaderKind.OFFICE or self.reader.name in self.roles

    @property
    def is_late(self) -> bool:
        return self.task.due is not None and self.task.due < ON

    @property
    def open_steps(self) -> list[MilestoneView]:
        return [step for step in self.task.milestones if step.done_on is None]

    @property
    def late_steps(self) -> list[MilestoneView]:
        return [step for step in self.open_steps if step.by < ON]

    @property
    def is_anything_late(self) -> bool:
        return self.is_late or bool(self.late_steps)

    @property
    def ahead(self) -> list[date]:
        ends = [step.by for step in self.open_steps] + ([self.task.due] if self.task.due else [])
        return [day for day in ends if day >= ON]

    @property
    def worst(self) -> int:
        ends = [step.by for step in self.open_steps] + ([self.task.due] if self.task.due else [])
        return min((CALENDAR.between(ON, day) for day in ends), default=10**6)

    @property
    def is_in_bulletin(self) -> bool:
        return self.is_own and self.worst <= -self.rules.thresholds.bulletin_at

    @property
    def lag(self) -> float:
        task = self.task
        if task.percent is None or task.due is None or task.due <= task.plan_start:
            return 0
        whole = CALENDAR.between(task.plan_start, task.due)
        return 100 * CALENDAR.between(task.plan_start, ON) / whole - task.percent


ROW = re.compile(r"^[▲◆●○] [^\n]*\n(\d+)  第\d{3}号工程\n((?:   [^\n]+\n)+)", re.M)
SIGNED = re.compile(r"^[▲◆●○] (\w+)[^\n]*\n(\d+)  第\d{3}号工程\n   ", re.M)
MARKED = re.compile(r"^[▲◆●○] [^\n]*\[列入通报\]\n(\d+)  ", re.M)
FIGURES = re.compile(r"(节点逾期|节点临近|逾期|临期|滞后|配合落实|在办) (\d+) 项")


def body(letter: Letter) -> str:
    """Write the mail and give its text, long lines joined."""
    envelope = compose(letter, identity=letters.identity())
    mail = message_from_bytes(envelope.content, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    text = mail.get_body(("plain",))
    assert isinstance(text, EmailMessage)
    return str(text.get_content()).replace("\r\n", "\n")


def faults(letter: Letter, ledger: LedgerView, rules: Policy) -> Iterator[str]:
    """Tell everything in a mail that is not so, and what stands in it twice or is counted wrongly."""
    text = body(letter)
    told = ROW.findall(text)
    numbers = [number for number, _facts in told]
    stands = {task.number: Stand(task=task, reader=letter.reader, rules=rules) for task in ledger.tasks}
    mine = [stands[number] for number in dict.fromkeys(numbers)]
    if not mine:
        yield "no row at all"
        return
    if len(numbers) != len(set(numbers)) or len(numbers) != len(letter.lines):
        yield f"twice, or missing: {numbers}"
    if any(not each.is_named for each in mine):
        yield "a task that is none of the reader's"
    yield from of_figures(text.partition("\n\n")[2].partition("\n\n")[0], text, mine)
    yield from of_sentences(text, letter, mine)
    yield from of_rows(told, stands)
    marked = set(MARKED.findall(text))
    for each in mine:
        if (each.task.number in marked) is not each.is_in_bulletin:
            yield f"{each.task.number}: the mark of the bulletin"


def of_figures(lead: str, text: str, mine: list[Stand]) -> Iterator[str]:
    """Find figures of the lead that are not the distinct tasks they are about."""
    figures = {word: int(n) for word, n in FIGURES.findall(lead)}
    if not figures:
        return
    own = [each for each in mine if each.is_own]
    shown = {number: word for word, number in SIGNED.findall(text)}
    signs = Counter(shown[each.task.number] for each in own)
    wanted = {word: n for word, n in signs.items() if word != "正常"}
    wanted = wanted or ({"在办": len(own)} if own else {})
    if len(own) < len(mine):
        wanted["配合落实"] = len(mine) - len(own)
    if figures != wanted:
        yield f"figures {figures} instead of {wanted}"
    if signs["逾期"] != sum(each.is_late for each in own):
        yield "who is late"
    if signs["节点逾期"] > sum(bool(each.late_steps) and not each.is_late for each in own):
        yield "which milestones are late"


def of_sentences(text: str, letter: Letter, mine: list[Stand]) -> Iterator[str]:
    """Find sentences whose condition does not hold; one that is known must be among these."""
    own, helped = [each for each in mine if each.is_own], [each for each in mine if not each.is_own]
    name, days_of = re.escape(letter.reader.name), r"(\d+)年(\d+)月(\d+)日"
    conditions: dict[str, Any] = {
        rf"本邮件所列任务均由{name}牵头或负责。": lambda _: not helped,
        rf"本邮件所列任务由{name}牵头、负责或配合落实；": lambda _: own and helped,
        rf"本邮件所列任务均由{name}配合落实，": lambda _: not own,
        rf"本邮件所列任务的牵头领导为{name}": lambda _: all(each.is_named for each in mine),
        rf"截至[^\n]*，{name}承担的任务中：": lambda _: not helped,
        rf"截至[^\n]*，{name}承担或配合落实的任务中：": lambda _: helped,
        r"(?m)^\d\. 逾期事项：": lambda _: any(each.is_anything_late for each in own),
        r"(?m)^\d\. 已逾期的配合事项：": lambda _: any(each.is_anything_late for each in helped),
        r"(?m)^\d\. 未到期的配合事项：[^\n]*最近的时限是" + days_of: lambda found: (
            nearest(helped) == day_of(found)
        ),
        r"(?m)^\d\. 未到期事项：[^\n]*最近的(?:时限)?是" + days_of: lambda found: (
            nearest(own) == day_of(found)
        ),
        r"(?m)^\d\. 滞后事项：": lambda _: any(not each.is_late for each in own),
        r"(?m)^\d\. 已完成事项：": lambda _: own,
        r"(\d+) 项任务已超过完成时限": lambda found: 0 < int(found[1]) <= sum(each.is_late for each in own),
        r"(\d+) 项任务有时间节点已过": lambda found: (
            0 < int(found[1]) <= sum(bool(each.late_steps) and not each.is_late for each in own)
        ),
        r"现予催办|【催办】|== 催办事项": lambda _: any(
            each.worst <= -each.rules.thresholds.urging_at for each in own
        ),
        r"其中 (\d+) 项(?:已)?列入通报": lambda found: (
            int(found[1]) == sum(each.is_in_bulletin for each in own)
        ),
    }
    for sentence, holds in conditions.items():
        for found in re.finditer(sentence, text):
            if not holds(found):
                yield f"not so: {found[0]}"
    if helped and not re.search(r"(?m)^\d\. [^\n]*配合事项：", text):
        yield "nothing is asked of who supports"


def nearest(stands: list[Stand]) -> date | None:
    """Give the first day ahead on which something of these falls due."""
    return min((day for each in stands for day in each.ahead), default=None)


def day_of(found: re.Match[str]) -> date:
    """Give the day that a sentence names."""
    return date(*map(int, found.groups()[-3:]))


def of_rows(told: list[tuple[str, str]], stands: dict[str, Stand]) -> Iterator[str]:
    """Find rows that say of the task, or of the reader's part in it, what is not so."""
    for number, said in told:
        each = stands[number]
        yield from (f"{number}: {fault}" for fault in (*of_part(said, each), *of_rules(said, each)))


def of_part(said: str, each: Stand) -> Iterator[str]:
    """Find what a row says wrongly of the reader's part, and of who leads."""
    if ("本单位职责：" in said) is each.is_own:
        yield "the reader's part"
    leads = re.search(r"本单位职责：[^\n]*；(?:牵头单位|责任单位)：([^\n]+)", said)
    if not each.is_own and set(leads[1].split("、") if leads else ()) != each.answering:
        yield "who leads"


def of_rules(said: str, each: Stand) -> Iterator[str]:
    """Find rules and days that a row gives wrongly as its reason."""
    lag = re.search(r"落后于序时进度 ([\d.]+) 个百分点", said)
    if lag and abs(float(lag[1]) - each.lag) > ROUNDED:
        yield f"behind by {each.lag}"
    silent = re.search(r"自(\d+)年(\d+)月(\d+)日[^\n]*未反馈进展", said)
    if silent and day_of(silent) != (each.task.last_report_on or each.task.plan_start):
        yield "silent since"
    if "有时间节点已过" in said and not each.late_steps:
        yield "a milestone passed"
    if "已超过完成时限" in said and not each.is_late:
        yield "past its deadline"


def yellow_rows_without_a_rule(letter: Letter) -> list[str]:
    """Find rows told as behind that do not say which rule fired."""
    rules = "有时间节点已过|落后于序时进度|未反馈进展|时间节点“|逾期 \\d+ 个工作日门槛"
    return [
        found[0]
        for found in ROW.finditer(body(letter))
        if found[0][0] == "◆" and not re.search(rules, found[0])
    ]


@settings(max_examples=of_many(3_000, sample=60), deadline=None)
@given(ledger=ledgers(), rules=st.sampled_from(POLICIES), slots=slot_sets)
def test_no_mail_says_what_is_not_so(ledger: LedgerView, rules: Policy, slots: set[SlotKind]) -> None:
    """Over random plans, roles, progress and notices said before: no false sentence, no task twice."""
    for letter in written(ledger, rules, slots):
        assert [*faults(letter, ledger, rules)] == []
        assert yellow_rows_without_a_rule(letter) == []
