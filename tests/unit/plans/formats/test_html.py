# SPDX-License-Identifier: Apache-2.0
import pytest

from models.errors import InputError
from plans.formats.detect import open_document
from plans.formats.html import read_html
from plans.formats.text import read_md
from plans.reading import read
from plans.text.blocks import Document
from tests.support.files.plan_files import TITLE, tasks
from tests.support.files.small_files import web_archive, web_page


def page(body: str) -> Document:
    return read_html(f"<html><body>{body}</body></html>".encode(), name="a.html")


def lines(body: str) -> list[str]:
    return [line.text for line in page(body).lines]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk"])
def test_page_of_a_web_site_is_read_without_what_surrounds_it(encoding: str) -> None:
    """Navigation, scripts and footer are no text of the plan, in the encoding the page declares."""
    content = web_page(encoding=encoding)
    assert [line.text for line in read_html(content, name="a.html").lines] == [TITLE]
    assert [task.title for task in read(content, name="a.html").tasks] == [row[2] for row in tasks()]


def test_page_saved_as_one_file_is_read() -> None:
    """A web archive holds the page in an encoding that only the archive names."""
    assert len(read(web_archive(), name="a.mht").tasks) == 21


def test_web_page_named_xls_is_read_as_what_it_is() -> None:
    """Many systems export a web page under the name of a workbook."""
    assert len(read(web_page(), name="a.xls").tasks) == 21


def test_blocks_and_line_breaks_make_lines() -> None:
    """Only what a browser breaks is broken; words keep one space."""
    assert lines("<p>1. 修\n渠<br>责任单位：<b>县水务局</b></p><div>完成  时限</div>") == [
        "1. 修 渠",
        "责任单位：县水务局",
        "完成 时限",
    ]


def test_ordered_list_is_numbered() -> None:
    """Numbers that a browser would show are written out, also around paragraphs and from a start."""
    assert lines("<ol start=3><li><p>修渠</p></li><li>修坝</li><li>7、修路</li></ol>") == [
        "3. 修渠",
        "4. 修坝",
        "7、修路",
    ]


def test_merged_cells_of_a_page_are_filled() -> None:
    """Cells over rows and columns count for each field."""
    (table,) = page(
        "<table><tr><th>类别<th>任务<th>时限</tr><tr><td rowspan=2>水利<td>修渠<td>6月</tr>"
        "<tr><td colspan=2>修坝</tr></table>"
    ).tables
    assert [row.cells for row in table.rows] == [
        ("类别", "任务", "时限"),
        ("水利", "修渠", "6月"),
        ("水利", "修坝", "修坝"),
    ]


def test_table_that_lays_out_a_page_is_no_table() -> None:
    """A table around a table only arranges the page."""
    document = page("<table><tr><td>菜单<td><table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table></table>")
    assert len(document.tables) == 1
    assert [row.cells for row in document.tables[0].rows] == [("a", "b"), ("1", "2")]


def test_hidden_parts_are_not_read() -> None:
    """What a browser does not show is not there."""
    assert lines('<p style="display:none">暗</p><p hidden>暗</p><p>明</p>') == ["明"]


def test_plan_inside_a_part_called_footer_is_kept() -> None:
    """A name alone does not make a part furniture when the plan stands in it."""
    assert lines('<p>题</p><div class="footer-box">1.修渠。责任单位：县水务局</div>') == [
        "题",
        "1.修渠。责任单位：县水务局",
    ]


def test_footnotes_stand_apart_and_are_told() -> None:
    """A note at the end belongs to no task."""
    document = page(
        '<p>1.修渠<a class="sdfootnoteanc">1</a></p><div id="sdfootnote1"><p>列第一位为牵头</p></div>'
    )
    assert [line.text for line in document.lines] == ["1.修渠"]
    assert [note.text for note in document.notes] == ["列第一位为牵头"]
    assert [found.code for found in document.findings] == ["footnote"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + "修渠",
        "<table>" + '<tr><td colspan="1000">a<td>b' * 2000,
        "",
        "<!-- -->" * 1000,
    ],
)
def test_hostile_pages_are_refused(body: str) -> None:
    """Endless nesting and endless tables give one clear error."""
    with pytest.raises(InputError) as caught:
        page(body)
    assert caught.value.cure


def test_deeply_nested_page_is_read() -> None:
    """A thousand elements around a word do not hide it."""
    assert lines("<span>" * 1000 + "修渠") == ["修渠"]


def test_markdown_is_read_without_its_marks() -> None:
    """Headings, bullets, stress and links are plain text with the numbers of their lines."""
    text = "# 一、水利\n\n1. **修渠**，见[图](a.png)\n   - 责任单位：县水务局\n"
    document = read_md(text.encode(), name="a.md")
    assert [(line.text, line.number) for line in document.lines if line.text] == [
        ("一、水利", 1),
        ("1. 修渠，见图", 3),
        ("责任单位：县水务局", 4),
    ]


def test_table_of_markdown_is_a_table() -> None:
    """Bars and a border line make a table; an escaped bar does not part cells."""
    text = "前文\n\n| 序号 | 任务 |\n|:--|---|\n| 1 | 修渠 \\| 修坝 |\n"
    (table,) = read_md(text.encode(), name="a.md").tables
    assert [(row.cells, row.number) for row in table.rows] == [
        (("序号", "任务"), 3),
        (("1", "修渠 | 修坝"), 5),
    ]


def test_name_decides_only_where_the_bytes_do_not() -> None:
    """Markdown is known by its name, a web page by how it begins."""
    assert open_document("# 题".encode(), name="a.md").lines[0].text == "题"
    assert (
        open_document(b"<?xml version='1.0'?>\n<!-- x --><html><p>a</p></html>", name="a.txt").lines[0].text
        == "a"
    )
