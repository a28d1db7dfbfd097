# SPDX-License-Identifier: Apache-2.0
"""The manuals in Chinese: their commands work in their order, and what they quote the program says."""

import io
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import cache
from io import BytesIO
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
from babel.messages.pofile import read_po

from cli.main import main
from cli.settings import Settings
from tests.support.docs.command_lines import command_lines
from tests.support.docs.documents import Piece, blocks, code, lines, table, text_of
from tests.support.docs.spoken import texts_of_the_program
from tests.support.docs.template_words import TEMPLATES
from tests.support.docs.written_docs import commands
from tests.support.files.word_files import paragraph, word
from tests.support.files.word_files import table as word_table
from tests.unit.docs.test_commands import options_of

ADMINISTRATOR, OFFICE, UNIT = (f"docs/zh/{name}.md" for name in ("管理员手册", "督查室手册", "责任单位说明"))
QUOTE = re.compile(r"“((?:[^“”]|“[^“”]*”)+)”")
HEADER = ("序号", "任务名称", "牵头单位", "配合单位", "牵头领导", "完成时限")
TASKS = (
    ("完成老旧小区改造12个", "区住房城乡建设委", "区财政局、柳东街道", "2027年9月30日"),
    ("新建小学2所", "区教委", "区住房城乡建设委", "2027年8月31日"),
    ("完成柳河清淤6公里", "区水务局", "河西镇", "2027年5月31日"),
    ("新增养老床位300张", "区民政局", "区卫生健康委", "2027年11月30日"),
    ("新建社区卫生服务站5处", "区卫生健康委", "", "2027年10月31日"),
    ("新增公交线路3条", "区交通局", "", "2027年6月30日"),
    ("新增口袋公园4处", "区园林绿化局", "柳东街道、河西镇", "2027年10月31日"),
    ("垃圾分类覆盖率达到95%", "区城管委", "各街道各镇", "2027年12月31日"),
    ("完成空气监测站改造6座", "区生态环境局", "", "2027年12月31日"),
    ("新增规模以上工业企业10家", "区经信局", "区发展改革委", "2027年12月31日"),
    ("城镇新增就业5000人", "区人力社保局", "", "2027年12月31日"),
    ("举办惠民演出100场", "区文旅局", "", "2027年11月30日"),
)
UNITS = (
    *("区发展改革委", "区教委", "区住房城乡建设委", "区水务局", "区卫生健康委", "区民政局", "区交通局"),
    *("区园林绿化局", "区城管委", "区生态环境局", "区经信局", "区人力社保局", "区文化旅游局", "区市场监管局"),
    *("柳东街道", "河西镇", "区财政局"),
)
MESSY = {3: "办公室：u3@liuhe.example；分管：u3b@liuhe.example", 5: "ｕ５＠liuhe.example。", 9: ""}
Run = Callable[..., int]


def plan() -> bytes:
    """Write twelve tasks as a table in a Word file."""
    rows = ((str(number), *task[:3], "李秀英", task[3]) for number, task in enumerate(TASKS, start=1))
    return word(paragraph("柳河区2027年政府重点任务责任分工方案") + word_table(HEADER, *rows))


def registry() -> bytes:
    """Write seventeen units as offices do: a merged title, an empty row, other columns, odd addresses."""
    book, file = openpyxl.Workbook(), BytesIO()
    sheet = book.active
    sheet.append(["柳河区各单位通讯录（2026年11月更新）"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    sheet.append(["序号", "单位名称", "简称", "联系人", "联系电话", "电子邮箱"])
    for number, name in enumerate(UNITS, start=1):
        mailbox = MESSY.get(number, f"u{number}@liuhe.example")
        short = "区文旅局" if number == 13 else ""
        sheet.append([number, f"{name} " if number % 4 == 0 else name, short, "张三", "010-5555", mailbox])
    book.save(file)
    return file.getvalue()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command line in a folder with the plan and the units, approving what asks; give its status."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "通讯录.xlsx").write_bytes(registry())
    (tmp_path / "方案.docx").write_bytes(plan())
    settings = ("MAIL_FROM=duban@liuhe.example", "OFFICE_MAILBOXES=dcs@liuhe.example", "OFFICE_NAME=督查室")
    (tmp_path / ".env").write_text("".join(f"DUBAN_{each}\n" for each in settings), encoding="utf-8")

    def once(*words: str) -> int:
        line = f"{' '.join(['duban', *words])} "
        command = next(name for name in commands() if line.startswith(f"{name} "))
        approved = ["--yes"] if "--yes" in options_of(command) and "--dry-run" not in words else []
        monkeypatch.setattr(sys, "argv", ["duban", *words, *approved])
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return once


def typed(page: str) -> Iterator[list[str]]:
    """Give the command lines of the blocks of a page, in their order."""
    shown = {line.line for block in blocks(page) for line in block.lines}
    return (shlex.split(piece.text) for piece in command_lines(page) if piece.line in shown)


def test_the_commands_of_the_office_can_be_typed_in_their_order(run: Run) -> None:
    """Units, plan, what is doubtful, rehearsal, going live, reports, closing, files, channels, feeds."""
    ended = {}
    for words in typed(OFFICE):
        if words == ["outbox", "list"]:
            run("round", "--full")  # what the daemon has done in the two days before
        ended[" ".join(words)] = run(*words)
    told = {command: status for command, status in ended.items() if status}
    assert told == {
        "plan read 方案.docx": 10,  # a group word is to be settled
        "check": 8,  # a unit has no mailbox
    }
    assert Path("2027.xlsx").exists()
    assert Path("2027.docx").exists()


def test_the_commands_of_the_administrator_can_be_typed_in_their_order(run: Run, tmp_path: Path) -> None:
    """With the folders of the manual set to one that is there, and units imported where it says so."""
    ended = {}
    for words in typed(ADMINISTRATOR):
        if words[0] == "status" and "status" not in ended:
            assert run("unit", "import", "通讯录.xlsx") == 0
        ended[" ".join(words)] = run(*(word.replace("/var/lib/duban", str(tmp_path)) for word in words))
    assert {command: status for command, status in ended.items() if status} == {
        "check": 8
    }  # no mailboxes, no relay
    assert (tmp_path / "before.db").exists()


def test_a_stranger_goes_live_at_night_by_the_manual(run: Run) -> None:
    """Two days of rehearsal leave nothing behind; at 21:00 nothing leaves, in the morning each one once."""
    words = [each for each in typed(OFFICE) if each[:2] in (["unit", "import"], ["plan", "import"])]
    assert [run(*each) for each in words if each[-1] in ("通讯录.xlsx", "方案.docx")] == [0, 0]
    for moment in ("2026-12-07T08:30", "2026-12-08T08:30"):
        run("round", "--on", moment)
    rehearsed = mails()
    assert rehearsed
    assert all("【演练】" in each["Subject"] for each in rehearsed.values())
    assert run("live", "--on", "2026-12-08T21:00") == 0
    for moment in ("2026-12-08T21:05", "2026-12-09T07:30"):
        run("round", "--on", moment)
    assert mails().keys() == rehearsed.keys()
    for moment in ("2026-12-09T08:30", "2026-12-09T08:35"):
        run("round", "--on", moment)
    left = [each for name, each in mails().items() if name not in rehearsed]
    readers = [each["To"] for each in left]
    assert len(left) == len({each["Message-ID"] for each in left})
    assert not any("演练" in each["Subject"] for each in left)
    assert not any("u14@" in to or "u9@" in to for to in readers)  # has no task, has no mailbox
    for number in (1, 2, 4, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17):
        first = [each for each in left if f"u{number}@" in each["To"]]
        assert len(first) == 1, number
        assert [part.get_filename() for part in first[0].iter_attachments()] == ["deadlines.ics"]


def mails() -> dict[str, EmailMessage]:
    """Read what lies in the Maildir."""
    parser = BytesParser(EmailMessage, policy=policy.default)
    return {path.name: parser.parsebytes(path.read_bytes()) for path in Path("var/maildir/new").iterdir()}


@cache
def said() -> frozenset[str]:
    """Give every sentence that the program may say in Chinese, and every text that stands in its source."""
    found = set(texts_of_the_program())
    for path in sorted((TEMPLATES / "locale" / "zh_CN").glob("*.po")):
        for message in read_po(BytesIO(path.read_bytes())):
            found |= {message.string} if isinstance(message.string, str) else set(message.string)
    return frozenset(found)


def quotes(page: str) -> Iterator[Piece]:
    """Give what stands between quotation marks."""
    return (Piece(page, piece.line, text) for piece in lines(page) for text in QUOTE.findall(piece.text))


@pytest.mark.parametrize("page", [ADMINISTRATOR, OFFICE, UNIT])
def test_what_a_manual_quotes_is_what_the_program_says(page: str) -> None:
    """Word by word, where `…` stands for what is left out."""
    wrong = [piece for piece in quotes(page) if not is_said(piece.text)]
    told = "\n".join(map(str, wrong))
    assert not wrong, f"the program says nothing of the kind; look into templates/locale/zh_CN:\n{told}"
    assert any(quotes(page))


def is_said(quote: str) -> bool:
    """Tell whether a quotation is part of one sentence."""
    parts = [re.escape(part.strip()) for part in quote.split("…") if part.strip()]
    return any(re.search(r".*".join(parts), sentence) for sentence in said())


def test_a_quotation_that_nobody_says_is_noticed() -> None:
    """Parts of different sentences make none."""
    assert is_said("是否正式运行并发出这些邮件？")
    assert not is_said("是否正式运行…未作任何更改")


def test_the_administrator_installs_as_the_english_page_says() -> None:
    """Each line for the shell that is none of duban's stands there too, apart from bringing files over."""
    english = {line.text.strip() for block in blocks("docs/operate.md") for line in block.lines}
    ours = [line for block in blocks(ADMINISTRATOR) for line in block.lines]
    others = [line for line in ours if not re.match(r"\s*sudo -u duban duban ", line.text)]
    known = text_of("docs/operate.md")
    missing = [
        line
        for line in others
        if line.text.strip() not in english
        and f"`{line.text.strip()}`" not in re.sub(r"\s+", " ", known)
        and "通讯录.xlsx" not in line.text
    ]
    assert not missing, "\n".join(map(str, missing))


def test_every_setting_that_a_manual_names_exists() -> None:
    """A setting that is renamed is renamed here."""
    known = {f"DUBAN_{name.upper()}" for name in Settings.model_fields}
    rows = {row["设置"].strip("`") for row in table(ADMINISTRATOR, "设置", "填什么")}
    assert rows <= known
    named = chain.from_iterable(re.findall(r"DUBAN_\w+", piece.text) for piece in code(ADMINISTRATOR))
    assert {name.removesuffix("_FILE") for name in named} <= known


def test_the_manuals_are_found_from_both_readmes() -> None:
    """And from one another."""
    for page in (ADMINISTRATOR, OFFICE, UNIT):
        assert f"({page})" in text_of("README.md")
        assert f"({page})" in text_of("README.zh-CN.md")
        assert page == ADMINISTRATOR or Path(page).name in text_of(ADMINISTRATOR)
