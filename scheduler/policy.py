# SPDX-License-Identifier: Apache-2.0
"""The reminder policy: thresholds, times of day, how letters are chosen; read and checked."""

import re
import tomllib
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from models.findings import Finding
from models.problems import problem, refuse_if_any
from scheduler.policy_problems import (
    ALARMS,
    COUNT,
    COUNTRY,
    DIFFERENT_COUNTS,
    NOT_TOML,
    PERCENT,
    POLICY_REFUSED,
    POSITIVE,
    SECTION,
    TIME,
    WRITE_TOML,
    combination_problems,
    field_problem,
)
from scheduler.workdays import known_countries

Member = TypeVar("Member")


def different(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Refuse a list that names something twice."""
    if len(set(members)) < len(members):
        raise ValueError
    return members


def _clock(written: object) -> time:
    if isinstance(written, time):
        return written
    if isinstance(written, str) and re.fullmatch(r"\d\d:\d\d", written):
        return time.fromisoformat(written)
    raise ValueError


def _known_country(code: str) -> str:
    if code not in known_countries():
        raise ValueError
    return code


Count = Annotated[int, Field(strict=True, ge=0, le=10_000, description=COUNT)]
Positive = Annotated[int, Field(strict=True, ge=1, le=10_000, description=POSITIVE)]
Percent = Annotated[int, Field(strict=True, ge=0, le=100, description=PERCENT)]
Counts = Annotated[tuple[Count, ...], AfterValidator(different), Field(description=DIFFERENT_COUNTS)]
Positives = Annotated[tuple[Positive, ...], AfterValidator(different), Field(description=DIFFERENT_COUNTS)]
Clock = Annotated[time, BeforeValidator(_clock), Field(description=TIME)]
Country = Annotated[str, AfterValidator(_known_country), Field(description=COUNTRY)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Thresholds(_Section):
    """At which distances from a deadline a notice is owed, in *working* days."""

    before: Counts
    after: Positives
    in_weekly: Counts
    urging_at: Positive
    bulletin_at: Count
    answer_within: Positive

    def lists_in_bulletin(self, distance: int | None) -> bool:
        """Tell whether a distance (negative after the deadline) enters the bulletin, if there is one."""
        return bool(self.bulletin_at) and distance is not None and distance <= -self.bulletin_at

    def urges(self, threshold: int) -> bool:
        """Tell whether a threshold (negative after the deadline) is late enough to urge."""
        return threshold <= -self.urging_at

    def waits_for_weekly(self, threshold: int) -> bool:
        """Tell whether a threshold (negative after the deadline) is told in the weekly mail only."""
        return threshold in self.in_weekly


class Signals(_Section):
    """What turns a task blue or yellow: distances in *working* days, pace in percent points."""

    near_due: Count
    pace_tolerance: Percent
    report_every: Count


class Weekly(_Section):
    """What the weekly mail lists: `horizon` in *working*, `changed_within` in *calendar* days."""

    horizon: Count
    changed_within: Count


class Times(_Section):
    """From which time of day on a slot is due, in the office's time zone."""

    notices: Clock
    weekly: Clock
    digest: Clock
    report: Clock


class OfficeHours(_Section):
    """Between which times of a working day mails and messages leave, in the office's time zone."""

    begin: Clock
    end: Clock


class CatchUp(_Section):
    """For how many *working* days a slot is made good, its own day counted; a notice is owed until said."""

    weekly: Positive
    digest: Positive


class Spread(_Section):
    """Over how many minutes mails of a kind leave, each unit at a minute of its own."""

    weekly: Count


class Alarm(_Section):
    """An alarm of a calendar entry: how many *calendar* days before a deadline, at which time of the day."""

    days: Positive
    at: Clock


class FeedPolicy(_Section):
    """How long a finished task stays in a calendar feed, in *calendar* days, and when an open one rings."""

    keep_done: Count
    alarms: Annotated[tuple[Alarm, ...], AfterValidator(different), Field(description=ALARMS)]


class Retention(_Section):
    """How long the mail of a settled message is kept, in *calendar* days; 0 keeps it for ever."""

    mail_bodies: Count


class CalendarChoice(_Section):
    """Whose holidays count, as an ISO 3166 two-letter code."""

    country: Country


class Policy(_Section):
    """All settings of the reminder policy, section by section as in the file."""

    thresholds: Annotated[Thresholds, Field(description=SECTION)]
    signals: Annotated[Signals, Field(description=SECTION)]
    weekly: Annotated[Weekly, Field(description=SECTION)]
    times: Annotated[Times, Field(description=SECTION)]
    office_hours: Annotated[OfficeHours, Field(description=SECTION)]
    catch_up: Annotated[CatchUp, Field(description=SECTION)]
    spread: Annotated[Spread, Field(description=SECTION)]
    feeds: Annotated[FeedPolicy, Field(description=SECTION)]
    retention: Annotated[Retention, Field(description=SECTION)]
    calendar: Annotated[CalendarChoice, Field(description=SECTION)]


def default_policy() -> Policy:
    """Read the policy shipped with the program."""
    return Policy.model_validate(_shipped())


def read_policy(text: str, *, source: str) -> Policy:
    """Lay `text` (TOML) over the shipped policy; SettingsError names every problem, its key and its cure.

    `source` is what the error calls the file.
    """
    given = _parse(text, source=source)
    values = _overlay(_shipped(), given)
    wrong = _field_problems(values)
    keys = frozenset(str(finding.facts["key"]) for finding in wrong)
    told = (*wrong, *combination_problems(values, wrong_keys=keys))
    refuse_if_any(told, sentence=POLICY_REFUSED, source=source)
    return Policy.model_validate(values)


def _parse(text: str, *, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = problem("policy-not-toml", NOT_TOML, WRITE_TOML, reason=str(error))
        refuse_if_any([found], sentence=POLICY_REFUSED, source=source)
        raise


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads((files("data") / "policy.toml").read_text(encoding="utf-8"))


def _overlay(shipped: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    merged = dict(shipped)
    for name, value in given.items():
        both_tables = isinstance(value, dict) and isinstance(shipped.get(name), dict)
        merged[name] = {**shipped[name], **value} if both_tables else value
    return merged


def _field_problems(values: dict[str, Any]) -> tuple[Finding, ...]:
    try:
        Policy.model_validate(values)
    except ValidationError as error:
        found = {_key(detail["loc"]): detail for detail in error.errors()}
        return tuple(_problem_of(key, _is_unknown(detail), values) for key, detail in found.items())
    return ()


def _is_unknown(detail: ErrorDetails) -> bool:
    """Tell whether there is no such section or setting; inside a list it is the list that is wrong."""
    return detail["type"] == "extra_forbidden" and len(detail["loc"]) <= len(("section", "setting"))


def _key(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Cut a location to section and setting: the third member of a list is not a key of its own."""
    return tuple(str(part) for part in location[:2])


def _problem_of(key: tuple[str, ...], is_unknown: bool, values: dict[str, Any]) -> Finding:
    section = Policy.model_fields.get(key[0])
    known: dict[str, Any] = dict(Policy.model_fields)
    field = section
    if len(key) == 2 and section is not None and section.annotation is not None:
        known = dict(section.annotation.model_fields)
        field = known.get(key[1])
    return field_problem(
        key,
        expected=None if is_unknown or field is None else field.description,
        value=_at(values, key),
        shipped=_at(_shipped(), key),
        known=tuple(known),
    )


def _at(values: Any, key: tuple[str, ...]) -> Any:
    for part in key:
        values = values.get(part) if isinstance(values, dict) else None
    return values
