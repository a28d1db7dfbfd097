# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a policy, in sentences with a cure."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from models.findings import Finding
from models.problems import problem

POLICY_REFUSED = "The reminder policy in {source} has {count} problem(s):{problems}"

NOT_TOML = "The file is not TOML: {reason}."
WRITE_TOML = "Write sections as [name] and settings as name = value."

UNKNOWN = "There is no setting {key}."
WRITE_KNOWN = "Remove it, or use one of: {known}."

COUNT = "{key} is {value}, but must be a whole number, zero or more."
POSITIVE = "{key} is {value}, but must be a whole number, one or more."
PERCENT = "{key} is {value}, but must be a whole number from 0 to 100."
DIFFERENT_COUNTS = "{key} is {value}, but must be a list of different whole numbers, none below {lowest}."
TIME = "{key} is {value}, but must be a time of day, hours and minutes."
ALARMS = (
    "{key} is {value}, but must be a list of different alarms, each with days, a whole number, one or more, "
    "and at, a time of day."
)
COUNTRY = "{key} is {value}, but must be the two-letter code of a country whose holidays are known."
SECTION = "{key} is {value}, but must be a section with settings of its own."
WRITE_LIKE = "Write for example {setting} = {shipped}."
WRITE_SECTION = "Write [{key}] on a line of its own, and its settings below."

AMONG_AFTER = "{key} is {value}, but no notice goes out {value} working day(s) after a deadline."
ADD_TO_AFTER = "Write one of the numbers of thresholds.after: {other}."
BULLETIN_EARLY = "{key} is {value}, so a task would enter the bulletin before its unit is urged."
RAISE_BULLETIN = "Write a number not below thresholds.urging_at, which is {other}."
HORIZON_SHORT = "{key} is {value}, so the weekly mail would leave out tasks that are already blue."
RAISE_HORIZON = "Write a number not below signals.near_due, which is {other}."
BEFORE_HOURS = "{key} is {value}, but nothing leaves before office_hours.begin, which is {other}."
AFTER_HOURS = "{key} is {value}, but nothing leaves from office_hours.end on, which is {other}."
MOVE_TIME = "Write a time within the office hours, or set those in [office_hours]."
NO_HOURS = "{key} is {value}, so the office hours would end before they begin, at {other}."
LATER_END = "Write a time after office_hours.begin, which is {other}."


TIMES = ("notices", "weekly", "digest", "report")


def _clock(value: object) -> str:
    """Give a time of day, written or read, in a form that sorts by the clock."""
    return str(value)[: len("08:00")]


@dataclass(frozen=True, kw_only=True, slots=True)
class Combination:
    """Two settings that must fit together; `fits` is given the value of `key` and of `other`."""

    key: str
    other: str
    fits: Callable[[Any, Any], bool]
    sentence: str
    cure: str


COMBINATIONS = (
    Combination(
        key="thresholds.urging_at",
        other="thresholds.after",
        fits=lambda day, after: day in after,
        sentence=AMONG_AFTER,
        cure=ADD_TO_AFTER,
    ),
    Combination(
        key="thresholds.bulletin_at",
        other="thresholds.after",
        fits=lambda day, after: day == 0 or day in after,
        sentence=AMONG_AFTER,
        cure=ADD_TO_AFTER,
    ),
    Combination(
        key="thresholds.bulletin_at",
        other="thresholds.urging_at",
        fits=lambda bulletin, urging: bulletin == 0 or bulletin >= urging,
        sentence=BULLETIN_EARLY,
        cure=RAISE_BULLETIN,
    ),
    Combination(
        key="weekly.horizon",
        other="signals.near_due",
        fits=lambda horizon, near: horizon >= near,
        sentence=HORIZON_SHORT,
        cure=RAISE_HORIZON,
    ),
    Combination(
        key="office_hours.end",
        other="office_hours.begin",
        fits=lambda end, begin: _clock(end) > _clock(begin),
        sentence=NO_HOURS,
        cure=LATER_END,
    ),
    *(
        Combination(
            key=f"times.{slot}",
            other="office_hours.begin",
            fits=lambda at, begin: _clock(at) >= _clock(begin),
            sentence=BEFORE_HOURS,
            cure=MOVE_TIME,
        )
        for slot in TIMES
    ),
    *(
        Combination(
            key=f"times.{slot}",
            other="office_hours.end",
            fits=lambda at, end: _clock(at) < _clock(end),
            sentence=AFTER_HOURS,
            cure=MOVE_TIME,
        )
        for slot in TIMES
    ),
)


def combination_problems(values: Mapping[str, Any], *, wrong_keys: Collection[str]) -> Iterator[Finding]:
    """Give every pair of settings that do not fit together, of those that are right by themselves."""
    for pair in COMBINATIONS:
        if _is_wrong(pair.key, wrong_keys) or _is_wrong(pair.other, wrong_keys):
            continue
        value, other = _value(values, pair.key), _value(values, pair.other)
        if not pair.fits(value, other):
            yield problem(
                "policy-does-not-fit",
                pair.sentence,
                pair.cure,
                key=pair.key,
                value=show(value),
                other=show(other),
            )


def field_problem(
    key: tuple[str, ...], *, expected: str | None, value: object, shipped: object, known: tuple[str, ...]
) -> Finding:
    """Tell what is wrong with one key: `expected` is the sentence of its field, None for an unknown key."""
    name = ".".join(key)
    if expected is None:
        return problem("policy-unknown-setting", UNKNOWN, WRITE_KNOWN, key=name, known=", ".join(known))
    if expected == SECTION:
        return problem("policy-wrong-value", SECTION, WRITE_SECTION, key=name, value=show(value))
    return problem(
        "policy-wrong-value",
        expected,
        WRITE_LIKE,
        key=name,
        setting=key[-1],
        value=show(value),
        shipped=show(shipped),
        lowest=1 if key[-1] == "after" else 0,
    )


def show(value: object) -> str:
    """Write a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {show(member)}' for key, member in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(show(member) for member in value)}]"
    return str(value)


def _is_wrong(key: str, wrong_keys: Collection[str]) -> bool:
    return key in wrong_keys or key.partition(".")[0] in wrong_keys


def _value(values: Mapping[str, Any], key: str) -> Any:
    section, _, setting = key.partition(".")
    return values[section][setting]
