"""The figures of a mail's first screen and subject: how much is late, near or behind."""

from dataclasses import dataclass

from models.kinds import Signal
from models.letters import RunReport
from notifiers.mail_rows import Row
from notifiers.phrases import Phrases

MILESTONE = "milestone"


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """One figure; `tone` is a signal's value or `milestone`, `said` the figure as part of a sentence."""

    tone: str
    word: str
    said: str
    n: int


def counts_of(rows: tuple[Row, ...], phrases: Phrases) -> tuple[Count, ...]:
    """Count tasks by signal, and milestones apart, each once however often it is a row.

    Where nothing is late, near or behind, what is open is the only figure.
    """
    tasks = list({row.uid: row.tone for row in rows if not row.is_milestone}.values())
    milestones = len({row.uid for row in rows if row.is_milestone})
    counted = tuple(_count(signal, tasks.count(signal.value), phrases) for signal in _SHOWN)
    if milestones:
        return (*counted, _milestones(milestones, phrases))
    return counted if any(count.n for count in counted) else (_open(len(tasks), phrases),)


def run_counts(run: RunReport, phrases: Phrases) -> tuple[Count, ...]:
    """Give the figures of a run report: what became of the mails."""
    gettext = phrases.catalogue.gettext
    figures = (
        (Signal.GREEN, gettext("mails sent"), run.sent),
        (Signal.BLUE, gettext("waiting"), run.waiting),
        (Signal.RED, gettext("given up"), run.failed),
        *(((Signal.RED, gettext("not written"), run.unwritten),) if run.unwritten else ()),
        (Signal.YELLOW, gettext("skipped"), run.skipped),
    )
    return tuple(Count(tone=tone.value, word=word, said="", n=n) for tone, word, n in figures)


def tally_of(counts: tuple[Count, ...], phrases: Phrases) -> str:
    """Say all figures but the zeros in one phrase; of none but zeros the first."""
    return phrases.listed(count.said for count in counts if count.n and count.said) or counts[0].said


_SHOWN = (Signal.RED, Signal.BLUE, Signal.YELLOW)


def _count(signal: Signal, n: int, phrases: Phrases) -> Count:
    gettext = phrases.catalogue.gettext
    word, said = {
        Signal.RED: (gettext("overdue"), gettext("{n} overdue")),
        Signal.BLUE: (gettext("due soon"), gettext("{n} due soon")),
        Signal.YELLOW: (gettext("behind"), gettext("{n} behind")),
    }[signal]
    return Count(tone=signal.value, word=word, said=said.format(n=n), n=n)


def _milestones(n: int, phrases: Phrases) -> Count:
    said = phrases.catalogue.ngettext("{n} milestone", "{n} milestones", n).format(n=n)
    return Count(
        tone=MILESTONE, word=phrases.catalogue.ngettext("milestone", "milestones", n), said=said, n=n
    )


def _open(n: int, phrases: Phrases) -> Count:
    word = phrases.catalogue.ngettext("open task", "open tasks", n)
    said = phrases.catalogue.gettext("{n} open").format(n=n)
    return Count(tone=Signal.GREEN, word=word, said=said, n=n)
