"""How calendars are written for one office: what all its events share, and each reader's options."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from models.views import EditionView
from templates.catalogues import Catalogue, load

__all__ = ["AlarmRule", "EditionView", "Options", "Style", "fingerprint"]

TEMPLATE_VERSION = 2
"""Raised by hand whenever the same facts are written down in another way."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmRule:
    """An alarm that rings one or more *calendar* days before a deadline, at a time of the office's day.

    Working days would not do: an exchanged weekend announced later would move alarms without a revision.
    """

    days: int
    at: time

    @property
    def trigger(self) -> timedelta:
        """Give the distance from the start of the deadline's day, always negative (RFC 5545 3.8.6.3)."""
        return timedelta(hours=self.at.hour, minutes=self.at.minute) - timedelta(days=self.days)

    @property
    def name(self) -> str:
        """Name the rule, as a part of its alarms' UIDs."""
        return f"{self.days}d{self.at:%H%M}"


DEFAULT_ALARMS = (AlarmRule(days=1, at=time(9)), AlarmRule(days=7, at=time(9)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """What one reader asks for in the query of an address; `lang` is a locale, None for the office's own."""

    alarms: bool = True
    todo: bool = False
    lang: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """Everything but the facts and the day that decides the bytes of an event.

    `base_url` has no slash at its end, `timezone` is an IANA name, and what is done or withdrawn stays
    `keep_done` *calendar* days.
    """

    base_url: str
    locale: str
    timezone: str
    keep_done: int = 30
    alarms: tuple[AlarmRule, ...] = DEFAULT_ALARMS
    edition: EditionView = field(default_factory=EditionView)
    options: Options = field(default_factory=Options)

    @property
    def zone(self) -> ZoneInfo:
        """Give the office's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def words(self) -> Catalogue:
        """Give the words of the language asked for, or of the office's."""
        return load(self.options.lang or self.locale)

    @property
    def rules(self) -> tuple[AlarmRule, ...]:
        """Give the alarms asked for, the nearest first: Outlook takes only the first of them."""
        return tuple(sorted(self.alarms, key=lambda rule: -rule.trigger)) if self.options.alarms else ()


def fingerprint(style: Style) -> str:
    """Name what a setting or an upgrade can change about every event, edition and options left out."""
    alarms = sorted(rule.name for rule in style.alarms)
    parts = (TEMPLATE_VERSION, style.base_url, style.locale, style.timezone, style.keep_done, alarms)
    return sha256(repr(parts).encode()).hexdigest()
