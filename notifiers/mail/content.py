# SPDX-License-Identifier: Apache-2.0
"""What a mail says: counts first, then sections, then why the reader gets it."""

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from models.findings import Finding
from models.kinds import LetterKind, ReaderKind, Signal
from models.letters import Letter, RunReport, Section, SectionKind, SenderIdentity
from models.text import clean_line
from models.views import FeedView, TaskView
from notifiers.ical.entries import CalendarStyle
from notifiers.mail.rows import TEXT_AT_MOST, MailRow, cut, row_of
from notifiers.qr import QUIET_ZONE, qr_rows, webcal_address
from wording.formatter import Formatter
from wording.labels import asked_at, letter_name, section_title

MILESTONE = "milestone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """One figure; `css_class` is a signal's value or `milestone`, `phrase` the figure in a sentence."""

    css_class: str
    word: str
    phrase: str
    n: int


def counts_of(rows: tuple[MailRow, ...], formatter: Formatter) -> tuple[Count, ...]:
    """Count tasks, each once: by signal, apart where a row is about a milestone, and what others answer for.

    Where nothing of the reader's own is late, near or behind, what is open is counted instead.
    """
    gettext, ngettext = formatter.catalogue.gettext, formatter.catalogue.ngettext
    own = tuple(row for row in rows if not row.is_supported)
    signals = [row.signal for row in own if not row.is_milestone]
    steps = [row.signal for row in own if row.is_milestone]
    counted = (
        *(_count(signal, signals.count(signal.value), formatter) for signal in _SHOWN),
        *(_steps(signal, n, formatter) for signal in _OF_STEPS if (n := steps.count(signal.value))),
    )
    supported = len(rows) - len(own)
    if not any(count.n for count in counted):
        word, phrase = ngettext("open task", "open tasks", len(own)), gettext("{n} open").format(n=len(own))
        is_open = Count(css_class=Signal.GREEN, word=word, phrase=phrase, n=len(own))
        counted = (is_open,) if own or not supported else ()
    if not supported:
        return counted
    phrase = gettext("{n} to support").format(n=supported)
    return (*counted, Count(css_class=Signal.CLOSED, word=gettext("to support"), phrase=phrase, n=supported))


def run_counts(run: RunReport, formatter: Formatter) -> tuple[Count, ...]:
    """Give the figures of a run report: what became of the mails."""
    gettext = formatter.catalogue.gettext
    figures = (
        (Signal.GREEN, gettext("mails sent"), run.sent),
        (Signal.BLUE, gettext("waiting"), run.waiting),
        (Signal.RED, gettext("given up"), run.failed),
        *(((Signal.RED, gettext("not written"), run.unwritten),) if run.unwritten else ()),
        (Signal.YELLOW, gettext("skipped"), run.skipped),
    )
    return tuple(Count(css_class=signal.value, word=word, phrase="", n=n) for signal, word, n in figures)


def summary_of(counts: tuple[Count, ...], formatter: Formatter) -> str:
    """Say all figures but the zeros in one phrase; of none but zeros the first."""
    return formatter.listed(count.phrase for count in counts if count.n and count.phrase) or counts[0].phrase


_SHOWN = (Signal.RED, Signal.BLUE, Signal.YELLOW)
_OF_STEPS = (Signal.RED, Signal.BLUE)


def _count(signal: Signal, n: int, formatter: Formatter) -> Count:
    gettext = formatter.catalogue.gettext
    word, phrase = {
        Signal.RED: (gettext("overdue"), gettext("{n} overdue")),
        Signal.BLUE: (gettext("due soon"), gettext("{n} due soon")),
        Signal.YELLOW: (gettext("behind"), gettext("{n} behind")),
    }[signal]
    return Count(css_class=signal.value, word=word, phrase=phrase.format(n=n), n=n)


def _steps(signal: Signal, n: int, formatter: Formatter) -> Count:
    gettext = formatter.catalogue.gettext
    word, phrase = {
        Signal.RED: (gettext("milestone overdue"), gettext("{n} with a milestone overdue")),
        Signal.BLUE: (gettext("milestone ahead"), gettext("{n} with a milestone ahead")),
    }[signal]
    return Count(css_class=MILESTONE, word=word, phrase=phrase.format(n=n), n=n)


PROBLEM_IN_BRIEF, PROBLEM_IN_LINE = 240, 60
"""Characters of a finding, and of its cure, in the HTML; and where a finding is one line."""

Runs = tuple[tuple[bool, int], ...]
"""One line of a QR code: whether modules are dark, and how many in a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailSection:
    """One section: its heading, how many rows it has in all, those told in full, those told in a line."""

    title: str
    total: int
    rows: tuple[MailRow, ...]
    lines: tuple[MailRow, ...] = ()

    def truncated(self, in_full: int, lines: int) -> "MailSection":
        """Tell the first rows in full and the next in a line each."""
        rows = self.rows[:in_full]
        return replace(self, rows=rows, lines=self.rows[len(rows) : len(rows) + lines])


@dataclass(frozen=True, kw_only=True, slots=True)
class MailProblem:
    """One finding the office must settle, translated."""

    task: str
    sentence: str
    cure: str

    @property
    def sentence_in_brief(self) -> str:
        """Give the sentence as the HTML shows it."""
        return cut(self.sentence, PROBLEM_IN_BRIEF)

    @property
    def sentence_in_line(self) -> str:
        """Give the sentence where a finding is one line."""
        return cut(self.sentence, PROBLEM_IN_LINE)

    @property
    def cure_in_brief(self) -> str:
        """Give the cure as the HTML shows it."""
        return cut(self.cure, PROBLEM_IN_BRIEF)


@dataclass(frozen=True, kw_only=True, slots=True)
class MailContent:
    """What a mail says, every text of it cleaned; templates may read anything here and nothing else."""

    kind: str
    lang: str
    title: str
    office: str
    base_url: str
    reply_to: str
    reader: str
    is_copy: bool
    on: str
    period: str
    covers: tuple[str, ...]
    also: tuple[str, ...]
    counts: tuple[Count, ...]
    summary: str
    signals: frozenset[str]
    """The colours of the rows that the reader answers for; `supported_signals` are those of the others."""
    urged: int
    """How many tasks are urged as past their own deadline, `urged_steps` as past a milestone."""
    urged_steps: int
    bulletin: int
    own: int
    """How many tasks the reader answers for; with `supported` ones another unit does."""
    supported: int
    supported_signals: frozenset[str]
    sections: tuple[MailSection, ...]
    problems: tuple[MailProblem, ...]
    problems_total: int
    worst: MailRow | None
    nearest: str
    """The first deadline ahead of what the reader answers for; `supported_nearest` that of the others."""
    supported_nearest: str
    answer: str
    """Until when an answer is expected."""
    plan: str
    """The plan that all rows come from, empty when they come from several."""
    feed: str
    webcal: str
    page: str
    """The address of the reader's page."""
    unsubscribe: str
    problem_lines: tuple[MailProblem, ...] = ()
    run: RunReport | None = None
    since: str = ""
    """The day from which on the run report counts."""
    asked: str = ""
    """Whom to ask at the office, and by which telephone."""
    has_bulletin: bool = True
    is_for_office: bool = False
    is_weekly: bool = False
    """Whether it is the week's mail to its reader."""
    is_rehearsal: bool = False
    """Whether nobody gets the mail, because the office has not gone live."""
    due: str = ""
    """The day on which the mail was owed first, where an earlier one reached nobody."""
    attached: int = 0
    """How many tasks the attached calendar has, and how many it had no room for."""
    detached: int = 0
    provisional: str = ""
    """The years it counts days of whose official working days are not known."""
    code: tuple[Runs, ...] = ()
    """The feed's address as a QR code, without its quiet zone."""

    @property
    def rows(self) -> tuple[MailRow, ...]:
        """Give all rows told in full, part after part."""
        return tuple(row for section in self.sections for row in section.rows)

    @property
    def total(self) -> int:
        """Count the rows of the letter, told or not."""
        return sum(section.total for section in self.sections)

    @property
    def items(self) -> int:
        """Count the rows and findings of the letter, told or not."""
        return self.total + self.problems_total

    @property
    def hidden(self) -> int:
        """Count the rows and findings that are not told in full, so that the HTML does not show them."""
        return self.items - len(self.rows) - len(self.problems)

    @property
    def untold(self) -> int:
        """Count the rows and findings that do not even get a line."""
        return self.hidden - sum(len(section.lines) for section in self.sections) - len(self.problem_lines)

    def truncated(self, in_full: int, lines: int) -> "MailContent":
        """Tell the first `in_full` rows in full and the next `lines` in a line each; findings after them.

        A quarter as many findings are told in full, more where there are few rows.
        """
        if self.total <= in_full and self.problems_total <= max(in_full // 4, in_full - self.total):
            return self
        sections, rows_left, lines_left = [], in_full, lines
        for section in self.sections:
            truncated = section.truncated(rows_left, lines_left)
            sections.append(truncated)
            rows_left, lines_left = rows_left - len(truncated.rows), lines_left - len(truncated.lines)
        problems = self.problems[: max(in_full // 4, rows_left)]
        return replace(
            self,
            sections=tuple(sections),
            problems=problems,
            problem_lines=self.problems[len(problems) : len(problems) + lines_left],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """A reader's feed with the tasks it shows, and how its events are written down."""

    feed: FeedView
    tasks: tuple[TaskView, ...]
    style: CalendarStyle


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A calendar file; `tasks` are in it, `left_out` later ones are not, for its size."""

    content: bytes
    tasks: int
    left_out: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """All that a mail says of its reader's other ways to duban; whatever is missing is not mentioned."""

    feed_address: str | None = None
    page_address: str | None = None
    """The reader's signed page, which has every row."""
    thread: str | None = None
    """The Message-ID of the mail that this one follows."""
    unsubscribe: str | None = None
    """Where the reader ends mails of this kind; only for what is no duty."""
    introduction: Introduction | None = None
    """What the first mail to a reader brings along."""


NAME_AT_MOST = 120
"""Characters of the reader's name in a mail."""


def content_of(
    letter: Letter, *, identity: SenderIdentity, context: Context, published: Published | None
) -> MailContent:
    """Put a letter into the words of its sender's locale; nothing is left out."""
    formatter = Formatter.of(identity.locale)
    sections = tuple(_section(section, formatter) for section in letter.sections if section.lines)
    rows = tuple(row for section in sections for row in section.rows)
    counts = run_counts(letter.run, formatter) if letter.run else counts_of(rows, formatter)
    others = (kind for kind in letter.covers if kind is not letter.kind)
    plans = {row.plan for row in rows}
    own = tuple(row for row in rows if not row.is_supported)
    supported = tuple(row for row in rows if row.is_supported)
    urged = letter.section(SectionKind.URGED)
    urged_steps = [line for line in urged.lines if not line.status.is_late] if urged else []
    feed = clean_line(context.feed_address or "")
    content = MailContent(
        kind=letter.kind.value,
        lang=identity.locale.replace("_", "-"),
        title=letter_name(letter.kind, formatter.catalogue.gettext),
        office=clean_line(identity.office),
        base_url=clean_line(identity.base_url),
        reply_to=clean_line(identity.reply_to),
        reader=cut(clean_line(letter.reader.name), NAME_AT_MOST),
        is_copy=letter.kind is LetterKind.URGING and letter.reader.kind is ReaderKind.LEADER,
        on=formatter.day(letter.written_at.date()),
        period=formatter.period(letter.period),
        covers=tuple(kind.value for kind in letter.covers),
        also=tuple(letter_name(kind, formatter.catalogue.gettext) for kind in others),
        counts=counts,
        summary=summary_of(counts, formatter),
        signals=frozenset(row.signal for row in own),
        urged=len(urged.lines) - len(urged_steps) if urged else 0,
        urged_steps=len(urged_steps),
        bulletin=sum(row.in_bulletin for row in rows),
        own=len(own),
        supported=len(supported),
        supported_signals=frozenset(row.signal for row in supported),
        sections=sections,
        problems=tuple(_problem(finding, formatter) for finding in letter.findings),
        problems_total=len(letter.findings),
        worst=min(own or rows, key=lambda row: (row.days is None, row.days or 0), default=None),
        nearest=_nearest(own, formatter),
        supported_nearest=_nearest(supported, formatter),
        answer=formatter.answer(identity.answer_within, letter.answer_by),
        plan=plans.pop() if len(plans) == 1 else "",
        feed=feed,
        webcal=webcal_address(feed),
        page=clean_line(context.page_address or ""),
        unsubscribe="" if letter.kind.is_duty else clean_line(context.unsubscribe or ""),
        asked=asked_at(identity.contact, formatter.catalogue.gettext),
        has_bulletin=identity.has_bulletin,
        is_for_office=letter.reader.kind is ReaderKind.OFFICE,
        is_weekly=letter.is_weekly,
        is_rehearsal=letter.is_rehearsal,
        run=letter.run,
        since=_day(letter.run.since, letter, formatter) if letter.run else "",
        due=_day(letter.due_at, letter, formatter) if letter.due_at else "",
        provisional=formatter.years(letter.provisional_years),
    )
    return _introduced(content, published) if context.introduction and feed else content


def _nearest(rows: tuple[MailRow, ...], formatter: Formatter) -> str:
    """Say the first deadline that can still be met."""
    nearest = min((row.ahead for row in rows if row.ahead), default=None)
    return formatter.day(nearest) if nearest else ""


def _day(moment: datetime, letter: Letter, formatter: Formatter) -> str:
    """Write the day of a moment, in the office's time zone."""
    return formatter.day(moment.astimezone(letter.written_at.tzinfo).date())


def _introduced(content: MailContent, published: Published | None) -> MailContent:
    """Say in a first mail how to subscribe with a phone, and what is attached."""
    inner = slice(QUIET_ZONE, -QUIET_ZONE)
    lines = (line[inner] for line in qr_rows(content.webcal)[inner])
    code = tuple(tuple((dark, len(list(run))) for dark, run in groupby(line)) for line in lines)
    shown = replace(content, code=code)
    return replace(shown, attached=published.tasks, detached=published.left_out) if published else shown


def _section(section: Section, formatter: Formatter) -> MailSection:
    rows = tuple(row_of(line, section.kind, formatter) for line in section.lines)
    return MailSection(
        title=section_title(section.kind, formatter.catalogue.gettext), total=len(rows), rows=rows
    )


def _problem(finding: Finding, formatter: Formatter) -> MailProblem:
    cure = formatter.say(finding.cure, finding.facts) if finding.cure else ""
    sentence = formatter.say(finding.sentence, finding.facts)
    return MailProblem(
        task=clean_line(finding.task or ""),
        sentence=cut(sentence, TEXT_AT_MOST),
        cure=cut(cure, TEXT_AT_MOST),
    )
