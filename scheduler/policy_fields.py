"""What a single setting of the policy may be, each with the sentence that says so."""

import re
from datetime import time
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field

from scheduler.policy_problems import COUNT, COUNTRY, DIFFERENT_COUNTS, PERCENT, POSITIVE, TIME
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
