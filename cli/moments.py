"""Days and moments as people type them behind `--on`."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.errors import UsageError

NOON = time(12)
"""A day without a time means its noon, when every duty of the morning is due."""


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD, or the day of YYYY-MM-DDTHH:MM; UsageError otherwise."""
    return _parse(text).date()


def parse_moment(text: str, timezone: ZoneInfo) -> datetime:
    """Read YYYY-MM-DDTHH:MM, in the office's time zone unless it names another; a bare day means its noon."""
    moment = _parse(text)
    return moment.astimezone(timezone) if moment.tzinfo else moment.replace(tzinfo=timezone)


def _parse(text: str) -> datetime:
    try:
        if len(text) == len("2026-11-22"):
            return datetime.combine(date.fromisoformat(text), NOON)
        return datetime.fromisoformat(text)
    except ValueError as wrong:
        raise UsageError(
            '"{text}" is not a day of the calendar.',
            cure="Write YYYY-MM-DD, or YYYY-MM-DDTHH:MM for a moment.",
            text=text,
        ) from wrong
