# SPDX-License-Identifier: Apache-2.0
"""The closed word lists of the office, each stored by its value."""

from enum import StrEnum


class DueKind(StrEnum):
    """How binding a deadline is: brief words 刚性, 力争, 每季度, 持续, 按市级要求, none."""

    FIRM = "firm"
    SOFT = "soft"
    RECURRING = "recurring"
    CONTINUOUS = "continuous"
    ELSEWHERE = "elsewhere"
    NONE = "none"


class TaskState(StrEnum):
    """Where a task stands in the closed loop."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """What a unit does for a task; `responsible` where the text does not split lead from support."""

    LEAD = "lead"
    RESPONSIBLE = "responsible"
    SUPPORT = "support"
    IMPLEMENTS = "implements"


class Grade(StrEnum):
    """How much weight the office gives a task, in the words of the ledger files themselves."""

    ORDINARY = "一般"
    IMPORTANT = "重要"
    KEY = "重点"


class Signal(StrEnum):
    """The colour of a task on a day (三色)."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    CLOSED = "closed"


class Severity(StrEnum):
    """How much a finding asks of a person."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class ReaderKind(StrEnum):
    """Who reads a letter."""

    UNIT = "unit"
    LEADER = "leader"
    OFFICE = "office"


class LetterKind(StrEnum):
    """Which duty a letter fulfils."""

    WEEKLY = "weekly"
    THRESHOLD = "threshold"
    URGING = "urging"
    DIGEST = "digest"
    PORTFOLIO = "portfolio"
    REPORT = "report"

    @property
    def is_duty(self) -> bool:
        """Tell whether a reader must get it: a reminder or an urging, not an overview."""
        return self in (LetterKind.WEEKLY, LetterKind.THRESHOLD, LetterKind.URGING)


ONLY_NOTICES = (LetterKind.THRESHOLD, LetterKind.URGING)
"""The kinds of letter that say nothing but their notices."""


class MessageState(StrEnum):
    """Where a message stands on its way out.

    `unwritten` when its letter is owed and could not be written down, so that it is written anew later,
    `moot` when nothing it would say is owed any more, `dropped` when a person took it off the list,
    `superseded` when it reached nobody and another letter says it.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    UNWRITTEN = "unwritten"
    MOOT = "moot"
    DROPPED = "dropped"
    SUPERSEDED = "superseded"


class SlotState(StrEnum):
    """How a slot was settled; `skipped` when nobody was there to serve it in time."""

    SERVED = "served"
    SKIPPED = "skipped"


class Outcome(StrEnum):
    """How one attempt to hand a message over ended.

    `ambiguous` when the line broke after the whole message went out, before an answer: it may have arrived.
    `relay` when the relay refuses to work at all, `busy` when it puts us off or hangs up before it has
    looked at the message: neither is the message's fault, and neither costs it an attempt.
    """

    SENT = "sent"
    REFUSED = "refused"
    DEFERRED = "deferred"
    BROKEN = "broken"
    AMBIGUOUS = "ambiguous"
    RELAY = "relay"
    BUSY = "busy"


class NodeRole(StrEnum):
    """What one node does; by default all of it."""

    WEB = "web"
    SCHEDULER = "scheduler"
    WORKER = "worker"


class FeedScope(StrEnum):
    """What a calendar feed shows; `subtree` is a unit with every unit below it."""

    UNIT = "unit"
    SUBTREE = "subtree"
    LEADER = "leader"
    OFFICE = "office"
    PLAN = "plan"


class ChannelKind(StrEnum):
    """How a channel beside mail is spoken to: a chat service, or a signed request to an office system."""

    CHAT = "chat"
    WEBHOOK = "webhook"


class BounceEffect(StrEnum):
    """What a returned mail does: only `stops` keeps mail from a mailbox, the others are shown."""

    STOPS = "stops"
    SOFT = "soft"
    """The mailbox is there: full, slow, or choosing what it takes."""
    MEMBER = "member"
    """Another address did not get it: a member behind a group mailbox, the target of a forwarding."""
    VAGUE = "vague"
    """The notification says in sentences only, if at all, whom it is about."""
    OUTDATED = "outdated"
    """The mail is old, the mailbox was restored since, or took a later mail."""
    UNSENT = "unsent"
    """The mail has not left."""
    UNPROVEN = "unproven"
    """Anybody could have written it."""
    UNREAD = "unread"
    """The notification itself broke the reader."""


class Frequency(StrEnum):
    """How often a leader hears of the tasks in their charge, urging copies included."""

    DAILY = "daily"
    """Each working day that has something overdue."""
    WEEKLY = "weekly"
    """On the first working day of the week, whatever is open."""
    BOTH = "both"


class EventKind(StrEnum):
    """What happened, in the append-only log."""

    PLAN_IMPORTED = "plan-imported"
    TASK_ADDED = "task-added"
    TASK_CHANGED = "task-changed"
    TASK_SET = "task-set"
    TASK_WITHDRAWN = "task-withdrawn"
    TASK_REPORTED = "task-reported"
    TASK_CLOSED = "task-closed"
    TASK_REOPENED = "task-reopened"
    UNIT_ADDED = "unit-added"
    UNIT_CHANGED = "unit-changed"
    UNIT_MERGED = "unit-merged"
    UNIT_ENDED = "unit-ended"
    UNIT_RESUMED = "unit-resumed"
    UNIT_REMOVED = "unit-removed"
    WORD_RESOLVED = "word-resolved"
    WORD_UNRESOLVED = "word-unresolved"
    FEED_ADDED = "feed-added"
    FEED_ROTATED = "feed-rotated"
    FEED_REVOKED = "feed-revoked"
    CHANNEL_ADDED = "channel-added"
    CHANNEL_CHANGED = "channel-changed"
    CHANNEL_REMOVED = "channel-removed"
    MAIL_MUTED = "mail-muted"
    MAIL_UNMUTED = "mail-unmuted"
    FREQUENCY_SET = "frequency-set"
    MAILBOX_FAILED = "mailbox-failed"
    MAILBOX_RESTORED = "mailbox-restored"
    WENT_LIVE = "went-live"
    CALENDAR_PROVISIONAL = "calendar-provisional"
    """A letter counted days of a year whose official working days are not known, as the detail has them."""
    CALENDAR_KNOWN = "calendar-known"
    """The office was told that they are known now."""
