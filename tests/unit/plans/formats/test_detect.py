# SPDX-License-Identifier: Apache-2.0
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook

from models.errors import InputError
from plans.formats import detect
from plans.formats.detect import open_document
from plans.reading import read

FIELDS = ["责任单位：县水务局", "完成时限：2026年6月30日"]


def word(build: Callable[[Document], None]) -> bytes:
    document, file = Document(), BytesIO()
    build(document)
    document.save(file)
    return file.getvalue()


def excel(rows: list[list[object]], merged: tuple[str, ...] = ()) -> bytes:
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(file)
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive_file:
        for name, content in members.items():
            archive_file.writestr(name, content)
    return file.getvalue()


def test_word_paragraphs_and_tables_come_in_document_order() -> None:
    """A table between paragraphs stays between them, and places count on."""

    def build(document: Document) -> None:
        document.add_paragraph("1.修渠。")
        table = document.add_table(rows=2, cols=1)
        table.cell(0, 0).text, table.cell(1, 0).text = FIELDS
        document.add_paragraph("2.修坝。")
        document.add_paragraph(FIELDS[0])

    tasks = read(word(build), name="a.docx").tasks
    assert [(task.title, task.due, task.source.line) for task in tasks] == [
        ("修渠。", date(2026, 6, 30), 1),
        ("修坝。", None, 4),
    ]


def test_word_table_with_a_header_is_a_ledger_with_merged_cells_filled() -> None:
    """A cell merged over rows counts for each of them."""

    def build(document: Document) -> None:
        document.add_paragraph("某县2026年重点工作分工方案")
        table = document.add_table(rows=3, cols=4)
        rows = [
            ["序号", "工作任务", "责任单位", "完成时限"],
            ["1", "修渠", "县水务局", "6月底前"],
            ["2", "修坝", "", "年底前"],
        ]
        for index, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(index, column).text = text
        table.cell(1, 2).merge(table.cell(2, 2))

    reading = read(word(build), name="a.docx")
    assert [(task.number, task.units[0].name, task.due) for task in reading.tasks] == [
        ("1", "县水务局", date(2026, 6, 30)),
        ("2", "县水务局", date(2026, 12, 31)),
    ]
    assert reading.plan.title == "某县2026年重点工作分工方案"


def test_faults_in_the_cells_of_a_word_table_are_repaired() -> None:
    """A table in a converted document has the same faults as its text."""

    def build(document: Document) -> None:
        table = document.add_table(rows=2, cols=3)
        for index, row in enumerate(
            [["序号", "工作任务", "责任单位"], ["1", "卫Th率达到90[image: ]", "县卫Th局"]]
        ):
            for column, text in enumerate(row):
                table.cell(index, column).text = text

    reading = read(word(build), name="a.docx")
    assert reading.tasks[0].title == "卫生率达到90%"
    assert reading.repairs == {"Th": 2, "[image: ]": 1}


def test_automatic_numbers_of_word_are_written_out() -> None:
    """A numbered list carries its numbers although they are not in the text."""

    def build(document: Document) -> None:
        for title in ("修渠。", "修坝。"):
            document.add_paragraph(title, style="List Number")
            for field in FIELDS:
                document.add_paragraph(field)

    assert [task.number for task in read(word(build), name="a.docx").tasks] == ["1", "2"]


def test_tracked_changes_of_word_are_taken_as_accepted() -> None:
    """An insertion counts, a deletion does not."""

    def build(document: Document) -> None:
        paragraph = document.add_paragraph("1.修")
        for tag, text, word_tag in (("w:ins", "水渠。", "w:t"), ("w:del", "旧路。", "w:delText")):
            change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(word_tag)
            words.text = text
            run.append(words)
            change.append(run)
            paragraph._p.append(change)
        document.add_paragraph(FIELDS[0])

    assert [task.title for task in read(word(build), name="a.docx").tasks] == ["修水渠。"]


def test_excel_dates_numbers_and_percentages_are_read_as_typed() -> None:
    """Real dates and numbers in cells mean what they show."""
    rows = [
        ["序号", "任务", "完成时限", "进度"],
        [1, "修渠", date(2026, 6, 30), "60%"],
        [2.0, "修坝", "2026年7月31日", 40],
    ]
    tasks = read(excel(rows), name="a.xlsx").tasks
    assert [(t.number, t.due, t.status and t.status.percent) for t in tasks] == [
        ("1", date(2026, 6, 30), 60),
        ("2", date(2026, 7, 31), 40),
    ]


def test_excel_merged_cells_are_filled_and_title_row_is_the_plans() -> None:
    """Merged sections count for each row, a merged first row is the title."""
    rows = [
        ["某县2026年重点工作台账", None, None, None],
        ["类别", "序号", "任务", "完成时限"],
        ["水利", 1, "修渠", "6月底前"],
        [None, 2, "修坝", "6月底前"],
    ]
    reading = read(excel(rows, ("A1:D1", "A3:A4")), name="a.xlsx")
    assert reading.plan.title == "某县2026年重点工作台账"
    assert [(task.section, task.due) for task in reading.tasks] == [("水利", date(2026, 6, 30))] * 2


def test_excel_formula_without_a_saved_result_is_told() -> None:
    """An empty result is not passed off as an empty cell."""
    reading = read(excel([["序号", "任务", "完成时限"], [1, "修渠", "=TODAY()"]]), name="a.xlsx")
    assert [f.facts["cell"] for f in reading.findings if f.code == "formula-without-value"] == ["C2"]


def test_stray_cell_at_the_far_end_costs_nothing() -> None:
    """A cell in the last row and column of a sheet does not make a billion others."""
    book, file = Workbook(), BytesIO()
    for row in [["序号", "任务", "完成时限"], [1, "修渠", "2026年底"]]:
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    book.save(file)
    assert len(read(file.getvalue(), name="a.xlsx").tasks) == 1


def test_merged_area_over_a_whole_sheet_is_refused() -> None:
    """A range that merges every cell there can be is no table."""
    content = excel([["序号", "任务"], [1, "修渠"]], ("A4:B5",))
    members = {name: ZipFile(BytesIO(content)).read(name) for name in ZipFile(BytesIO(content)).namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet].replace(b"A4:B5", b"A4:XFD1048576")
    with pytest.raises(InputError, match="honest document"):
        read(zipped(members), name="a.xlsx")


def test_sheet_beside_the_ledger_is_told() -> None:
    """A sheet that has no header row is left out with a word."""
    book, file = Workbook(), BytesIO()
    for row in [["序号", "任务", "完成时限"], [1, "修渠", "2026年底"]]:
        book.active.append(row)
    book.create_sheet("说明").append(["填表说明"])
    book.save(file)
    reading = read(file.getvalue(), name="a.xlsx")
    assert len(reading.tasks) == 1
    assert [f.facts["header"] for f in reading.findings if f.code == "table-left-out"] == ["填表说明"]


def test_excel_without_a_header_is_refused() -> None:
    """A sheet without a task column names what it has and what was looked for."""
    with pytest.raises(InputError, match=r"甲 \| 乙"):
        read(excel([["甲", "乙"], [1, 2]]), name="a.xlsx")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.docx", "empty"),
        (b"PK\x03\x04broken", "a.docx", "damaged"),
        (b"plain words", "a.docx", "not that of a .docx"),
        (b"plain words", "a.xlsx", "not that of a .xlsx"),
        (b"%PDF-1.7", "a.pdf", "damaged"),
        (b"<!DOCTYPE html><p> ", "a.html", "no text"),
        (zipped({"readme.txt": b"x"}), "a.zip", "archive"),
        (zipped({"word/document.xml": b"<broken"}), "a.docx", "damaged"),
        (zipped({"xl/workbook.xml": b"<broken"}), "a.xlsx", "damaged"),
    ],
)
def test_foreign_and_broken_files_are_refused_with_a_cure(content: bytes, name: str, words: str) -> None:
    """Each kind of wrong file gives its own sentence with what to do."""
    with pytest.raises(InputError, match=words) as caught:
        open_document(content, name=name)
    assert caught.value.cure


def test_bomb_that_declares_itself_is_refused() -> None:
    """A small file that unpacks to very much is not opened."""
    with pytest.raises(InputError, match="honest document"):
        open_document(zipped({"word/document.xml": b"\0" * (30 << 20)}), name="a.docx")


def test_bomb_that_lies_about_its_size_is_refused() -> None:
    """A member that unpacks to more than it declares is damage."""
    content = zipped({"word/document.xml": b" " * 5000})
    lying = content.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    with pytest.raises(InputError, match="damaged"):
        open_document(lying, name="a.docx")


def test_archive_with_too_many_members_is_refused() -> None:
    """Ten thousand parts make no document."""
    with pytest.raises(InputError, match="honest document"):
        open_document(zipped({f"word/{n}.xml": b"" for n in range(detect.MEMBERS + 1)}), name="a.docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    """A declared entity is never expanded."""
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(InputError, match="entities"):
        open_document(zipped({"word/document.xml": text.encode(encoding)}), name="a.docx")


def test_password_is_named_as_the_reason() -> None:
    """An encrypted archive says that it is locked."""
    content = bytearray(zipped({"word/document.xml": b"<x/>"}))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="password"):
        open_document(bytes(content), name="a.docx")


def test_corrupt_bytes_inside_an_archive_are_damage() -> None:
    """A checksum that does not fit is told, not raised as a traceback."""
    content = zipped({"word/document.xml": b"<x>" + b"abc" * 500 + b"</x>"})
    index = 30 + len("word/document.xml") + 3
    broken = content[:index] + b"\xff\xff\xff" + content[index + 3 :]
    with pytest.raises(InputError, match="damaged"):
        open_document(broken, name="a.docx")
