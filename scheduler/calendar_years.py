# SPDX-License-Identifier: Apache-2.0
"""Years whose official working days are not known: told as provisional, and what moves once they are.

The log keeps which days such a year had when a letter first counted them, so that the day the official ones
are known each threshold and each weekly mail can be compared with the day it had until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial

from sqlmodel import Session

from models.findings import TASKS, Finding, Several
from models.kinds import EventKind, Severity
from models.letters import Letter
from models.queries import log, outbox, tasks
from models.status import Deadline
from models.views import TaskFilter
from scheduler.assessment import deadlines
from scheduler.policy import Policy
from scheduler.workdays import DAY, DayKind, Override, WorkingCalendar

PROVISIONAL, KNOWN, MOVED = "calendar-provisional", "calendar-known", "letter-moved"
DECEMBER = 12
TOLD_FOR = timedelta(days=7)
"""For so many *calendar* days after the first digest or run report that says so it is told what moved."""
MOST_MOVES = 20
"""So many reminders are told one by one, the first ones; the others are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedYear:
    """A year that letters counted provisionally, with the exceptions it had then."""

    year: int
    exceptions: tuple[Override, ...]
    known_at: datetime | None = None
    """When the office was told that it is known, if it was."""

    def as_counted(self, calendar: WorkingCalendar) -> WorkingCalendar:
        """Give a calendar in which this year is as it was."""
        return calendar.with_exceptions(*span_of(self.year), self.exceptions)


def span_of(year: int) -> tuple[date, date]:
    """Give the days that the arrangement of a year may change: it may have a weekend before it worked."""
    return date(year - 1, DECEMBER, 1), date(year, DECEMBER, 31)


def years_not_known(calendar: WorkingCalendar, *, now: datetime, until: date | None = None) -> list[Finding]:
    """Tell for which years up to that of `until` the official arrangement of working days is not known.

    It is to be mended once it must be there: in the year itself, and in the December before.
    """
    today = now.date()
    years = calendar.provisional_years(today, until=until)
    if not years:
        return []
    is_late = years[0] == today.year or (today.month == DECEMBER and years[0] == today.year + 1)
    return [
        Finding(
            code=PROVISIONAL,
            severity=Severity.WARNING if is_late else Severity.INFO,
            sentence="The official working days of {year} are not known; distances into it are provisional."
            if len(years) == 1
            else "The official working days of {year} to {last} are not known; "
            "distances into these years are provisional.",
            cure="Once they are published, update duban or put them into the file named by DUBAN_HOLIDAYS.",
            facts={"year": years[0], "last": years[-1]},
        )
    ]


def remember(
    session: Session, letters: Iterable[Letter], *, calendar: WorkingCalendar, now: datetime
) -> None:
    """Note in the log which years these letters count provisionally, and which they tell as known.

    Years after the next are noted when they come near.
    """
    letters = tuple(letters)
    findings = tuple(finding for letter in letters for finding in letter.findings)
    counted = {year for letter in letters for year in letter.provisional_years}
    for finding in (item for item in findings if item.code == PROVISIONAL):
        counted.update(range(finding.facts["year"], finding.facts["last"] + 1))
    known = {finding.facts["year"] for finding in findings if finding.code == KNOWN}
    if not counted and not known:
        return
    noted = counted_years(session)
    for year in sorted(year for year in counted if year <= now.year + 1):
        exceptions = calendar.exceptions(*span_of(year))
        if noted.get(year) != CountedYear(year=year, exceptions=exceptions):
            detail = {"year": year, **_written(exceptions)}
            log.record(session, EventKind.CALENDAR_PROVISIONAL, at=now, by="round", detail=detail)
    for year in sorted(year for year in known if year in noted and noted[year].known_at is None):
        log.record(session, EventKind.CALENDAR_KNOWN, at=now, by="round", detail={"year": year})


def counted_years(session: Session) -> dict[int, CountedYear]:
    """Give the years that letters counted provisionally, as the last of them did."""
    years: dict[int, CountedYear] = {}
    for event in log.of_kinds(session, EventKind.CALENDAR_PROVISIONAL, EventKind.CALENDAR_KNOWN):
        year, known = event.detail["year"], event.kind is EventKind.CALENDAR_KNOWN
        exceptions = years[year].exceptions if known else tuple(_read(event.detail))
        years[year] = CountedYear(year=year, exceptions=exceptions, known_at=event.at if known else None)
    return years


def _written(exceptions: Iterable[Override]) -> dict[str, list[str]]:
    days: dict[str, list[str]] = {kind.value: [] for kind in DayKind}
    for exception in exceptions:
        days[exception.kind.value].append(exception.day.isoformat())
    return days


def _read(detail: Mapping[str, list[str]]) -> list[Override]:
    found = [
        Override(day=date.fromisoformat(day), kind=kind) for kind in DayKind for day in detail[kind.value]
    ]
    return sorted(found, key=lambda exception: exception.day)


def years_known_now(
    session: Session, *, calendar: WorkingCalendar, policy: Policy, now: datetime
) -> list[Finding]:
    """Tell which years are known that letters counted provisionally, and every letter whose day moved."""
    years = [year for year in counted_years(session).values() if _is_news(year, calendar, now=now)]
    if not years:
        return []
    everything = tasks.ids_in(TaskFilter(everything=True))
    ahead = [
        deadline
        for task in tasks.views_of(session, everything, on=now.date())
        for deadline in deadlines(task)
    ]
    said = first_said(outbox.said_at(session), now=now)
    return [
        finding
        for year in years
        for finding in moves_told(
            year.year,
            reminders_moved(
                ahead, former=year.as_counted(calendar), calendar=calendar, policy=policy, said=said, now=now
            ),
            weeks_moved(year, calendar),
        )
    ]


def _is_news(year: CountedYear, calendar: WorkingCalendar, *, now: datetime) -> bool:
    if year.year < now.year or calendar.is_provisional(year.year):
        return False
    return year.known_at is None or now - year.known_at <= TOLD_FOR


def first_said(said_at: Mapping[str, datetime], *, now: datetime) -> dict[str, date]:
    """Give the day on which each threshold of a deadline was first told to anybody, in the zone of `now`."""
    days: dict[str, date] = {}
    for key, at in said_at.items():
        threshold = key.rpartition(":")[0].rpartition(":")[0] + ":"  # a reader's key is a kind and a number
        day = at.astimezone(now.tzinfo).date()
        days[threshold] = min(day, days.get(threshold, day))
    return days


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedReminder:
    """One threshold of the deadlines on a day; `said_on` is when it was told, if that was on another day."""

    by: date
    threshold: int
    former: date
    day: date
    said_on: date | None
    tasks: dict[str, None] = field(default_factory=dict)
    """Their numbers, in the order of the plans."""


def reminders_moved(
    ahead: Iterable[Deadline],
    *,
    former: WorkingCalendar,
    calendar: WorkingCalendar,
    policy: Policy,
    said: Mapping[str, date],
    now: datetime,
) -> list[MovedReminder]:
    """Find every threshold, told or to be told, that has another day than it had, the first ones first."""
    found: dict[tuple[date, int, date | None], MovedReminder] = {}
    moves = cache(partial(_moves, former=former, calendar=calendar, policy=policy))
    for deadline in ahead:
        for threshold, before, day in moves(deadline.by):
            said_on = said.get(deadline.key_of(threshold, ""))
            if said_on is None and max(before, day) < now.date():
                continue  # nobody was told of it, and a later threshold has taken its place
            told = said_on if said_on != day else None
            moved = MovedReminder(by=deadline.by, threshold=threshold, former=before, day=day, said_on=told)
            found.setdefault((deadline.by, threshold, told), moved).tasks[deadline.task.number] = None
    return sorted(found.values(), key=lambda moved: (moved.day, moved.by, -moved.threshold))


def _moves(
    by: date, *, former: WorkingCalendar, calendar: WorkingCalendar, policy: Policy
) -> list[tuple[int, date, date]]:
    """Give the thresholds of a deadline that have another day than before, each with both days."""
    ladder = (*policy.thresholds.before, *(-after for after in policy.thresholds.after))
    days = ((step, threshold_day(former, by, step), threshold_day(calendar, by, step)) for step in ladder)
    return [(step, before, day) for step, before, day in days if before != day]


def threshold_day(calendar: WorkingCalendar, by: date, threshold: int) -> date:
    """Give the working day on which a threshold, negative after the deadline, is reached."""
    if threshold:
        return calendar.add(by, -threshold)
    day = by
    while not calendar.is_working(day):
        day -= DAY
    return day


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedWeek:
    """A week whose first working day, and so its weekly mail, is another one; None where it has none."""

    monday: date
    former: date | None
    day: date | None


def weeks_moved(year: CountedYear, calendar: WorkingCalendar) -> list[MovedWeek]:
    """Find the weeks of a year whose weekly mail has another day than it had."""
    start, end = span_of(year.year)
    former, monday = year.as_counted(calendar), start - DAY * start.weekday()
    mondays = (monday + DAY * nth for nth in range(0, (end - monday).days + 1, 7))
    weeks = (
        MovedWeek(monday=day, former=former.first_of_week(day), day=calendar.first_of_week(day))
        for day in mondays
    )
    return [week for week in weeks if week.former != week.day]


def moves_told(year: int, reminders: list[MovedReminder], weeks: list[MovedWeek]) -> Iterator[Finding]:
    """Tell that a year is known, and each letter that moved: the weekly mails, then the first reminders."""
    yield Finding(
        code=KNOWN,
        severity=Severity.INFO,
        sentence="The official working days of {year} are known now; until then they were counted "
        "provisionally. Moved to another day: weekly mails of {weeks} weeks, {reminders} reminders.",
        facts={"year": year, "weeks": len(weeks), "reminders": sum(len(moved.tasks) for moved in reminders)},
    )
    yield from map(_week_told, weeks)
    yield from map(_reminder_told, reminders[:MOST_MOVES])
    if rest := sum(len(moved.tasks) for moved in reminders[MOST_MOVES:]):
        yield Finding(
            code=MOVED,
            severity=Severity.INFO,
            sentence="{count} more reminders moved to another day, all of them later ones.",
            facts={"count": rest},
        )


MOVES = {
    1: "Tasks {tasks}: the reminder {distance} working day(s) before {due} moves from {former} to {day}.",
    0: "Tasks {tasks}: the reminder on the last working day until {due} moves from {former} to {day}.",
    -1: "Tasks {tasks}: the notice {distance} working day(s) after {due} moves from {former} to {day}.",
}
TOLD_OTHERWISE = {
    1: "Tasks {tasks}: the reminder {distance} working day(s) before {due} was told on {said}; "
    "by the official working days it belongs on {day}.",
    0: "Tasks {tasks}: the reminder on the last working day until {due} was told on {said}; "
    "by the official working days it belongs on {day}.",
    -1: "Tasks {tasks}: the notice {distance} working day(s) after {due} was told on {said}; "
    "by the official working days it belongs on {day}.",
}
"""What is said of a threshold before its deadline, on it and after it."""


def _week_told(week: MovedWeek) -> Finding:
    if week.former is None:
        sentence = "Week {week} of {year} has a weekly mail after all, on {day}."
    elif week.day is None:
        sentence = "Week {week} of {year} has no working day, so no weekly mail; it was due on {former}."
    else:
        sentence = "The weekly mail of week {week} of {year} moves from {former} to {day}."
    year, number, _ = week.monday.isocalendar()
    facts = {"week": number, "year": year, "former": week.former, "day": week.day}
    return Finding(code=MOVED, severity=Severity.INFO, sentence=sentence, facts=facts)


def _reminder_told(moved: MovedReminder) -> Finding:
    side = (moved.threshold > 0) - (moved.threshold < 0)
    facts = {
        "tasks": Several(moved.tasks, most=8, counted=TASKS),
        "distance": abs(moved.threshold),
        "due": moved.by,
        "former": moved.former,
        "said": moved.said_on,
        "day": moved.day,
    }
    sentence = TOLD_OTHERWISE[side] if moved.said_on else MOVES[side]
    return Finding(code=MOVED, severity=Severity.INFO, sentence=sentence, facts=facts)
