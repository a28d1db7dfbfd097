# SPDX-License-Identifier: Apache-2.0
"""What the reader makes of a document: frozen drafts, before anything touches the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.findings import Finding
from models.kinds import DueKind, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitMention:
    """A unit as the text names it; `is_group` marks group words (各部门、相关属地): nobody in particular."""

    name: str
    role: Role
    is_group: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneDraft:
    """A dated step inside a task; `by` is YYYY-MM or YYYY-MM-DD, as precise as the text."""

    by: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetDraft:
    """A quantity to reach; `op` is one of = >= <= > < ~, `value` a number or a range such as 2-3."""

    name: str
    op: str
    value: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where in the file something stands; lines (rows in a table) and pages count from 1.

    `cells` names the cell of each column that was read: {"title": "C5"}.
    """

    line: int
    last_line: int | None = None
    page: int | None = None
    last_page: int | None = None
    sheet: str | None = None
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusDraft:
    """What the status columns of a ledger file say of a task."""

    is_closed: bool | None = None
    percent: int | None = None
    report: str | None = None
    reported_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskDraft:
    """One task as the document states it."""

    number: str
    section: str
    title: str
    leaders: tuple[str, ...] = ()
    posts: Mapping[str, str] = field(default_factory=dict)
    """The post printed beside a leader's name: {"刘洋": "副区长"}."""
    units: tuple[UnitMention, ...] = ()
    due: date | None = None
    due_kind: DueKind = DueKind.NONE
    stretch: bool = False
    """The text promises an aim (力争, 争取), not a firm result."""
    milestones: tuple[MilestoneDraft, ...] = ()
    targets: tuple[TargetDraft, ...] = ()
    status: StatusDraft | None = None
    assessment_dimension: str = ""
    """Under which heading the fulfilment of the task is assessed (考评维度)."""
    grade: str = ""
    """How much weight the office gives the task, a `Grade`; nothing where nobody said."""
    source: Source
    confidence: float = 1.0
    """From 0 to 1, lowered by the findings about the task."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDraft:
    """The document itself."""

    title: str | None = None
    year: int | None = None
    document_number: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    declared_count: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Everything a document gave: the plan, its tasks, what a person must settle, what was repaired."""

    plan: PlanDraft
    tasks: tuple[TaskDraft, ...]
    findings: tuple[Finding, ...] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    sha256: str = ""
