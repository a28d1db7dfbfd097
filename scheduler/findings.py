"""What a round could not settle by itself, for the office's digest."""

from collections.abc import Sequence

from models.findings import Finding
from models.kinds import Severity
from models.letters import Reader

NO_MAILBOX = "{count} letter(s) of this round had no mailbox to go to: {readers}."
ENTER_MAILBOX = "Enter the mailboxes with duban unit import FILE; what was to be said then follows by itself."

MOST_NAMES = 8


def unreachable_finding(readers: Sequence[Reader]) -> Finding:
    """Tell which readers were owed a letter and have no mailbox, the first few by name."""
    return Finding(
        code="letters-without-mailbox",
        severity=Severity.WARNING,
        sentence=NO_MAILBOX,
        cure=ENTER_MAILBOX,
        facts={"count": len(readers), "readers": _few([reader.name for reader in readers])},
    )


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} … (+{len(names) - MOST_NAMES})"
