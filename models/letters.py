# SPDX-License-Identifier: Apache-2.0
"""What is owed to one reader at one moment, decided by `scheduler` and rendered by `notifiers`."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from models.addresses import Mailbox, address_key
from models.findings import Finding
from models.kinds import LetterKind, MessageState, ReaderKind, Role, Signal
from models.status import Notice, TaskStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """Who a letter is for; `key` is `unit:12`, `person:7`, `post:3` or `office`."""

    kind: ReaderKind
    key: str
    name: str
    mailboxes: tuple[Mailbox, ...]
    """Where mails to the reader go, in the order of the registry; each gets a mail of its own."""
    has_others: bool = False
    """Whether the reader has mailboxes besides, which a letter leaves out."""

    @property
    def addressed(self) -> tuple[tuple[Mailbox, ...], tuple[Mailbox, ...]]:
        """Part the mailboxes into those a mail names under To and under Cc; somebody is always under To."""
        to = tuple(mailbox for mailbox in self.mailboxes if not mailbox.is_copy)
        copies = tuple(mailbox for mailbox in self.mailboxes if mailbox.is_copy)
        return (to, copies) if to else (copies[:1], copies[1:])

    def key_at(self, mailbox: Mailbox) -> str:
        """Name one mailbox of the reader: what is declined there is no matter of the others."""
        return f"{self.key}@{mailbox.address}"

    def declines(
        self, kind: LetterKind, *, muted: Collection[tuple[str, LetterKind]], failing: Collection[str]
    ) -> bool:
        """Tell whether nobody wants a kind by mail: the reader as one, or each mailbox that gets mail.

        What `failing` names gets none at present, so it can neither decline nor wish for anything.
        """
        live = [mailbox for mailbox in self.mailboxes if address_key(mailbox.address) not in failing]
        keys = [self.key_at(item) for item in live or self.mailboxes]
        return (self.key, kind) in muted or (bool(keys) and all((key, kind) in muted for key in keys))


@dataclass(frozen=True, kw_only=True, slots=True)
class OfficeContact:
    """Whom units may ask at the office, and by which telephone; what is empty is not said."""

    person: str = ""
    telephone: str = ""


NOBODY = OfficeContact()
"""Of an office that names no contact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderIdentity:
    """The office as its letters show it; addresses are bare (`duban@example.gov`), domains without `@`."""

    office: str
    sender: str
    reply_to: str
    base_url: str
    message_domain: str
    secret: bytes = field(repr=False)
    """The key behind Message-IDs."""
    list_domain: str
    locale: str = "zh_CN"
    answer_within: int = 2
    """*Working* days a unit has to answer about what is late."""
    contact: OfficeContact = NOBODY
    has_bulletin: bool = True
    """Whether what stays late is listed in a bulletin, by the policy."""


class SectionKind(StrEnum):
    """The parts of a letter, in the order they are read: worst first."""

    URGED = "urged"
    OVERDUE = "overdue"
    DUE_SOON = "due-soon"
    BEHIND = "behind"
    CROSSED = "crossed"
    CHANGED = "changed"
    OPEN = "open"
    SUPPORTED = "supported"
    """What the reader helps with and another unit answers for, however it stands."""


BY_COLOUR = {
    Signal.RED: SectionKind.OVERDUE,
    Signal.YELLOW: SectionKind.BEHIND,
    Signal.BLUE: SectionKind.DUE_SOON,
}
"""The part of a letter that a colour alone decides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterLine:
    """One row of a letter: a task's status, and the notices that brought it here, the worst first."""

    status: TaskStatus
    notices: tuple[Notice, ...] = ()
    in_bulletin: bool = False
    helps_as: Role | None = None
    """The reader's role, where another unit answers for the task; None for every other reader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """One part of a letter."""

    kind: SectionKind
    lines: tuple[LetterLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RunReport:
    """What became of the mails planned since a moment; the letter's findings tell the reasons."""

    since: datetime
    planned: int
    sent: int
    waiting: int
    failed: int
    skipped: int
    """Weekly mails and digests that never went out."""
    is_weekly: bool
    """Whether a weekly round was among them."""
    unwritten: int = 0
    """Mails that could not be written down: neither sent nor given up."""

    @property
    def is_worth_telling(self) -> bool:
        """Tell whether the office should read it: after every weekly round, and whenever something failed."""
        return self.is_weekly or bool(self.waiting or self.failed or self.skipped or self.unwritten)


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """Everything one reader is owed at one moment, as one mail."""

    key: str
    """Unique in the ledger, and what the Message-ID is derived from: `weekly:2026-W48:unit:12`."""
    kind: LetterKind
    reader: Reader
    written_at: datetime
    """Aware, in the office's time zone."""
    period: str
    """`2026-W48` for a weekly letter, else the day."""
    covers: tuple[LetterKind, ...]
    """Every duty this one mail fulfils, `kind` first."""
    sections: tuple[Section, ...]
    notices: tuple[Notice, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What the office must mend; only in what it gets itself."""
    run: RunReport | None = None
    """What became of the mails, in the run report alone."""
    answer_by: date | None = None
    """The day by which an answer about what is late is expected."""
    due_at: datetime | None = None
    """When it was owed first, where an earlier letter that should have said it reached nobody."""
    is_weekly: bool = False
    """Whether it is the week's letter to its reader."""
    is_rehearsal: bool = False
    """Whether it is written only to be looked at, because the office has not gone live."""
    provisional_years: tuple[int, ...] = ()
    """The years it counts days of whose official working days are not known."""

    def key_for(self, mailbox: Mailbox) -> str:
        """Name the mail to one of the reader's mailboxes: the first has the letter's own key."""
        return self.key if mailbox == self.reader.mailboxes[0] else f"{self.key}@{mailbox.address}"

    @property
    def keys(self) -> tuple[str, ...]:
        """Give the names of all its mails."""
        return tuple(map(self.key_for, self.reader.mailboxes))

    @property
    def lines(self) -> tuple[LetterLine, ...]:
        """Give all rows, section after section."""
        return tuple(line for section in self.sections for line in section.lines)

    def section(self, kind: SectionKind) -> Section | None:
        """Give the section of that kind, or None when the letter has none."""
        return next((section for section in self.sections if section.kind is kind), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """A letter as it leaves: one recipient, one Message-ID, the very bytes of every attempt."""

    key: str
    message_id: str
    sender: str
    recipient: str
    subject: str
    content: bytes


HARD = frozenset({"5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.1.351", "5.2.1"})
"""The address itself is wrong or gone, not full, filtered or slow (RFC 3463, RFC 7505; 5.1.351 of Exchange).

5.1.0 says nothing in particular, 5.1.7 and 5.1.8 blame the sender's address: neither is the mailbox's fault.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedCopy:
    """One message of a letter that reached nobody."""

    id: int
    key: str
    address: str
    state: MessageState
    next_at: datetime
    is_blank: bool
    """Whether it was never written down, so that nothing of it can have left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FailedLetter:
    """A letter of which every mail was refused, could not be written, or waits where nobody is."""

    key: str
    kind: LetterKind
    reader_key: str
    channel_id: int | None
    """The channel it was for, None for mail."""
    created_at: datetime
    due_at: datetime
    """When it was owed first; aware, as `created_at` is."""
    attempts: int
    """How often it was tried to write it down, as long as it is unwritten."""
    copies: tuple[FailedCopy, ...]
    said: frozenset[str]
    """The keys of the notices it has in it, as `NoticeSent` has them."""
    mailboxes: tuple[Mailbox, ...] = ()
    """Where its reader can be reached today."""
    is_overtaken: bool = False
    """Whether a later letter of its kind is on its way to the reader, or arrived."""
    heirs: tuple[str, ...] = ()
    """The keys of the readers who are owed it instead: of today's supervisors, if it was for a former one."""

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing of it was ever written down."""
        return all(copy.is_blank for copy in self.copies)

    @property
    def is_unwritten(self) -> bool:
        """Tell whether it waits to be written anew."""
        return all(copy.state is MessageState.UNWRITTEN for copy in self.copies)

    @property
    def is_asked_for(self) -> bool:
        """Tell whether a person wants it written anew, and nobody has tried since."""
        return self.attempts == 0 and any(copy.state is MessageState.UNWRITTEN for copy in self.copies)


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """What reached nobody, and single mails that need not wait any more."""

    letters: tuple[FailedLetter, ...] = ()
    """In the order they were written."""
    spare: tuple[FailedCopy, ...] = ()
    """Mails to an address that is no longer the reader's, of letters that reached the reader elsewhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """What a notification says of one recipient whom a mail did not reach (RFC 3464)."""

    source: str
    """What names the notification itself, and the recipient in it."""
    sent_to: tuple[str, ...]
    """The tagged addresses that the notification went to: one may be the return path of one message."""
    message_ids: tuple[str, ...]
    """The Message-IDs that the notification quotes."""
    recipients: tuple[str, ...]
    """Every address that it names as the one that failed: the original, the final and the actual one."""
    is_stated: bool
    """Whether that stands in fields made for programs; else it was found in sentences."""
    status: str
    """The enhanced status code, such as `5.1.1` (RFC 3463)."""
    text: str

    @property
    def is_hard(self) -> bool:
        """Tell whether the address itself is wrong or gone."""
        return self.status in HARD


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreadable:
    """A mail in the mailbox of returned mails that the reader could not make anything of."""

    source: str
    text: str


Notification = Returned | Unreadable
