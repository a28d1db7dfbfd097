"""A letter put into the words of one locale: the page that its mail shows."""

from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

from models.findings import Finding
from models.kinds import LetterKind, ReaderKind, Signal
from models.letters import Letter, Section
from models.text import clean_line
from notifiers.letterhead import Letterhead
from notifiers.mail_context import Context, Published
from notifiers.mail_counts import counts_of, run_counts, tally_of
from notifiers.mail_facts import TEXT_AT_MOST, cut
from notifiers.mail_page import Mend, Page, Part, Runs
from notifiers.mail_rows import Row, row_of
from notifiers.phrases import Phrases
from notifiers.qr import QUIET_ZONE, qr_rows
from notifiers.reasons import letter_name, section_title
from notifiers.webcal import webcal_address

NAME_AT_MOST = 120
"""Characters of the reader's name in a mail."""


def page_of(letter: Letter, *, head: Letterhead, context: Context, published: Published | None) -> Page:
    """Put a letter into the words of its letterhead's locale; nothing is left out."""
    phrases = Phrases.of(head.locale)
    parts = tuple(_part(section, phrases) for section in letter.sections if section.lines)
    rows = tuple(row for part in parts for row in part.rows)
    counts = run_counts(letter.run, phrases) if letter.run else counts_of(rows, phrases)
    feed = clean_line(context.feed_address or "")
    page = Page(
        kind=letter.kind.value,
        lang=head.locale.replace("_", "-"),
        title=letter_name(letter.kind, phrases.catalogue.gettext),
        office=clean_line(head.office),
        base_url=clean_line(head.base_url),
        reply_to=clean_line(head.reply_to),
        reader=cut(clean_line(letter.reader.name), NAME_AT_MOST),
        is_copy=letter.kind is LetterKind.URGING and letter.reader.kind is ReaderKind.LEADER,
        on=phrases.day(letter.written_at.date()),
        period=phrases.period(letter.period),
        covers=tuple(kind.value for kind in letter.covers),
        also=_also(letter, phrases),
        counts=counts,
        tally=tally_of(counts, phrases),
        tones=frozenset(row.tone for row in rows),
        late=len({row.uid for row in rows if row.tone == Signal.RED}),
        bulletin=len({row.uid for row in rows if row.in_bulletin}),
        parts=parts,
        mends=tuple(_mend(finding, phrases) for finding in letter.findings),
        mends_total=len(letter.findings),
        worst=min(rows, key=_urgency, default=None),
        nearest=_nearest(rows, phrases),
        answer=phrases.answer(head.answer_within, letter.answer_by),
        plan=_plan(rows),
        feed=feed,
        webcal=webcal_address(feed),
        page=clean_line(context.page_address or ""),
        unsubscribe="" if letter.kind.is_duty else clean_line(context.unsubscribe or ""),
        run=letter.run,
        since=_day(letter.run.since, letter, phrases) if letter.run else "",
        due=_day(letter.due_at, letter, phrases) if letter.due_at else "",
    )
    return _introduced(page, published) if context.introduction and feed else page


def _day(moment: datetime, letter: Letter, phrases: Phrases) -> str:
    """Write the day of a moment, in the office's time zone."""
    return phrases.day(moment.astimezone(letter.written_at.tzinfo).date())


def _introduced(page: Page, published: Published | None) -> Page:
    """Say in a first mail how to subscribe with a phone, and what is attached."""
    shown = replace(page, code=_code(page.webcal))
    return replace(shown, attached=published.tasks, detached=published.left_out) if published else shown


def _part(section: Section, phrases: Phrases) -> Part:
    rows = tuple(row_of(line, section.kind, phrases) for line in section.lines)
    return Part(title=section_title(section.kind, phrases.catalogue.gettext), total=len(rows), rows=rows)


def _also(letter: Letter, phrases: Phrases) -> tuple[str, ...]:
    others = (kind for kind in letter.covers if kind is not letter.kind)
    return tuple(letter_name(kind, phrases.catalogue.gettext) for kind in others)


def _mend(finding: Finding, phrases: Phrases) -> Mend:
    cure = phrases.say(finding.cure, finding.facts) if finding.cure else ""
    sentence = phrases.say(finding.sentence, finding.facts)
    return Mend(
        task=clean_line(finding.task or ""),
        sentence=cut(sentence, TEXT_AT_MOST),
        cure=cut(cure, TEXT_AT_MOST),
    )


def _urgency(row: Row) -> tuple[bool, int]:
    return (row.days is None, row.days or 0)


def _nearest(rows: tuple[Row, ...], phrases: Phrases) -> str:
    """Say the first deadline that can still be met."""
    ahead: list[date] = [row.ahead for row in rows if row.ahead]
    return phrases.day(min(ahead)) if ahead else ""


def _plan(rows: tuple[Row, ...]) -> str:
    plans = {row.plan for row in rows}
    return plans.pop() if len(plans) == 1 else ""


def _code(address: str) -> tuple[Runs, ...]:
    inner = slice(QUIET_ZONE, -QUIET_ZONE)
    lines = (line[inner] for line in qr_rows(address)[inner])
    return tuple(tuple((dark, len(list(run))) for dark, run in groupby(line)) for line in lines)
