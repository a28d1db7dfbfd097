# SPDX-License-Identifier: Apache-2.0
"""A letter in a few words for channels: its figures, its worst rows, what to do next, and one link."""

import json

from models.channels import ChannelMessage, channel_message_key, reader_key_of
from models.kinds import ReaderKind, Signal
from models.letters import Letter, RunReport, SenderIdentity
from models.text import clean_line
from notifiers.mail.content import counts_of, summary_of
from notifiers.mail.rows import MailRow, cut, row_of
from wording.formatter import Formatter
from wording.labels import letter_name

MOST_ROWS = 3
TITLE, NAME = 32, 24
"""Characters kept of a task's title and of a reader's name: all together must stay below 2,048 bytes."""


def shorten(letter: Letter, *, identity: SenderIdentity, link: str) -> ChannelMessage:
    """Put a letter into a few words, the same bytes every time (JSON, UTF-8, sorted keys)."""
    formatter = Formatter.of(identity.locale)
    lines = (row_of(line, section.kind, formatter) for section in letter.sections for line in section.lines)
    rows = tuple({row.uid: row for row in lines}.values())
    title = _title(letter, rows, formatter)
    facts = {
        "title": title,
        "text": "\n".join(_lines(letter, rows, identity, formatter)),
        "link": link or identity.base_url,
        "key": channel_message_key(letter),
        "kind": letter.kind.value,
        "reader": clean_line(letter.reader.name),
        "reader_key": reader_key_of(letter.reader),
        "period": letter.period,
    }
    content = json.dumps(facts, ensure_ascii=False, sort_keys=True).encode()
    return ChannelMessage(title=title, content=content)


def trial(*, identity: SenderIdentity, reader: str, reader_key: str, key: str) -> ChannelMessage:
    """Write what `duban unit channel test` sends."""
    gettext = Formatter.of(identity.locale).catalogue.gettext
    title = gettext("[Trial] {office}: this channel works").format(office=clean_line(identity.office))
    text = gettext("Reminders for {reader} will come here; mails go out as before.")
    facts = {
        "title": title,
        "text": text.format(reader=clean_line(reader)),
        "link": identity.base_url,
        "key": key,
        "kind": "trial",
        "reader": clean_line(reader),
        "reader_key": reader_key,
        "period": "",
    }
    return ChannelMessage(title=title, content=json.dumps(facts, ensure_ascii=False, sort_keys=True).encode())


def _title(letter: Letter, rows: tuple[MailRow, ...], formatter: Formatter) -> str:
    gettext = formatter.catalogue.gettext
    names = formatter.listed(letter_name(kind, gettext) for kind in letter.covers)
    said = gettext("[{names}] {reader}, {period}: {summary}")
    return said.format(
        names=names,
        reader=cut(clean_line(letter.reader.name), NAME),
        period=formatter.period(letter.period),
        summary=_run(letter.run, formatter)
        if letter.run
        else summary_of(counts_of(rows, formatter), formatter),
    )


def _lines(
    letter: Letter, rows: tuple[MailRow, ...], identity: SenderIdentity, formatter: Formatter
) -> list[str]:
    worst = sorted(rows, key=lambda row: (row.is_supported, row.days is None, row.days or 0))[:MOST_ROWS]
    said = formatter.catalogue.gettext("{number} {title}: {distance}")
    lines = [
        said.format(number=cut(row.number, NAME), title=cut(row.title, TITLE), distance=row.distance)
        for row in worst
    ]
    if hidden := len(rows) - len(worst):
        more = formatter.catalogue.ngettext("… and {n} more", "… and {n} more", hidden)
        lines.append(more.format(n=hidden))
    return [*lines, _next_step(letter, rows, identity, formatter)]


def _next_step(
    letter: Letter, rows: tuple[MailRow, ...], identity: SenderIdentity, formatter: Formatter
) -> str:
    """Say what is asked of this reader, as the mail does at length."""
    catalogue, n = formatter.catalogue, identity.answer_within
    is_late = any(row.signal == Signal.RED for row in rows if not row.is_supported)
    if letter.reader.kind is ReaderKind.OFFICE:
        return catalogue.gettext("Next: see the mail for what the office is to mend and to ask.")
    if rows and all(row.is_supported for row in rows):
        return catalogue.gettext("Next: give the unit that leads what it needs of you, in time.")
    if not is_late:
        return catalogue.gettext("Next: finish by the deadline, or ask for an extension before it.")
    if letter.reader.kind is ReaderKind.LEADER:
        return catalogue.gettext("Next: please see to it that the responsible units answer.")
    said = catalogue.ngettext(
        "Next: tell the office within {n} working day why, and when it will be finished.",
        "Next: tell the office within {n} working days why, and when it will be finished.",
        n,
    )
    return said.format(n=n)


def _run(run: RunReport, formatter: Formatter) -> str:
    gettext = formatter.catalogue.gettext
    said = gettext("{sent} of {planned} mails sent, {waiting} waiting, {failed} given up")
    told = said.format(sent=run.sent, planned=run.planned, waiting=run.waiting, failed=run.failed)
    return told + gettext(", {n} not written").format(n=run.unwritten) if run.unwritten else told
