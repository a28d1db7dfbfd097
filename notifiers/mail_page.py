"""A whole mail before layout: the facts that its HTML and its plain text both show."""

from dataclasses import dataclass, replace

from models.letters import RunReport
from notifiers.mail_counts import Count
from notifiers.mail_facts import cut
from notifiers.mail_rows import Row

MEND_IN_BRIEF, MEND_IN_LINE = 240, 60
"""Characters of a finding, and of its cure, in the HTML; and where a finding is one line."""

Runs = tuple[tuple[bool, int], ...]
"""One line of a QR code: whether modules are dark, and how many in a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One section: its heading, how many rows it has in all, those told in full, those told in a line."""

    title: str
    total: int
    rows: tuple[Row, ...]
    lines: tuple[Row, ...] = ()

    def told(self, in_full: int, lines: int) -> "Part":
        """Tell the first rows in full and the next in a line each."""
        rows = self.rows[:in_full]
        return replace(self, rows=rows, lines=self.rows[len(rows) : len(rows) + lines])


@dataclass(frozen=True, kw_only=True, slots=True)
class Mend:
    """One finding the office must settle, translated."""

    task: str
    sentence: str
    cure: str

    @property
    def sentence_in_brief(self) -> str:
        """Give the sentence as the HTML shows it."""
        return cut(self.sentence, MEND_IN_BRIEF)

    @property
    def sentence_in_line(self) -> str:
        """Give the sentence where a finding is one line."""
        return cut(self.sentence, MEND_IN_LINE)

    @property
    def cure_in_brief(self) -> str:
        """Give the cure as the HTML shows it."""
        return cut(self.cure, MEND_IN_BRIEF)


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
    answer: str
    """Until when an answer is expected."""
    plan: str
    """The plan that all rows come from, empty when they come from several."""
    feed: str
    webcal: str
    page: str
    """The address of the reader's page."""
    unsubscribe: str
    mend_lines: tuple[Mend, ...] = ()
    run: RunReport | None = None
    since: str = ""
    """The day from which on the run report counts."""
    due: str = ""
    """The day on which the mail was owed first, where an earlier one reached nobody."""
    attached: int = 0
    """How many tasks the attached calendar has, and how many it had no room for."""
    detached: int = 0
    code: tuple[Runs, ...] = ()
    """The feed's address as a QR code, without its quiet zone."""

    @property
    def rows(self) -> tuple[Row, ...]:
        """Give all rows told in full, part after part."""
        return tuple(row for part in self.parts for row in part.rows)

    @property
    def total(self) -> int:
        """Count the rows of the letter, told or not."""
        return sum(part.total for part in self.parts)

    @property
    def items(self) -> int:
        """Count the rows and findings of the letter, told or not."""
        return self.total + self.mends_total

    @property
    def hidden(self) -> int:
        """Count the rows and findings that are not told in full, so that the HTML does not show them."""
        return self.items - len(self.rows) - len(self.mends)

    @property
    def untold(self) -> int:
        """Count the rows and findings that do not even get a line."""
        return self.hidden - sum(len(part.lines) for part in self.parts) - len(self.mend_lines)

    def told(self, in_full: int, lines: int) -> "Page":
        """Tell the first `in_full` rows in full and the next `lines` in a line each; findings after them.

        A quarter as many findings are told in full, more where there are few rows.
        """
        if self.total <= in_full and self.mends_total <= max(in_full // 4, in_full - self.total):
            return self
        parts, rows_left, lines_left = [], in_full, lines
        for part in self.parts:
            told = part.told(rows_left, lines_left)
            parts.append(told)
            rows_left, lines_left = rows_left - len(told.rows), lines_left - len(told.lines)
        mends = self.mends[: max(in_full // 4, rows_left)]
        return replace(
            self,
            parts=tuple(parts),
            mends=mends,
            mend_lines=self.mends[len(mends) : len(mends) + lines_left],
        )
