"""A whole mail before layout: the facts that its HTML and its plain text both show."""

from dataclasses import dataclass, replace
from datetime import date

from models.findings import Finding
from models.kinds import LetterKind, ReaderKind, Signal
from models.letters import Letter, RunReport, Section
from models.text import clean_line
from notifiers.letterhead import Letterhead
from notifiers.mail_counts import Count, counts_of, tally_of
from notifiers.mail_rows import Row, row_of
from notifiers.phrases import Phrases
from notifiers.reasons import letter_name, section_title


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One section: its heading, how many rows it has in all, and the rows shown."""

    title: str
    total: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mend:
    """One finding the office must settle, translated."""

    task: str
    sentence: str
    cure: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
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
    tally: str
    tones: frozenset[str]
    late: int
    """How many rows are past their deadline."""
    bulletin: int
    parts: tuple[Part, ...]
    mends: tuple[Mend, ...]
    mends_total: int
    worst: Row | None
    nearest: str
    answer_within: int
    feed: str
    webcal: str
    run: RunReport | None = None
    since: str = ""
    """The day from which on the run report counts."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give all rows shown, part after part."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def total(self) -> int:
        """Count the rows of the letter, shown or not."""
        return sum(part.total for part in self.parts)

    @property
    def hidden(self) -> int:
        """Count the rows and findings that are only in the plain text."""
        return self.total - len(self.rows) + self.mends_total - len(self.mends)

    def within(self, limit: int) -> "Page":
        """Keep the first `limit` rows over all parts, and as many findings."""
        if max(self.total, self.mends_total) <= limit:
            return self
        parts, left = [], limit
        for part in self.parts:
            parts.append(replace(part, rows=part.rows[:left]))
            left = max(0, left - len(part.rows))
        return replace(self, parts=tuple(part for part in parts if part.rows), mends=self.mends[:limit])


def page_of(letter: Letter, *, head: Letterhead, feed_address: str | None) -> Page:
    """Put a letter into the words of its letterhead's locale; nothing is left out."""
    phrases = Phrases.of(head.locale)
    parts = tuple(_part(section, phrases) for section in letter.sections if section.lines)
    rows = tuple(row for part in parts for row in part.rows)
    counts = counts_of(rows, phrases)
    return Page(
        kind=letter.kind.value,
        lang=head.locale.replace("_", "-"),
        title=letter_name(letter.kind, phrases.catalogue.gettext),
        office=clean_line(head.office),
        base_url=clean_line(head.base_url),
        reply_to=clean_line(head.reply_to),
        reader=clean_line(letter.reader.name),
        is_copy=letter.kind is LetterKind.URGING and letter.reader.kind is ReaderKind.LEADER,
        on=phrases.day(letter.written_at.date()),
        period=phrases.period(letter.period),
        covers=tuple(kind.value for kind in letter.covers),
        also=_also(letter, phrases),
        counts=counts,
        tally=tally_of(rows, counts, phrases),
        tones=frozenset(row.tone for row in rows),
        late=len({row.uid for row in rows if row.tone == Signal.RED}),
        bulletin=len({row.uid for row in rows if row.in_bulletin}),
        parts=parts,
        mends=tuple(_mend(finding, phrases) for finding in letter.findings),
        mends_total=len(letter.findings),
        worst=min(rows, key=_urgency, default=None),
        nearest=_nearest(rows, phrases),
        answer_within=head.answer_within,
        feed=clean_line(feed_address or ""),
        webcal=_webcal(clean_line(feed_address or "")),
        run=letter.run,
        since=phrases.day(letter.run.since.astimezone(letter.written_at.tzinfo).date()) if letter.run else "",
    )


def _part(section: Section, phrases: Phrases) -> Part:
    rows = tuple(row_of(line, section.kind, phrases) for line in section.lines)
    return Part(title=section_title(section.kind, phrases.catalogue.gettext), total=len(rows), rows=rows)


def _also(letter: Letter, phrases: Phrases) -> tuple[str, ...]:
    others = (kind for kind in letter.covers if kind is not letter.kind)
    return tuple(letter_name(kind, phrases.catalogue.gettext) for kind in others)


def _mend(finding: Finding, phrases: Phrases) -> Mend:
    cure = phrases.say(finding.cure, finding.facts) if finding.cure else ""
    return Mend(
        task=clean_line(finding.task or ""), sentence=phrases.say(finding.sentence, finding.facts), cure=cure
    )


def _urgency(row: Row) -> tuple[bool, int]:
    return (row.days is None, row.days or 0)


def _nearest(rows: tuple[Row, ...], phrases: Phrases) -> str:
    """Say the first deadline that can still be met."""
    ahead: list[date] = [row.ahead for row in rows if row.ahead]
    return phrases.day(min(ahead)) if ahead else ""


def _webcal(address: str) -> str:
    return "webcal:" + address.partition(":")[2] if address else ""
