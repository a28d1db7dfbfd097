# SPDX-License-Identifier: Apache-2.0
"""Frozen views of the ledger, as rules and renderers read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from models.addresses import Mailbox
from models.kinds import DueKind, FeedScope, Frequency, LetterKind, Role, TaskState


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitView:
    """One unit as it stands on a task: who, with which mailboxes, in which role."""

    id: int
    name: str
    mailboxes: tuple[Mailbox, ...]
    is_group: bool
    role: Role
    stands_for: str | None = None
    """The group word of the task that the office resolved to this unit, None for a unit the plan names."""

    @property
    def key(self) -> str:
        """Name the unit as a reader of letters."""
        return f"unit:{self.id}"

    @property
    def printed(self) -> str:
        """Give the name or group word that the plan itself has."""
        return self.stands_for or self.name


@dataclass(frozen=True, kw_only=True, slots=True)
class LeaderView:
    """One leader in charge of a task: a person, or a post with its holder on the day."""

    key: str
    """`person:7` or `post:3`, stable for life."""
    name: str
    mailboxes: tuple[Mailbox, ...]
    is_post: bool
    holder: str | None = None
    """Who holds the post on the day, None for a person or an empty post."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneView:
    """A dated step inside a task; `by` is its last day, `by_text` as precise as the plan (YYYY-MM[-DD])."""

    id: int
    uid: str
    by: date
    by_text: str
    text: str
    done_on: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetView:
    """A quantity to reach, and what was last reported of it."""

    id: int
    name: str
    op: str
    value: str
    unit: str
    reported: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskView:
    """One task of a plan with everybody and everything that hangs on it."""

    id: int
    uid: str
    plan_key: str
    plan_title: str
    plan_start: date
    """The day the plan was issued, else 1 January of its year: where its pace starts."""
    number: str
    position: int
    section: str
    title: str
    due: date | None
    due_kind: DueKind
    original_due: date | None
    stretch: bool
    state: TaskState
    units: tuple[UnitView, ...]
    leaders: tuple[LeaderView, ...]
    milestones: tuple[MilestoneView, ...]
    targets: tuple[TargetView, ...]
    percent: int | None
    """The progress last reported, 0 to 100; None when nobody reported."""
    last_report_on: date | None
    last_report: str | None
    revision: int
    created_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    assessment_dimension: str = ""
    grade: str = ""
    """A `Grade`, or nothing where nobody said."""

    @property
    def is_open(self) -> bool:
        """Tell whether the task is still to be done."""
        return self.state is TaskState.OPEN

    @property
    def named_units(self) -> tuple[UnitView, ...]:
        """Give the units that are somebody: all but the group words."""
        return tuple(unit for unit in self.units if not unit.is_group)

    @property
    def answering_units(self) -> tuple[UnitView, ...]:
        """Give the units that answer for it and are urged: who leads, else all responsible ones alike.

        Where the plan names neither, those that implement it; a supporting unit never answers.
        """
        for role in (Role.LEAD, Role.RESPONSIBLE, Role.IMPLEMENTS):
            if found := tuple(unit for unit in self.named_units if unit.role is role):
                return found
        return ()

    def helps_as(self, reader_key: str) -> Role | None:
        """Tell in which role a reader helps with it, None for one that answers for it or is no unit of it."""
        if any(unit.key == reader_key for unit in self.answering_units):
            return None
        return next((unit.role for unit in self.named_units if unit.key == reader_key), None)


LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""When an address ended whose end nobody wrote down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedView:
    """One calendar subscription: whose tasks it shows, and the life of the addresses its tokens make."""

    id: int
    scope: FeedScope
    owner_id: int | None
    """The id of the unit at its head, None for any other owner."""
    leader_key: str | None
    """`person:7` or `post:3`, None for any other owner."""
    plan_id: int | None = None
    plan_key: str | None = None
    unit_ids: frozenset[int] = frozenset()
    """The units whose tasks it shows: the one unit under all its names, and for a subtree those below it."""
    name: str
    label: str
    generation: int
    created_at: datetime
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None
    endings: tuple[tuple[int, datetime], ...] = ()
    """Until when the address of each earlier generation works."""

    def ended_at(self, generation: int) -> datetime | None:
        """Tell when the address of a generation ends or ended, None while nobody has ended it.

        It may lie ahead: then the address still shows the feed.
        """
        earlier = dict(self.endings).get(generation, LONG_AGO)
        ends = [] if generation == self.generation else [earlier]
        return min(ends if self.revoked_at is None else [*ends, self.revoked_at], default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class EditionView:
    """A way of writing calendar events down: part of each SEQUENCE, and the least LAST-MODIFIED.

    The first one raises neither.
    """

    number: int = 0
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerView:
    """The ledger as a round reads it, at one moment."""

    tasks: tuple[TaskView, ...]
    """Every task the slots asked for can concern, in the order of their plans."""
    said: frozenset[str]
    """The keys of every notice already said about them (see `Notice.key_for`)."""
    rounds: frozenset[tuple[str, str]]
    """Kind and label of those slots already served: `("weekly", "2026-W48")`."""
    last_event: int
    """The newest id of the log: a ledger that moved on since has a higher one."""
    failed_version: tuple[object, ...] = ()
    """What changes when a letter fails, is dealt with, or may be written anew; empty while none failed."""
    failing: frozenset[str] = frozenset()
    """The mailboxes that mail came back from, as `address_key` gives them: nothing is sent there."""
    muted: frozenset[tuple[str, LetterKind]] = frozenset()
    """What readers, by key, no longer want by mail."""
    frequencies: Mapping[str, Frequency] = field(default_factory=dict)
    """How often leaders, by key, get mail; daily where nothing is said."""
    is_rehearsal: bool = False
    """Whether the office has not gone live: what is owed is written to be looked at, and nothing leaves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskFilter:
    """Which open tasks a decision can concern; one reason is enough, and without any it is none."""

    everything: bool = False
    until: date | None = None
    """The task, or a milestone not reached, falls due on or before that day."""
    below: int | None = None
    """Its reported progress in percent is lower, and it has a deadline."""
