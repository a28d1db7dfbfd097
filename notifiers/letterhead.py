"""Who writes: what every letter of an office has in common."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Letterhead:
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
