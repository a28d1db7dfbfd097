# SPDX-License-Identifier: Apache-2.0
"""What docs/policy.md tells, out of the rules themselves."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from models.kinds import Severity, Signal
from scheduler import assessment
from scheduler.calendar_years import TOLD_FOR, years_not_known
from scheduler.policy import default_policy
from scheduler.slots import SlotKind, slots_due
from scheduler.workdays import WorkingCalendar
from tests.unit.docs.facts.words import spelled


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    today, due = date(2026, 11, 22), date(2026, 11, 30)
    days = spelled(WorkingCalendar().between(today, due))
    yield f"from {today:%A %-d %B %Y} to {due:%A %-d %B} there are {days}."
    yield "A task is late from 00:00 of the calendar day after its deadline, whether that day is worked or not."
    yield "On the days off right after a deadline it is therefore red, with no working day lost yet."
    yield "The even pace runs from the day the plan was issued to the deadline, in working days;"
    yield "`work` makes a day a working day and `rest` a day off, whatever the published calendar says."
    yield "the first `work` line of a year ends its being provisional; `rest` lines alone do not,"
    yield "The arrangement of a year is published in November of the year before"
    yield from _ladders()
    yield from _provisional()
    yield from _colours()
    yield f"A full round (`duban round --full`) serves all {spelled(len(SlotKind))} at once"
    yield from _keys()


def _ladders() -> Iterator[str]:
    """A Sunday, and the week of a holiday that is long enough."""
    sunday = datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert slots_due(sunday, calendar=WorkingCalendar(), policy=default_policy()) == ()
    yield "On a day off nothing is due; it waits for the next working day."
    assert WorkingCalendar().first_of_week(date(2023, 10, 5)) is not None
    yield "A week without any working day has no weekly mail."
    yield "Of the thresholds crossed the latest one is owed, unless it or a later one was said to that reader."
    yield "So an outage of a week gives one notice, not none and not five."
    yield "A new deadline, after an extension, begins a new ladder. A closed task has none."
    yield "Each deadline has its ladder of thresholds, for each reader separately."
    yield "A slot counts as served only if at least one letter came of it."
    yield "| from `times.notices` of every working day | day |"
    yield "| from `times.weekly` of the first working day of the ISO week, and of the later ones within `catch_up.weekly` if it was missed |"
    yield "| from `times.digest` of every working day | day |"
    yield "| from `times.report` of every working day with a weekly round,"
    yield "red is overdue, yellow behind, blue due soon, green is left out."
    yield "Inside a section the latest comes first, then the earlier deadline, then the order of the plan."
    yield "gets no letter, and nothing counts as said to it"
    yield "Group words (各部门、相关属地) name nobody in particular and are no readers."


def _provisional() -> Iterator[str]:
    unknown = WorkingCalendar(country="CN")
    year = next(each for each in range(2026, 2200) if unknown.is_provisional(each))
    first = next(
        day
        for day in (date(year - 1, month, 1) for month in range(1, 13))
        if year in unknown.provisional_years(day)
    )
    yield f"This year is raised whenever it is provisional, the next one from {first.day} {first:%B} on, and"
    warned = next(
        date(year - 1, month, 1)
        for month in range(1, 13)
        for told in years_not_known(unknown, now=datetime(year - 1, month, 1, tzinfo=UTC))
        if told.severity is Severity.WARNING
    )
    yield f"From {warned.day} {warned:%B} on it is something to mend: `duban check` then ends"
    yield f"The digest does so for {TOLD_FOR.days} calendar days."


def _colours() -> Iterator[str]:
    assert [signal.value for signal in assessment.WORST_FIRST] == ["red", "yellow", "blue", "green", "closed"]
    yield (
        f"| {Signal.RED} | the deadline has passed | "
        f"| {Signal.YELLOW} | a milestone has passed without being reached, or progress is behind the pace, "
        "or a report is missing | "
        f"| {Signal.BLUE} | the task or one of its milestones is near due | "
        f"| {Signal.GREEN} | none of these | "
        f"| {Signal.CLOSED} | the task is closed or withdrawn |"
    )
    yield "Of several the first one in this table is shown."


def _keys() -> Iterator[str]:
    """What keys mean beyond their default; the shipped file says the same above them."""
    after = default_policy().thresholds.after
    assert default_policy().thresholds.urging_at in after
    assert default_policy().thresholds.bulletin_at in after
    yield "from here on a notice urges the unit (催办), with a copy to its leader; one of `after` |"
    yield "from here on a row is marked for the bulletin (通报); one of `after`, not below `urging_at` |"
    yield "a notice goes out when this many or fewer are left before a deadline |"
    yield "a notice goes out when a deadline has passed by this many |"
    yield "how soon a unit is asked to answer about what is late |"
    yield "a task or a milestone this near turns its task blue |"
    yield "when its reported progress is behind an even pace by more than this |"
    yield "when nobody reported for this long; 0 asks for no reports |"
    yield "what the weekly mail lists as due soon; not below `near_due` |"
    yield "what the weekly mail lists as newly changed |"
    yield "from when on the run report goes out, on a day with a weekly round or a failure |"
    yield "for how long a weekly mail missed is made good, its own day counted; an older one is recorded as skipped |"
    yield "over how long the weekly mails leave, each unit always at the same minute; 0 sends all at once |"
    yield "how long a closed or withdrawn task stays in its feeds |"
    yield "when an open entry of a feed rings: at least one day before its deadline; `[]` rings never |"
    yield "how long the text of a mail is kept after it was sent, dropped or became pointless; its row and log stay, and 0 keeps all |"
