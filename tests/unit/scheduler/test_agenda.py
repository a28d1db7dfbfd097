# SPDX-License-Identifier: Apache-2.0
"""Who is owed which letter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.findings import Finding
from models.kinds import Frequency, LetterKind, Severity, TaskState
from models.letters import Letter, Reader, SectionKind
from models.views import LeaderView, LedgerView, MilestoneView, TaskView, UnitView
from scheduler.agenda import Agenda, decide
from scheduler.policy import Policy
from scheduler.slots import slots_due
from scheduler.workdays import WorkingCalendar

MakeTask = Callable[..., TaskView]
MakeUnit = Callable[..., UnitView]
MakeLeader = Callable[..., LeaderView]
MakeLedger = Callable[..., LedgerView]
Round = Callable[..., Agenda]

MONDAY = "2026-11-23"
TUESDAY = "2026-11-24"
FRIDAY = date(2026, 11, 20)
YEAR_END = date(2026, 12, 31)
NEAR = date(2026, 12, 2)
"""Seven working days after the Monday."""
FAR = date(2027, 6, 30)


@pytest.fixture(scope="session")
def decided(
    calendar: WorkingCalendar, policy: Policy, shanghai: ZoneInfo, office: tuple[Reader, ...]
) -> Round:
    """Decide for a ledger at a local time, and a full round where asked."""

    def ask(ledger: LedgerView, at: str, *, full: bool = False, findings: tuple[Finding, ...] = ()) -> Agenda:
        now = datetime.fromisoformat(at).replace(tzinfo=shanghai)
        slots = slots_due(now, calendar=calendar, policy=policy, full=full)
        return decide(
            ledger, now=now, slots=slots, policy=policy, calendar=calendar, office=office, findings=findings
        )

    return ask


def recorded(ledger: LedgerView, agenda: Agenda) -> LedgerView:
    """Give the ledger as it is once a round is written."""
    said = {notice.key_for(letter.reader.key) for letter in agenda.letters for notice in letter.notices}
    rounds = {slot.key for slot in agenda.slots}
    return replace(ledger, said=ledger.said | said, rounds=ledger.rounds | rounds)


def contents(letter: Letter) -> dict[SectionKind, list[str]]:
    """Give the task numbers of a letter by section."""
    return {section.kind: [line.status.task.number for line in section.lines] for section in letter.sections}


def only(agenda: Agenda) -> Letter:
    """Give the one letter of an agenda."""
    (letter,) = agenda.letters
    return letter


def letter_to(agenda: Agenda, key: str) -> Letter:
    """Give the one letter to a reader."""
    (letter,) = (letter for letter in agenda.letters if letter.reader.key == key)
    return letter


def test_a_reader_gets_everything_in_one_letter(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """The weekly letter, an urging notice and a threshold notice of one unit are one mail."""
    late = task(1, FRIDAY, leaders=(leader(1),))
    letter = letter_to(decided(ledger(late, task(2, NEAR)), f"{MONDAY} 09:00"), "unit:1")
    assert letter.kind is LetterKind.WEEKLY
    assert letter.covers == (LetterKind.WEEKLY, LetterKind.URGING, LetterKind.THRESHOLD)
    assert [(notice.deadline.task.number, notice.threshold) for notice in letter.notices] == [
        ("1", -1),
        ("2", 7),
    ]


def test_a_far_threshold_waits_for_the_weekly_mail(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """30 and 14 working days send no letter of their own; the week's mail says them, and says them once."""
    far, week = task(1, YEAR_END), {("weekly", "2026-W48")}
    assert decided(ledger(far, rounds=week), f"{TUESDAY} 08:00").letters == ()
    weekly = only(decided(ledger(far), f"{TUESDAY} 08:00"))
    assert weekly.covers == (LetterKind.WEEKLY,)
    assert [notice.threshold for notice in weekly.notices] == [30]
    both = ledger(far, task(2, NEAR), rounds=week)
    assert [notice.threshold for notice in only(decided(both, f"{TUESDAY} 08:00")).notices] == [7]


@pytest.mark.parametrize(
    ("frequency", "days"),
    [
        (Frequency.DAILY, ["2026-11-23", "2026-11-24", "2026-11-25"]),
        (Frequency.WEEKLY, ["2026-W48"]),
        (Frequency.BOTH, ["2026-W48", "2026-11-24", "2026-11-25"]),
    ],
)
def test_a_leader_hears_as_often_as_set(
    decided: Round,
    ledger: MakeLedger,
    task: MakeTask,
    leader: MakeLeader,
    frequency: Frequency,
    days: list[str],
) -> None:
    """Over three days with a late task: each day, once with all that is open, or once and each later day."""
    tasks = (task(1, FRIDAY, leaders=(leader(1),)), task(2, YEAR_END, leaders=(leader(1),)))
    known, periods, numbers = replace(ledger(*tasks), frequencies={"person:1": frequency}), [], []
    for day in (MONDAY, TUESDAY, "2026-11-25"):
        for at in ("08:00", "08:30", "12:00"):
            agenda = decided(known, f"{day} {at}")
            known = recorded(known, agenda)
            theirs = [letter for letter in agenda.letters if letter.reader.key == "person:1"]
            periods += [letter.period for letter in theirs]
            numbers += [{line.status.task.number for line in letter.lines} for letter in theirs]
    assert list(dict.fromkeys(periods)) == days
    assert (numbers[0] == {"1", "2"}) is (frequency is not Frequency.DAILY)


def test_a_leader_without_units_in_the_round_still_ends_the_week(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """The week's letter to a leader alone settles the week: the next round owes nothing."""
    alone = task(1, YEAR_END, leaders=(leader(1),), units=())
    known = replace(ledger(alone), frequencies={"person:1": Frequency.WEEKLY})
    agenda = decided(known, f"{MONDAY} 08:00")
    assert only(agenda).reader.key == "person:1"
    assert decided(recorded(known, agenda), f"{MONDAY} 08:01").letters == ()


def test_no_reader_gets_two_letters_in_one_round(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """The real plan gives every unit, every leader with something late and the office one mail each."""
    agenda = decided(ledger(*plan_2026), f"{MONDAY} 09:00")
    keys = [letter.reader.key for letter in agenda.letters]
    units = {unit.id for one in plan_2026 for unit in one.units}
    late = {leader.key for one in plan_2026 if one.due and one.due < FRIDAY for leader in one.leaders}
    assert len(keys) == len(set(keys))
    assert set(keys) == {f"unit:{number}" for number in units} | late | {"office"}


def test_the_digest_of_the_real_plan(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """The office reads of tasks 12, 65 and 66, all in the bulletin, and of 97, due soon."""
    digest = letter_to(decided(ledger(*plan_2026), f"{MONDAY} 09:00"), "office")
    assert digest.kind is LetterKind.DIGEST
    assert contents(digest) == {SectionKind.OVERDUE: ["12", "65", "66"], SectionKind.DUE_SOON: ["97"]}
    assert [line.in_bulletin for line in digest.lines] == [True, True, True, False]


def test_ten_more_rounds_say_nothing_more(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """What is recorded is not decided again, however often it is asked."""
    kept = ledger(*plan_2026)
    kept = recorded(kept, decided(kept, f"{MONDAY} 09:00"))
    again = [decided(kept, f"{MONDAY} {hour:02d}:00") for hour in range(9, 19)]
    assert [agenda.letters for agenda in again] == [()] * 10


def test_the_next_day_only_the_digests_go_out(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """Nothing crossed a threshold overnight, but what is late is late every working day."""
    kept = ledger(*plan_2026)
    agenda = decided(recorded(kept, decided(kept, f"{MONDAY} 09:00")), f"{TUESDAY} 09:00")
    assert {letter.kind for letter in agenda.letters} == {LetterKind.PORTFOLIO, LetterKind.DIGEST}


def test_a_full_round_and_its_repetition(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """A full round on a Sunday serves the day; asked again it has nothing left."""
    kept = ledger(*plan_2026)
    agenda = decided(kept, "2026-11-22 03:00", full=True)
    assert {letter.kind for letter in agenda.letters} == {
        LetterKind.WEEKLY,
        LetterKind.PORTFOLIO,
        LetterKind.DIGEST,
    }
    assert decided(recorded(kept, agenda), "2026-11-22 04:00", full=True) == Agenda()


def test_a_weekly_letter_puts_each_task_where_it_belongs(
    decided: Round, ledger: MakeLedger, task: MakeTask, shanghai: ZoneInfo
) -> None:
    """Once all notices are said, rows are late, due within the horizon, behind, changed or open."""
    monday = datetime(2026, 11, 23, tzinfo=UTC)
    tasks = (
        task(1, FRIDAY),
        task(2, date(2026, 11, 10)),
        task(3, date(2026, 12, 15)),
        task(4, YEAR_END, percent=10),
        task(5, YEAR_END, updated_at=monday - timedelta(days=7)),
        task(6, YEAR_END),
        task(7, None),
    )
    noon = decided(ledger(*tasks), f"{MONDAY} 08:00")
    kept = ledger(*tasks, said=recorded(ledger(*tasks), noon).said)
    assert contents(letter_to(decided(kept, f"{MONDAY} 08:00"), "unit:1")) == {
        SectionKind.OVERDUE: ["2", "1"],
        SectionKind.DUE_SOON: ["3"],
        SectionKind.BEHIND: ["4"],
        SectionKind.CHANGED: ["5"],
        SectionKind.OPEN: ["6", "7"],
    }


def test_the_horizon_is_twenty_working_days(decided: Round, ledger: MakeLedger, task: MakeTask) -> None:
    """What falls due in twenty working days is due soon, in twenty-one it is not."""
    tasks = (task(1, date(2026, 12, 21)), task(2, date(2026, 12, 22)))
    said = recorded(ledger(*tasks), decided(ledger(*tasks), f"{MONDAY} 08:00")).said
    letter = only(decided(ledger(*tasks, said=said), f"{MONDAY} 08:00"))
    assert contents(letter) == {SectionKind.DUE_SOON: ["1"], SectionKind.OPEN: ["2"]}


def test_the_horizon_holds_for_rows_with_a_notice_too(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """In a weekly letter what lies twenty working days ahead is due soon, and twenty-one not yet."""
    tasks = (task(1, date(2026, 12, 21)), task(2, date(2026, 12, 22)))
    letter = only(decided(ledger(*tasks), f"{MONDAY} 08:00"))
    assert [notice.threshold for notice in letter.notices] == [30, 30]
    assert contents(letter) == {SectionKind.DUE_SOON: ["1"], SectionKind.CROSSED: ["2"]}


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (f"{MONDAY} 08:00", date(2026, 11, 25)),
        ("2026-11-27 08:00", date(2026, 12, 1)),
        ("2026-09-30 08:30", date(2026, 10, 9)),
        ("2026-10-10 08:00", date(2026, 10, 13)),
    ],
)
def test_a_letter_says_by_which_day_it_is_to_be_answered(
    decided: Round, ledger: MakeLedger, task: MakeTask, at: str, by: date
) -> None:
    """Two working days later: over a weekend, over the National Day, from a Saturday that is worked."""
    agenda = decided(ledger(task(1, date(2026, 8, 31))), at)
    assert {letter.answer_by for letter in agenda.letters} == {by}


def test_a_missed_step_is_behind_and_not_due_soon(
    decided: Round, ledger: MakeLedger, task: MakeTask, milestone: Callable[..., MilestoneView]
) -> None:
    """A day that has passed does not lie within the horizon."""
    late = task(1, FAR, milestones=(milestone(FRIDAY),))
    said = recorded(ledger(late), decided(ledger(late), f"{MONDAY} 08:00")).said
    letter = only(decided(ledger(late, said=said), f"{MONDAY} 08:00"))
    assert contents(letter) == {SectionKind.BEHIND: ["1"]}


def test_the_bulletin_begins_five_working_days_late(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """Due on Friday the 13th is five working days late on Friday the 20th, Monday the 16th is four."""
    tasks = (task(1, date(2026, 11, 13)), task(2, date(2026, 11, 16)))
    agenda = decided(ledger(*tasks, rounds={("weekly", "2026-W47")}), f"{FRIDAY} 09:00")
    assert len(agenda.letters) == 2
    for letter in agenda.letters:
        assert [line.in_bulletin for line in letter.lines] == [True, False]


def test_in_a_weekly_letter_rows_carry_their_notices(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """A late notice is urged, one within the horizon is due soon, an early one has a section of its own."""
    tasks = (task(1, YEAR_END), task(2, date(2026, 12, 10)), task(3, FRIDAY), task(4, FAR))
    letter = only(decided(ledger(*tasks), f"{MONDAY} 08:00"))
    assert contents(letter) == {
        SectionKind.URGED: ["3"],
        SectionKind.DUE_SOON: ["2"],
        SectionKind.CROSSED: ["1"],
        SectionKind.OPEN: ["4"],
    }
    assert [bool(line.notices) for line in letter.lines] == [True, True, True, False]


def test_rows_stand_worst_first(decided: Round, ledger: MakeLedger, task: MakeTask) -> None:
    """The latest comes first, then the earlier deadline, then the order of the plan."""
    tasks = (task(3, FRIDAY), task(2, FRIDAY), task(1, date(2026, 11, 2)), task(4, date(2026, 11, 21)))
    letter = only(decided(ledger(*tasks), f"{TUESDAY} 08:00"))
    assert contents(letter)[SectionKind.URGED] == ["1", "2", "3", "4"]


def test_a_notice_of_a_step_names_the_step(
    decided: Round, ledger: MakeLedger, task: MakeTask, milestone: Callable[..., MilestoneView]
) -> None:
    """A milestone is a deadline of its own, and brings its task into a letter."""
    step = milestone(date(2026, 11, 27))
    kept = ledger(task(1, FAR, milestones=(step,)), rounds={("weekly", "2026-W48")})
    letter = only(decided(kept, f"{MONDAY} 08:00"))
    assert [notice.deadline.milestone for line in letter.lines for notice in line.notices] == [step]
    assert letter.notices[0].threshold == 7


@pytest.mark.parametrize(
    ("due", "kind", "section"),
    [
        (date(2026, 12, 2), LetterKind.THRESHOLD, SectionKind.CROSSED),
        (FRIDAY, LetterKind.URGING, SectionKind.URGED),
    ],
)
def test_between_weekly_letters_notices_go_out_alone(
    decided: Round, ledger: MakeLedger, task: MakeTask, due: date, kind: LetterKind, section: SectionKind
) -> None:
    """A notice before the deadline, or an urging one after it, shows only what it is about."""
    kept = ledger(task(1, due), task(2, FAR), rounds={("weekly", "2026-W48")})
    letter = only(decided(kept, f"{TUESDAY} 08:00"))
    assert (letter.kind, letter.covers) == (kind, (kind,))
    assert contents(letter) == {section: ["1"]}


def test_a_weekly_letter_says_no_notices_outside_their_slot(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """With the notices of the day served, the weekly letter shows the task and says nothing new of it."""
    kept = ledger(task(1, FRIDAY), rounds={("notices", MONDAY)})
    letter = only(decided(kept, f"{MONDAY} 08:00"))
    assert (letter.covers, letter.notices) == ((LetterKind.WEEKLY,), ())
    assert contents(letter) == {SectionKind.OVERDUE: ["1"]}


def test_a_closed_task_is_silent(decided: Round, ledger: MakeLedger, task: MakeTask) -> None:
    """Neither its unit nor the office hears of it, however late it was."""
    closed = task(1, date(2026, 3, 2), state=TaskState.CLOSED)
    assert decided(ledger(closed), f"{MONDAY} 09:00") == Agenda()


def test_a_unit_with_nothing_open_gets_no_letter(
    decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit
) -> None:
    """Only the unit that still has something to do is written to."""
    done = task(1, YEAR_END, units=(unit(1),), state=TaskState.CLOSED)
    agenda = decided(ledger(done, task(2, YEAR_END, units=(unit(2),))), f"{MONDAY} 08:00")
    assert only(agenda).reader.key == "unit:2"


def test_a_group_word_is_nobody(decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit) -> None:
    """Nobody in particular gets no letter and is not missed as a reader."""
    everyone = unit(9, name="Everyone", mailboxes=(), is_group=True)
    assert decided(ledger(task(1, YEAR_END, units=(everyone,))), f"{MONDAY} 08:00") == Agenda()


def test_a_unit_named_twice_on_a_task_reads_of_it_once(
    decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit
) -> None:
    """A repeated name is one reader."""
    letter = only(decided(ledger(task(1, YEAR_END, units=(unit(1), unit(1)))), f"{MONDAY} 08:00"))
    assert len(letter.lines) == 1


def test_a_reader_without_a_mailbox_is_listed_and_nothing_counts_as_said(
    decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit
) -> None:
    """The office learns who could not be told; the notices stay owed and the slots stay due."""
    kept = ledger(task(1, FRIDAY, units=(unit(1, mailboxes=()),)))
    agenda = decided(kept, f"{MONDAY} 08:00")
    assert agenda.letters == ()
    assert agenda.slots == ()
    (missing,) = agenda.unreachable
    assert (missing.reader.key, missing.tasks) == ("unit:1", ("1",))
    assert missing.kinds == (LetterKind.WEEKLY, LetterKind.URGING)


def test_a_mailbox_found_later_is_served_on_the_same_day(
    decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit
) -> None:
    """What was not said for want of a mailbox is said as soon as there is one."""
    kept = ledger(task(1, FRIDAY, units=(unit(1, mailboxes=()),)))
    kept = recorded(kept, decided(kept, f"{MONDAY} 08:00"))
    mended = replace(kept, tasks=(task(1, FRIDAY, units=(unit(1),)),), last_event=1)
    assert only(decided(mended, f"{MONDAY} 08:10")).covers == (LetterKind.WEEKLY, LetterKind.URGING)


def test_the_digest_tells_what_is_to_be_mended(
    decided: Round, ledger: MakeLedger, task: MakeTask, unit: MakeUnit
) -> None:
    """The findings given stand in the digest as they are."""
    given = Finding(code="group-word", severity=Severity.WARNING, sentence="Nobody in particular.")
    kept = ledger(task(1, FRIDAY, units=(unit(1, mailboxes=()),)))
    digest = only(decided(kept, f"{MONDAY} 09:00", findings=(given,)))
    assert [finding.code for finding in digest.findings] == ["group-word"]


def test_the_digest_waits_for_something_overdue(decided: Round, ledger: MakeLedger, task: MakeTask) -> None:
    """As long as nothing is late the office reads nothing, whatever is to be mended."""
    agenda = decided(ledger(task(1, date(2026, 11, 25))), f"{MONDAY} 09:00")
    assert [letter.reader.key for letter in agenda.letters] == ["unit:1"]
    assert [slot.kind for slot in agenda.slots] == ["notices", "weekly"]


def test_a_missed_step_is_overdue_too(
    decided: Round, ledger: MakeLedger, task: MakeTask, milestone: Callable[..., MilestoneView]
) -> None:
    """A milestone that has passed brings the digest, with its task among those behind."""
    kept = ledger(task(1, FAR, milestones=(milestone(FRIDAY),)))
    assert contents(letter_to(decided(kept, f"{MONDAY} 09:00"), "office")) == {SectionKind.BEHIND: ["1"]}


def test_a_leader_gets_a_copy_of_urging_notices_only(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """Notices before a deadline are the unit's own business."""
    his = (leader(7),)
    kept = ledger(task(1, FRIDAY, leaders=his), task(2, YEAR_END, leaders=his), task(3, FRIDAY))
    copy = letter_to(decided(kept, f"{MONDAY} 08:00"), "person:7")
    assert (copy.kind, copy.covers) == (LetterKind.URGING, (LetterKind.URGING,))
    assert contents(copy) == {SectionKind.URGED: ["1"]}


def test_a_leader_s_copy_and_portfolio_are_one_letter(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """When both are due the portfolio shows the urged task once, under urged."""
    his = (leader(7),)
    kept = ledger(
        task(1, FRIDAY, leaders=his),
        task(2, date(2026, 11, 30), leaders=his),
        task(3, YEAR_END, leaders=his),
    )
    part = letter_to(decided(kept, f"{MONDAY} 08:30"), "person:7")
    assert part.covers == (LetterKind.PORTFOLIO, LetterKind.URGING)
    assert contents(part) == {SectionKind.URGED: ["1"], SectionKind.DUE_SOON: ["2"]}


def test_a_leader_with_nothing_overdue_gets_no_portfolio(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """What is merely due soon does not bring a leader's part."""
    kept = ledger(task(1, date(2026, 11, 25), leaders=(leader(7),)), task(2, FRIDAY))
    keys = [letter.reader.key for letter in decided(kept, f"{MONDAY} 09:00").letters]
    assert keys == ["unit:1", "office"]


def test_an_extended_task_is_announced_anew(decided: Round, ledger: MakeLedger, task: MakeTask) -> None:
    """After all of the old ladder was said, the new deadline has its own."""
    kept = ledger(task(1, FRIDAY))
    said = recorded(kept, decided(kept, f"{MONDAY} 08:00")).said
    extended = ledger(task(1, date(2026, 11, 27)), said=said, rounds={("weekly", "2026-W48")})
    assert only(decided(extended, f"{TUESDAY} 08:00")).notices[0].threshold == 3


def test_letters_are_named_by_period_and_reader(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """The ledger can tell every letter from every other."""
    kept = ledger(task(1, FRIDAY, leaders=(leader(7),)))
    agenda = decided(kept, f"{MONDAY} 09:00")
    assert {letter.key: letter.period for letter in agenda.letters} == {
        "weekly:2026-W48:unit:1": "2026-W48",
        f"portfolio:{MONDAY}:person:7": MONDAY,
        f"digest:{MONDAY}:office": MONDAY,
    }


def test_two_notice_letters_of_one_day_have_different_names(
    decided: Round, ledger: MakeLedger, task: MakeTask
) -> None:
    """A plan imported at noon owes notices of its own on the same day."""
    week = {("weekly", "2026-W48")}
    morning = only(decided(ledger(task(1, NEAR), rounds=week), f"{TUESDAY} 08:00"))
    noon = only(decided(ledger(task(2, NEAR), rounds=week), f"{TUESDAY} 12:00"))
    assert morning.key.startswith(f"threshold:{TUESDAY}:unit:1:")
    assert morning.key != noon.key


def test_a_letter_is_written_in_the_time_of_the_office(
    decided: Round, ledger: MakeLedger, task: MakeTask, shanghai: ZoneInfo
) -> None:
    """The moment of the round, as it is on the office's wall."""
    letter = only(decided(ledger(task(1, YEAR_END)), f"{MONDAY} 08:00"))
    assert letter.written_at == datetime(2026, 11, 23, 8, tzinfo=shanghai)


def test_an_early_hour_decides_nothing(
    decided: Round, plan_2026: tuple[TaskView, ...], ledger: MakeLedger
) -> None:
    """Before eight there is nothing to say."""
    assert decided(ledger(*plan_2026), f"{MONDAY} 07:59") == Agenda()


def test_a_year_of_rounds_climbs_every_ladder_once(
    decided: Round, ledger: MakeLedger, task: MakeTask, leader: MakeLeader
) -> None:
    """Two rounds a day for half a year: one notice a threshold, one weekly letter a week."""
    kept = ledger(task(1, date(2026, 9, 30), leaders=(leader(7),)))
    letters: list[Letter] = []
    for nth in range(180):
        for hour in ("08:00", "09:00"):
            agenda = decided(kept, f"{date(2026, 7, 1) + timedelta(days=nth)} {hour}")
            letters.extend(agenda.letters)
            kept = recorded(kept, agenda)
    to_unit = [letter for letter in letters if letter.reader.key == "unit:1"]
    assert [notice.threshold for letter in to_unit for notice in letter.notices] == [
        30,
        14,
        7,
        3,
        1,
        0,
        -1,
        -5,
    ]
    weeks = [letter.period for letter in to_unit if letter.kind is LetterKind.WEEKLY]
    assert len(weeks) == len(set(weeks)) == 26
    urged = [notice.threshold for one in letters if one.reader.key == "person:7" for notice in one.notices]
    assert urged == [-1, -5]
