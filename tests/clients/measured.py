"""The table of what clients did, gathered from the reports of the tests, printed and written down."""

from collections.abc import Iterable, Mapping
from pathlib import Path

MEASURED = "client"
"""The name under which a test's report carries (client, column, what was seen)."""
COLUMNS = (
    "version", "all arrives", "alarms", "to-dos", "conditional request", "bytes of a quiet poll",
    "edit, close, withdraw", "daemon restarted", "database away", "client restarted meanwhile",
    "proxy answers 502", "rotated", "revoked: notice", "revoked: 410", "moved (308)", "options", "CalDAV",
)  # fmt: skip
Seen = Mapping[str, Mapping[str, str]]


def gathered(properties: Iterable[tuple[str, object]]) -> Seen:
    """Put what tests recorded together, by client and column."""
    seen: dict[str, dict[str, str]] = {}
    for name, value in properties:
        if name == MEASURED:
            client, column, said = value
            seen.setdefault(client, {})[column] = said
    return seen


def as_markdown(seen: Seen) -> str:
    """Write a table with one column for each client; nothing measured is an empty cell."""
    clients = sorted(seen)
    lines = [f"| |{'|'.join(f' {each} ' for each in clients)}|", "|---" * (len(clients) + 1) + "|"]
    for column in COLUMNS:
        cells = [seen[client].get(column, "") for client in clients]
        if any(cells):
            lines.append(f"| {column} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def differences(page: Path, table: str) -> list[str]:
    """Name the lines of a table that a page of the documentation does not have."""
    written = set(page.read_text(encoding="utf-8").splitlines()) if page.is_file() else set()
    return [line for line in table.splitlines() if line not in written]
