# SPDX-License-Identifier: Apache-2.0
"""A file of units: its columns by their headers, its rows, and what of both a person must look at."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from models.addresses import Mailbox, MailboxList, address_key, read_mailboxes
from models.errors import InputError
from models.findings import Finding
from models.problems import problem, refuse_if_any
from models.tables.units import GROUP
from plans.findings import finding
from plans.formats.detect import open_document
from plans.people.leaders import leaders
from plans.people.names import POSTS, bare_name, is_full_name, is_group, is_unit
from plans.text.blocks import Row, Table
from plans.text.script import folded, words

HEADERS = {
    "name": "name 名称 单位名称 单位 姓名 责任单位 单位全称 全称 部门 部门名称 机构 机构名称 unit unitname",
    "aliases": "aliases 别名 简称 其他名称 曾用名 又名 原名 alias othernames shortname",
    "kind": "kind 类别 类型 性质 单位类别 单位性质 type",
    "parent": "parent 上级 上级单位 隶属 隶属单位 上级部门",
    "mailbox": "mailbox 邮箱 电子邮箱 电子邮件 联系邮箱 邮箱地址 邮件地址 email mail emailaddress",
    "cc": "cc 抄送 抄送邮箱",
    "contact": "contact 联系人 联络员 任职人 联络人 联系人姓名 联络员姓名 经办人 contactperson",
    "leader": "leader 分管领导 牵头领导 领导 主管领导",
}
"""The headers known for each column; blanks, signs and capitals count for nothing in them."""
PERSON = "姓名"
"""Beside a column of units it is the person to ask; alone it names who the rows are about."""
TOLD_HEADERS = 2
"""So many headers of each column are named where one was not known."""
_MAIL = re.compile("邮箱|邮件|邮址|电邮|电子信箱|mailbox|email")
_PHONE = re.compile("电话|手机|号码|传真|phone|mobile|fax")
_LIKE = (
    ("mailbox", _MAIL),
    ("aliases", re.compile("简称|别名|别称|曾用名")),
    ("parent", re.compile("上级|隶属")),
    ("leader", re.compile("领导")),
    ("kind", re.compile("类别|类型|性质")),
    ("name", re.compile("(?:单位|部门|机构)(?:名称|全称)|名称$|全称$")),
)
"""What a header has to hold to be one of a column, the first that fits."""
_OF_OTHERS = re.compile("领导|上级|主管|leader")
"""A mailbox column with such a word is not the unit's own."""
_in_brackets = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》")
_no_word = re.compile(r"[\W_]+")

LEADER, POST, UNIT, SKIP = "leader", "post", "unit", "skip"
KINDS = {
    **dict.fromkeys(words("领导 个人 人员 区领导 市领导 县领导 领导同志 person"), LEADER),
    **dict.fromkeys(words("岗位 职务 职位"), POST),
    **dict.fromkeys(words("统称 群体词 群体"), GROUP),
}
"""Words of the kind column that mean a person, a post or a group word instead of a unit."""
ANSWERS = KINDS | {
    LEADER: LEADER,
    POST: POST,
    GROUP: GROUP,
    UNIT: UNIT,
    SKIP: SKIP,
    "单位": UNIT,
    "不导入": SKIP,
}
"""What a person may say of a row that reads like something else than a unit."""
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
class RegistryRow:
    """One row; None means that the file says nothing of it, an empty string that it shall be emptied."""

    line: int
    name: str
    aliases: tuple[str, ...] | None = None
    kind: str | None = None
    parent: str | None = None
    mailboxes: MailboxList | None = None
    copies: MailboxList | None = None
    """The column of addresses that get copies."""
    contact: str | None = None
    leader: str | None = None

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
        to = tuple(item for item in (before if listed is None else listed.mailboxes) if not item.is_copy)
        marked = tuple(mailbox for mailbox in listed.mailboxes if mailbox.is_copy) if listed else ()
        if column is not None:
            copies = (*marked, *(replace(mailbox, is_copy=True) for mailbox in column.mailboxes))
        elif marked or (listed is not None and not to):
            copies = marked
        else:
            copies = tuple(item for item in before if item.is_copy)
        found: dict[str, Mailbox] = {}
        for entry in (*to, *copies):
            found.setdefault(address_key(entry.address), entry)
        return tuple(found.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryFile:
    """The rows of a file, and what of its sheets and columns is not read."""

    rows: tuple[RegistryRow, ...]
    findings: tuple[Finding, ...] = ()


def read_registry(content: bytes, *, name: str) -> RegistryFile:
    """Read a CSV or XLSX file; InputError tells every row that is wrong, so that nothing is half-imported."""
    tables = [table for table in open_document(content, name=name).tables if table.rows]
    rows: list[RegistryRow] = []
    findings: list[Finding] = []
    problems: list[Finding] = []
    header = None
    for table in tables:
        body = list(table.rows)
        if found := find_header(table.rows):
            header, body = found
        elif header is None or table.sheet is not None:
            findings.append(_unread_sheet(table))
            continue
        filled = [row for row in body if any(cell.strip() for cell in row.cells)]
        rows += [_entry(row, header.columns) for row in filled if not _is_heading(row)]
        findings += unread_columns(header, filled)
        problems += _beside_the_columns(header.row, filled)
    if header is None:
        raise _no_header(tables, name)
    refuse_if_any((*problems, *_problems(rows)), sentence=REFUSED, source=name, error=InputError)
    return RegistryFile(rows=tuple(rows), findings=tuple(findings))


def _no_header(tables: Sequence[Table], name: str) -> InputError:
    seen = ", ".join(tables[0].rows[0].cells) if tables else "–"
    return InputError(
        "{file} has no column for the names of units; its first row is: {seen}.",
        cure="Write a header row: name, aliases, kind, parent, mailbox, contact, leader.",
        file=name,
        seen=seen,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class RegistryHeader:
    """The row of headers: which column of the registry stands at which place."""

    row: Row
    columns: dict[str, int]


def find_header(rows: Sequence[Row]) -> tuple[RegistryHeader, list[Row]] | None:
    """Give the first row that names units and another known column, else one that names units at all."""
    headers = [RegistryHeader(row=row, columns=_columns(row.cells)) for row in rows]
    named = [(at, header) for at, header in enumerate(headers) if "name" in header.columns]
    known = [(at, header) for at, header in named if len(header.columns) > 1]
    several = [(at, header) for at, header in named[:1] if len({*filter(None, header.row.cells)}) > 1]
    for at, header in known or several:
        return header, list(rows[at + 1 :])
    return None


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Give the place of each column: that of a header known as it stands before one that is like it."""
    exactly = [(_known(cell), at) for at, cell in enumerate(cells)]
    like = [(column_like(cell), at) for at, cell in enumerate(cells)]
    found: dict[str, int] = {}
    for column, at in (*exactly, *like):
        if column and at not in found.values():
            found.setdefault(column, at)
    beside = [at for at, cell in enumerate(cells) if _header_word(cell) == PERSON and at != found.get("name")]
    return {"contact": beside[0], **found} if beside else found


def _header_word(cell: str) -> str:
    plain = unicodedata.normalize("NFKC", folded(cell)).casefold()
    return _no_word.sub("", plain)


def _without_brackets(cell: str) -> str:
    return _in_brackets.sub("", unicodedata.normalize("NFKC", cell))


def _known(cell: str) -> str | None:
    """Give the column of a header that is known, what stands in brackets left aside where nothing else is."""
    whole = _header_word(cell)
    if _MAIL.search(whole) and ("抄送" in whole or whole.endswith("cc")):
        return "cc"
    spelled = (_header_word(_without_brackets(cell)), whole)
    listed = ((column, word) for word in spelled for column in HEADERS if word in HEADERS[column].split())
    return next((column for column, _word in listed), None)


def column_like(cell: str) -> str | None:
    """Give the column that a header is like, by the words in it: 办公邮箱, 单位（部门）名称, E-mail地址."""
    if known := _known(cell):
        return known
    word = _header_word(_without_brackets(cell)) or _header_word(cell)
    if _PHONE.search(word):
        return None
    column = next((column for column, sign in _LIKE if sign.search(word)), None)
    return None if column == "mailbox" and _OF_OTHERS.search(word) else column


def unread_columns(header: RegistryHeader, body: Sequence[Row]) -> Iterator[Finding]:
    """Tell which columns are not read: those with addresses as what may be missed, the others beside them."""
    places = [at for at in range(len(header.row.cells)) if at not in header.columns.values()]
    filled = {
        at: [row.cells[at] for row in body if at < len(row.cells) and row.cells[at].strip()] for at in places
    }
    unread = [at for at in places if filled[at]]
    mails = [at for at in unread if any("@" in cell.translate(FULL_WIDTH_AT) for cell in filled[at])]
    known = "; ".join("、".join(listed.split()[:TOLD_HEADERS]) for listed in HEADERS.values())
    for told in (mails, [at for at in unread if at not in mails]):
        if told:
            named = "、".join(_named_column(header.row.cells[at], at) for at in told)
            yield finding(
                "unread-column/mailbox" if told is mails else "unread-column/unit",
                line=header.row.number,
                column=named,
                known=known,
            )


def _named_column(cell: str, at: int) -> str:
    return " ".join(cell.split()) or f"#{at + 1}"


def _unread_sheet(table: Table) -> Finding:
    first = "、".join(filter(None, (cell.strip() for cell in table.rows[0].cells)))
    return finding(
        "table-left-out/unit", line=table.rows[0].number, header=first or "–", sheet=table.sheet or "–"
    )


def _is_heading(row: Row) -> bool:
    """Tell whether a row is one text over all columns, a heading between the units."""
    return len(row.cells) > 1 and len(set(row.cells)) == 1


def _entry(row: Row, columns: dict[str, int]) -> RegistryRow:
    cells = {column: _cell(row, at) for column, at in columns.items()}
    kind = cells.get("kind")
    aliases = cells.get("aliases")
    return RegistryRow(
        line=row.number,
        name=bare_name(cells["name"] or ""),
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


def _problems(entries: Iterable[RegistryRow]) -> Iterator[Finding]:
    owners: dict[str, RegistryRow] = {}
    for entry in entries:
        if not entry.name:
            yield problem("no-name", NO_NAME, WRITE_NAME, number=entry.line)
        yield from _bad_mailboxes(entry)
        for name in (entry.name, *(entry.aliases or ())):
            other = owners.setdefault(name, entry)
            if other is not entry:
                yield _name_twice(name, entry, other)


def _bad_mailboxes(entry: RegistryRow) -> Iterator[Finding]:
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
    for one in (item for listed in entry.lists for item in listed.refused):
        yield problem(
            "bad-mailbox",
            BAD_MAILBOX,
            "",
            number=entry.line,
            mailbox=one.written,
            name=entry.name,
            why=one.why,
        )


def _name_twice(name: str, entry: RegistryRow, other: RegistryRow) -> Finding:
    return problem("name-twice", NAME_TWICE, KEEP_ONE, number=entry.line, name=name, other=other.line)


NOTE = "note"
"""What a row reads like that is a remark below the table."""
_SUMS = words("合计 总计 小计 备注 说明")
_sentence = re.compile("[。！？!?：:；;“”]")
_LONGEST_NAME = 40
_GIVEN = "园会行州旗"
"""Ends of units that people are named with too: 李园, 王德会."""
_BODIES = "委协商工联学银农公文总理研基业产合促"
"""Before such an end they make a body of it all the same: 安委会, 农商行."""
_PLACES = ("村", "场")
_DESKS = "局委办厅署镇乡区县市村"


def looks_like(name: str) -> str | None:
    """Tell what a name reads like that is no unit's: a leader's, a post's, a group word, or a remark."""
    plain = folded(bare_name(name))
    if plain in _SUMS or len(plain) > _LONGEST_NAME or _sentence.search(plain):
        return NOTE
    if is_group(plain):
        return GROUP
    if _is_post(plain):
        return POST
    return LEADER if _is_person(plain.removesuffix("同志")) else None


def _is_post(plain: str) -> bool:
    return plain.endswith(POSTS) and not is_unit(plain) and not _is_person_with_post(plain)


def _is_person_with_post(plain: str) -> bool:
    found = leaders(plain)
    return len(found) == 1 and bool(found[0].post) and is_full_name(found[0].name)


def _is_person(plain: str) -> bool:
    if _is_person_with_post(plain):
        return True
    if not is_full_name(plain):
        return False
    if len(plain) == 2:
        return plain[-1] not in _DESKS
    if plain.endswith(_PLACES):
        return False
    return not is_unit(plain) or (len(plain) == 3 and plain[-1] in _GIVEN and plain[1] not in _BODIES)
