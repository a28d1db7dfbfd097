# SPDX-License-Identifier: Apache-2.0
"""What the web needs of the rest of the program; `cli/wiring.py` joins them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from models.letters import NOBODY, OfficeContact
from models.queries.nodes import DeliveryStats, Signs


class NodeHealth(Protocol):
    """Tell how this process and the delivery stand; raises what the ledger's database raises."""

    @property
    def node(self) -> str:
        """Give the name under which this process gives its signs of life."""

    @property
    def started_at(self) -> datetime:
        """Give the moment at which this process says that it was started."""

    def signs(self) -> Signs:
        """Give the signs of life of all nodes alone, which costs less."""

    def stats(self) -> DeliveryStats:
        """Give the state of delivery now."""

    def owed(self) -> int:
        """Count the letters that are owed and not written yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Where and for whom the program speaks: address without a slash at its end, locale, IANA time zone.

    `keep_done` is how many *calendar* days a closed or withdrawn task stays in its feeds.
    """

    base_url: str
    locale: str
    timezone: str
    keep_done: int
    contact: OfficeContact = NOBODY
    former_hosts: frozenset[bytes] = frozenset()
    """Where calendars and mails may still point to, as a Host header spells it."""
