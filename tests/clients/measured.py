# SPDX-License-Identifier: Apache-2.0
"""The table of what clients did, gathered from the reports of the tests, printed and written down."""

from collections.abc import Iterable, Mapping

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


def read_back(page: str) -> Seen:
    """Read the table on a page of the documentation: what `as_markdown` wrote of each client."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line[:1] == "|"]
    start = next(place for place, cells in enumerate(rows) if not cells[0])
    clients = rows[start][1:]
    known = [cells for cells in rows[start + 2 :] if cells[0] in COLUMNS and len(cells) == len(clients) + 1]
    return {
        client: {cells[0]: cells[place] for cells in known if cells[place]}
        for place, client in enumerate(clients, 1)
    }


def differences(written: Seen, seen: Seen) -> list[str]:
    """Say of each cell that was measured and is written otherwise how both are."""
    return [
        f"{client}, {column}: measured {said!r}, written {was!r}"
        for client, cells in sorted(seen.items())
        for column, said in cells.items()
        if (was := written.get(client, {}).get(column, "")) != said
    ]
