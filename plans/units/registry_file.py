"""Reading the registry of units: one row a unit, a leader or a post, columns found by their headers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from models.addresses import Mailbox, MailboxList, address_key, read_mailboxes
from models.errors import InputError
from models.findings import Finding
from models.problems import problem, refuse_if_any
from models.tables.units import GROUP
from plans.containers.detect import open_document
from plans.text.blocks import Row

HEADERS = {
    "name": "name unit 名称 单位 单位名称 姓名",
    "aliases": "aliases alias 别名 简称 其他名称 曾用名",
    "kind": "kind type 类别 类型 性质",
    "parent": "parent 上级 上级单位 隶属",
    "mailbox": "mailbox email mail e-mail 邮箱 电子邮箱 邮件地址",
    "cc": "cc 抄送 抄送邮箱",
    "contact": "contact 联系人 联络员 任职人",
    "leader": "leader 分管领导 牵头领导 领导",
}
KINDS = {"领导": "leader", "岗位": "post", "职务": "post", "群体词": GROUP, "群体": GROUP}
"""Words of the kind column that mean a person, a post or a group word instead of a unit."""
CLEAR = "-"
"""A cell that empties what the ledger holds; an empty cell leaves it as it is."""
REFUSED = "{source} has {count} problem(s), so nothing was imported:{problems}"
NO_NAME = "Row {number} has no name."
WRITE_NAME = "Write the unit's name, or delete the row."
BAD_MAILBOX = "Row {number}: {mailbox} is no mail address ({name}): {why}"
MOST_MAILBOXES = 20
"""Each mail names all mailboxes of its reader; more than these are a mailing list's business."""
MANY_MAILBOXES = "Row {number}: {name} has {count} mailboxes, where {most} are the most."
USE_A_LIST = "Let the mail server have one address that passes mail on to all of them."
BESIDE = "Row {number}: {cell} stands behind the last column."
USE_QUOTES = "Put several addresses of one cell between quotation marks, or part them by ；."
FULL_WIDTH_AT = {0xFF20: "@"}
READ_AS = "{name}: {what}"
NAME_TWICE = "Row {number}: the name {name} already stands in row {other}."
KEEP_ONE = "A name or alias may belong to one unit only; keep it in one row."
_LIST = re.compile(r"\s*[|;；、\n]\s*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One row; None means that the file says nothing of it, an empty string that it shall be emptied."""

    line: int
    name: str
    aliases: tuple[str, ...] | None
    kind: str | None
    parent: str | None
    mailboxes: MailboxList | None
    copies: MailboxList | None
    """The column of addresses that get copies."""
    contact: str | None
    leader: str | None

    @property
    def lists(self) -> tuple[MailboxList, ...]:
        """Give what the row says of addresses."""
        return tuple(listed for listed in (self.mailboxes, self.copies) if listed)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Tell what of the row is read in another way than it is written."""
        return tuple(
            Finding(
                code=what.code,
                severity=what.severity,
                sentence=READ_AS,
                line=self.line,
                facts={"name": self.name, "what": what},
            )
            for listed in self.lists
            for what in listed.taken_off
        )

    def mailboxes_after(self, before: tuple[Mailbox, ...]) -> tuple[Mailbox, ...]:
        """Give all mailboxes once the row is taken over; a column without a word leaves its part as it is."""
        listed, column = self.mailboxes, self.copies
        to = tuple(each for each in (before if listed is None else listed.mailboxes) if not each.is_copy)
        marked = tuple(each for each in listed.mailboxes if each.is_copy) if listed else ()
        if column is not None:
            copies = (*marked, *(replace(each, is_copy=True) for each in column.mailboxes))
        elif marked or (listed is not None and not to):
            copies = marked
        else:
            copies = tuple(each for each in before if each.is_copy)
        found: dict[str, Mailbox] = {}
        for each in (*to, *copies):
            found.setdefault(address_key(each.address), each)
        return tuple(found.values())


def read_registry(content: bytes, *, name: str) -> tuple[Entry, ...]:
    """Read a CSV or XLSX file; InputError tells every row that is wrong, so that nothing is half-imported."""
    rows = [row for table in open_document(content, name=name).tables for row in table.rows]
    places, header, body = _header(rows, name)
    entries = tuple(_entry(row, places) for row in body)
    problems = (*_beside_the_columns(header, body), *_problems(entries))
    refuse_if_any(problems, sentence=REFUSED, source=name, error=InputError)
    return entries


def _header(rows: list[Row], name: str) -> tuple[dict[str, int], Row, list[Row]]:
    for place, row in enumerate(rows):
        places = {column: at for at, cell in enumerate(row.cells) if (column := _column(cell))}
        if "name" in places and len(places) > 1:
            return places, row, rows[place + 1 :]
    seen = ", ".join(rows[0].cells) if rows else "–"
    raise InputError(
        "{file} has no column for the names of units; its first row is: {seen}.",
        cure="Write a header row: name, aliases, kind, parent, mailbox, contact, leader.",
        file=name,
        seen=seen,
    )


def _column(cell: str) -> str | None:
    word = cell.strip().lower()
    return next((column for column, words in HEADERS.items() if word in words.split()), None)


def _entry(row: Row, places: dict[str, int]) -> Entry:
    cells = {column: _cell(row, at) for column, at in places.items()}
    kind = cells.get("kind")
    aliases = cells.get("aliases")
    return Entry(
        line=row.number,
        name=cells["name"] or "",
        aliases=None if aliases is None else tuple(part for part in _LIST.split(aliases) if part),
        kind=KINDS.get(kind, kind) if kind else None,
        parent=cells.get("parent"),
        mailboxes=_listed(cells.get("mailbox")),
        copies=_listed(cells.get("cc")),
        contact=cells.get("contact"),
        leader=cells.get("leader"),
    )


def _cell(row: Row, at: int) -> str | None:
    text = row.cells[at].strip() if at < len(row.cells) else ""
    return "" if text == CLEAR else text or None


def _listed(cell: str | None) -> MailboxList | None:
    return None if cell is None else read_mailboxes(cell)


def _beside_the_columns(header: Row, body: Iterable[Row]) -> Iterator[Finding]:
    """Tell which addresses stand behind the last column: a comma between two made cells of them."""
    for row in body:
        for cell in row.cells[len(header.cells) :]:
            if "@" in cell.translate(FULL_WIDTH_AT):
                yield problem("beside-columns", BESIDE, USE_QUOTES, number=row.number, cell=cell)


def _problems(entries: Iterable[Entry]) -> Iterator[Finding]:
    owners: dict[str, Entry] = {}
    for entry in entries:
        if not entry.name:
            yield problem("no-name", NO_NAME, WRITE_NAME, number=entry.line)
        yield from _bad_mailboxes(entry)
        for name in (entry.name, *(entry.aliases or ())):
            other = owners.setdefault(name, entry)
            if other is not entry:
                yield _name_twice(name, entry, other)


def _bad_mailboxes(entry: Entry) -> Iterator[Finding]:
    count = sum(len(listed.mailboxes) for listed in entry.lists)
    if count > MOST_MAILBOXES:
        yield problem(
            "many-mailboxes",
            MANY_MAILBOXES,
            USE_A_LIST,
            number=entry.line,
            name=entry.name,
            count=count,
            most=MOST_MAILBOXES,
        )
    for each in (each for listed in entry.lists for each in listed.refused):
        yield problem(
            "bad-mailbox",
            BAD_MAILBOX,
            "",
            number=entry.line,
            mailbox=each.written,
            name=entry.name,
            why=each.why,
        )


def _name_twice(name: str, entry: Entry, other: Entry) -> Finding:
    return problem("name-twice", NAME_TWICE, KEEP_ONE, number=entry.line, name=name, other=other.line)
