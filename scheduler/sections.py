"""Which section of a letter a row belongs to, and the order of rows: worst first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.kinds import Signal
from models.letters import Line, Notice, Section, SectionKind
from scheduler.outlook import Outlook
from scheduler.policy import Policy

BY_COLOUR = {
    Signal.RED: SectionKind.OVERDUE,
    Signal.YELLOW: SectionKind.BEHIND,
    Signal.BLUE: SectionKind.DUE_SOON,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One line on its way into a letter; `distance` counts *working* days, negative when late."""

    section: SectionKind
    line: Line
    distance: int | None

    @property
    def rank(self) -> tuple[int, date, str, int]:
        """Sort the latest first, then by deadline, then in the order of the plan."""
        task = self.line.standing.task
        distance = 100_000 if self.distance is None else self.distance
        return distance, task.due or date.max, task.plan_key, task.position


def sections_of(rows: Iterable[Row]) -> tuple[Section, ...]:
    """Gather rows into sections, in the order in which they are read."""
    gathered: dict[SectionKind, list[Row]] = {kind: [] for kind in SectionKind}
    for row in rows:
        gathered[row.section].append(row)
    return tuple(_section(kind, found) for kind, found in gathered.items() if found)


def notice_row(outlook: Outlook, notice: Notice, *, is_weekly: bool, policy: Policy) -> Row:
    """Make the row of an owed notice."""
    return Row(
        section=_section_of_notice(notice, on=outlook.standing.on, is_weekly=is_weekly, policy=policy),
        line=Line(
            standing=outlook.standing,
            notice=notice,
            in_bulletin=_in_bulletin(notice.working_days, policy=policy),
        ),
        distance=notice.working_days,
    )


def weekly_row(outlook: Outlook, *, policy: Policy) -> Row:
    """Make the row of a task in a weekly letter, which shows everything open."""
    return _row(outlook, _section_of_week(outlook, policy=policy), policy=policy)


def colour_row(outlook: Outlook, *, policy: Policy) -> Row | None:
    """Make the row of a task in a digest, which leaves out what is green."""
    section = BY_COLOUR.get(outlook.standing.signal)
    return None if section is None else _row(outlook, section, policy=policy)


def _section(kind: SectionKind, rows: list[Row]) -> Section:
    return Section(kind=kind, lines=tuple(row.line for row in sorted(rows, key=lambda row: row.rank)))


def _row(outlook: Outlook, section: SectionKind, *, policy: Policy) -> Row:
    line = Line(standing=outlook.standing, in_bulletin=_in_bulletin(outlook.worst, policy=policy))
    return Row(section=section, line=line, distance=outlook.worst)


def _section_of_notice(notice: Notice, *, on: date, is_weekly: bool, policy: Policy) -> SectionKind:
    if policy.thresholds.urges(notice.threshold):
        return SectionKind.URGED
    if notice.deadline.by < on:
        return SectionKind.OVERDUE
    if is_weekly and notice.working_days <= policy.weekly.horizon:
        return SectionKind.DUE_SOON
    return SectionKind.CROSSED


def _section_of_week(outlook: Outlook, *, policy: Policy) -> SectionKind:
    if outlook.standing.signal is Signal.RED:
        return SectionKind.OVERDUE
    if outlook.nearest is not None and outlook.nearest <= policy.weekly.horizon:
        return SectionKind.DUE_SOON
    if outlook.standing.signal is Signal.YELLOW:
        return SectionKind.BEHIND
    return SectionKind.CHANGED if outlook.is_changed else SectionKind.OPEN


def _in_bulletin(distance: int | None, *, policy: Policy) -> bool:
    return distance is not None and distance <= -policy.thresholds.bulletin_at
