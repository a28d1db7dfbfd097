# SPDX-License-Identifier: Apache-2.0
import pytest

from plans.formats.detect import open_document
from plans.formats.frequencies import chinese, written
from plans.text.blocks import Document
from tests.support.files.word_files import (
    box,
    cell,
    family,
    field,
    level,
    listing,
    paragraph,
    row,
    run,
    start_anew,
    table,
    word,
)

DELETED = '<w:del w:id="1"/>'


def opened(body: str, **parts: object) -> Document:
    return open_document(word(body, **parts), name="a.docx")  # type: ignore[arg-type]


def lines(body: str, **parts: object) -> list[str]:
    return [line.text for line in opened(body, **parts).lines if line.text]


def rows(body: str, **parts: object) -> list[tuple[str, ...]]:
    (found,) = opened(body, **parts).tables
    return [each.cells for each in found.rows]


def style(name: str, inside: str, kind: str = "paragraph") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}">{inside}</w:style>'


def numbered(listed: int) -> str:
    return f'<w:pPr><w:numPr><w:numId w:val="{listed}"/></w:numPr></w:pPr>'


def items(*indexes: tuple[int, int]) -> str:
    """Write a paragraph in each of the lists and levels."""
    return "".join(paragraph("修渠", listed=index) for index in indexes)


# text boxes, notes, furniture


def test_text_box_is_read_once_behind_its_paragraph() -> None:
    """The copy for old programs does not double it, and a table in it stays a table."""
    document = opened(
        paragraph("前", box(paragraph("框一"), table(("甲", "乙"), ("丙", "丁")))) + paragraph("后")
    )
    assert [line.text for line in document.lines] == ["前", "框一", "后"]
    assert [each.cells for each in document.tables[0].rows] == [("甲", "乙"), ("丙", "丁")]


def test_text_box_in_a_text_box_is_read_once() -> None:
    """A box inside another is neither lost nor doubled."""
    assert lines(paragraph(box(paragraph("外", box(paragraph("内")))))) == ["外", "内"]


def test_text_box_that_only_old_programs_know_is_read() -> None:
    """A box without a modern twin counts."""
    old = f"<v:textbox><w:txbxContent>{paragraph('旧框')}</w:txbxContent></v:textbox>"
    assert lines(paragraph("前", f"<w:r><w:pict>{old}</w:pict></w:r>")) == ["前", "旧框"]


def test_footnotes_and_endnotes_stand_apart() -> None:
    """Notes do not run into the text; the separators among them are none."""
    notes = '<w:{0} w:type="separator" w:id="0">{1}</w:{0}><w:{0} w:id="1">{2}</w:{0}>'
    document = opened(
        paragraph("修渠", '<w:r><w:footnoteReference w:id="1"/></w:r>'),
        footnotes=notes.format("footnote", paragraph("——"), paragraph("列第一位为牵头")),
        endnotes=notes.format("endnote", paragraph("——"), paragraph("下同")),
    )
    assert [line.text for line in document.lines] == ["修渠"]
    assert [note.text for note in document.notes] == ["列第一位为牵头", "下同"]


@pytest.mark.parametrize(
    "number",
    [
        field(" PAGE \\* MERGEFORMAT ", "12"),
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>12</w:t></w:r></w:fldSimple>',
    ],
)
def test_page_numbers_are_no_text(number: str) -> None:
    """Footers are left out, and page-number boxes in the text with the marks around their number."""
    body = paragraph("修渠") + paragraph(box(paragraph("— ", number, " —")))
    assert lines(body, footer=paragraph("第 ", number, " 页")) == ["修渠"]


def test_results_of_other_fields_are_text() -> None:
    """A link and a computed date show their results, not their instructions."""
    link = f'<w:hyperlink r:id="x">{run("县水务局")}</w:hyperlink>'
    simple = f'<w:fldSimple w:instr="REF a">{run("附件")}</w:fldSimple>'
    assert lines(paragraph(link, simple, field('HYPERLINK "x"', "印发"))) == ["县水务局附件印发"]


# what a reader sees of a paragraph


def test_hidden_words_are_left_out() -> None:
    """Hidden words are not printed, so they are not there; a switch turned off hides nothing."""
    body = paragraph(run("修"), run("暗", "<w:vanish/>"), run("渠", '<w:vanish w:val="0"/>')) + paragraph(
        run("暗", "<w:vanish/>"), mark="<w:vanish/>"
    )
    assert [line.text for line in opened(body).lines] == ["修渠"]


def test_breaks_tabs_and_hyphens_are_kept() -> None:
    """A soft break makes a line, a tab stays one."""
    inside = (
        "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r>"
    )
    assert lines(paragraph(inside)) == ["甲", "乙\t丙-丁"]


def test_reading_aid_above_a_word_is_no_text() -> None:
    """Pinyin set above characters is not read into them; a formula is read."""
    ruby = f"<w:r><w:ruby><w:rt>{run('shuǐ')}</w:rt><w:rubyBase>{run('水')}</w:rubyBase></w:ruby></w:r>"
    assert lines(paragraph(ruby, "<m:oMath><m:r><m:t>≥95</m:t></m:r></m:oMath>")) == ["水≥95"]


def test_content_controls_and_custom_tags_are_opened() -> None:
    """What stands in a control is text, whether the control holds words, paragraphs, rows or cells."""

    def held(inside: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>"

    assert lines(held(paragraph("甲")) + paragraph(held(run("乙")))) == ["甲", "乙"]
    first = held(f"<w:tr>{held(cell('丙'))}{cell('丁')}</w:tr>")
    controlled = f"<w:tbl>{first}{row('戊', '己')}</w:tbl>"
    assert rows(controlled) == [("丙", "丁"), ("戊", "己")]


# tracked changes


def test_moved_words_stand_where_they_were_moved_to() -> None:
    """The old place of a move is left out, the new one read."""
    body = paragraph(f"<w:moveFrom>{run('渠')}</w:moveFrom>", "修", f"<w:moveTo>{run('渠')}</w:moveTo>")
    assert lines(body) == ["修渠"]


def test_deleted_end_of_a_paragraph_joins_it_with_the_next() -> None:
    """The joined paragraph is one item of the list, numbered as its last part."""
    lists = family(level(0, "%1.")) + listing(1)
    body = (
        paragraph("修", listed=(1, 0), mark=DELETED)
        + paragraph("渠", listed=(1, 0))
        + paragraph(
            '<w:del w:id="2"><w:r><w:delText>弃</w:delText></w:r></w:del>', listed=(1, 0), mark=DELETED
        )
        + paragraph("修坝", listed=(1, 0))
    )
    assert lines(body, lists=lists) == ["1.修渠", "2.修坝"]


def test_deleted_rows_and_cells_are_left_out() -> None:
    """A row or cell that was deleted does not come back, an inserted row stays."""
    gone = cell("弃", '<w:cellDel w:id="1"/>')
    kept = [row("1", "修渠"), row("3", gone, "修坝", properties='<w:ins w:id="3"/>')]
    body = f"<w:tbl>{row('2', '弃', properties=DELETED).join(kept)}</w:tbl>"
    assert rows(body) == [("1", "修渠"), ("3", "修坝")]


# automatic numbers


def test_levels_count_below_each_other() -> None:
    """A deeper level begins anew after a higher one, and shows the numbers above it."""
    lists = family(level(0, "%1."), level(1, "%1.%2 "), level(2, "%1.%2.%3")) + listing(1)
    body = items((1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1))
    assert lines(body, lists=lists) == [
        "1.修渠",
        "1.1 修渠",
        "1.2 修渠",
        "1.2.1 修渠",
        "2.修渠",
        "2.1 修渠",
    ]


def test_level_that_does_not_begin_anew_counts_on() -> None:
    """Tasks numbered through over all sections keep counting."""
    through = level(1, "%2.", more='<w:lvlRestart w:val="0"/>')
    lists = family(level(0, "%1、", "chineseCountingThousand"), through) + listing(1)
    assert lines(items((1, 0), (1, 1), (1, 1), (1, 0), (1, 1)), lists=lists) == [
        "一、修渠",
        "1.修渠",
        "2.修渠",
        "二、修渠",
        "3.修渠",
    ]


def test_lists_of_one_family_count_on_unless_they_start_anew() -> None:
    """A second list goes on where the first ended; a start of its own holds once."""
    lists = family(level(0, "%1.")) + listing(1) + listing(2) + listing(3, start_anew(0, 5))
    body = items((1, 0), (2, 0), (3, 0), (3, 0))
    assert lines(body, lists=lists) == ["1.修渠", "2.修渠", "5.修渠", "6.修渠"]


def test_list_may_begin_with_zero() -> None:
    """Zero is a number to count on from."""
    lists = family(level(0, "%1.", start=0)) + listing(1)
    assert lines(items((1, 0), (1, 0)), lists=lists) == ["0.修渠", "1.修渠"]


def test_level_of_its_own_replaces_that_of_the_family() -> None:
    """A list may look different from its family."""
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "第%1条", "chineseCounting")}</w:lvlOverride>'
    lists = family(level(0, "%1.")) + listing(1, own)
    assert lines(items((1, 0)), lists=lists) == ["第一条 修渠"]


def test_legal_numbers_are_arabic_throughout() -> None:
    """Below chapters in Chinese figures stand 1.1 and 1.2."""
    legal = level(1, "%1.%2、", more="<w:isLgl/>")
    lists = family(level(0, "第%1章", "chineseCounting"), legal) + listing(1)
    assert lines(items((1, 0), (1, 1)), lists=lists) == ["第一章 修渠", "1.1、修渠"]


def test_number_comes_from_the_style_and_the_style_below_it() -> None:
    """A paragraph without a number of its own takes that of its style, at the level linked to it."""
    styles = style("h", numbered(1)) + style("k", '<w:basedOn w:val="h"/>') + style("s", numbered(1))
    linked = level(1, "（%2）", "chineseCounting", more='<w:pStyle w:val="s"/>')
    lists = family(level(0, "%1."), linked) + listing(1)
    body = paragraph("修渠", style="h") + paragraph("修坝", style="k") + paragraph("修路", style="s")
    assert lines(body, lists=lists, styles=styles) == ["1.修渠", "2.修坝", "（一）修路"]


def test_style_may_be_told_to_have_no_number_here() -> None:
    """List 0 takes the number of the style away."""
    styles = style("h", numbered(1))
    body = paragraph("修渠", style="h") + paragraph("县水务局", style="h", listed=(0, 0))
    assert lines(body, lists=family(level(0, "%1.")) + listing(1), styles=styles) == ["1.修渠", "县水务局"]


def test_list_defined_by_a_list_style_is_found() -> None:
    """A family may only name a style, whose list has the levels."""
    styles = style("l", numbered(2), "numbering")
    lists = (
        family('<w:numStyleLink w:val="l"/>')
        + family('<w:styleLink w:val="l"/>', level(0, "%1、"), name=1)
        + listing(1)
        + listing(2, of=1)
    )
    assert lines(items((1, 0)), lists=lists, styles=styles) == ["1、修渠"]


def test_bullets_are_no_numbers() -> None:
    """A bullet is left out."""
    assert lines(items((1, 0)), lists=family(level(0, "•", "bullet")) + listing(1)) == ["修渠"]


def test_empty_item_of_a_list_is_counted() -> None:
    """Word prints a number for an empty paragraph too, so the next one follows it."""
    lists = family(level(0, "%1.")) + listing(1)
    body = items((1, 0)) + paragraph(listed=(1, 0)) + items((1, 0))
    assert lines(body, lists=lists) == ["1.修渠", "3.修渠"]


def test_numbers_in_cells_are_written_out() -> None:
    """A column of automatic numbers has nothing but them in its cells."""
    body = table(("序号", "任务"), *((paragraph(listed=(1, 0)), text) for text in ("修渠", "修坝")))
    lists = family(level(0, "%1", more='<w:suff w:val="nothing"/>')) + listing(1)
    assert rows(body, lists=lists) == [("序号", "任务"), ("1", "修渠"), ("2", "修坝")]


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("decimal", "1 2 10 11 20 21"),
        ("chineseCounting", "一 二 十 十一 二十 二十一"),
        ("chineseCountingThousand", "一 二 十 十一 二十 二十一"),
        ("japaneseCounting", "一 二 十 十一 二十 二十一"),
        ("ideographTraditional", "甲 乙 癸 11 20 21"),
        ("ideographZodiac", "子 丑 酉 戌 20 21"),
        ("decimalEnclosedCircle", "① ② ⑩ ⑪ ⑳ ㉑"),
        ("decimalEnclosedCircleChinese", "① ② ⑩ ⑪ ⑳ ㉑"),
        ("decimalEnclosedParen", "⑴ ⑵ ⑽ ⑾ ⒇ 21"),
        ("decimalFullWidth", "１ ２ １０ １１ ２０ ２１"),
        ("decimalZero", "01 02 10 11 20 21"),
        ("chineseLegalSimplified", "壹 贰 壹拾 壹拾壹 贰拾 贰拾壹"),
        ("upperLetter", "A B J K T U"),
        ("lowerRoman", "i ii x xi xx xxi"),
        ("ordinal", "1st 2nd 10th 11th 20th 21st"),
        ("somethingNew", "1 2 10 11 20 21"),
    ],
)
def test_numbers_look_as_in_word(kind: str, shown: str) -> None:
    """Each counting format writes its own signs, and Arabic figures where it has none."""
    assert " ".join(written(count, kind) for count in (1, 2, 10, 11, 20, 21)) == shown


def test_large_chinese_numbers_are_said_in_full() -> None:
    """Tasks beyond a hundred have their zeros in place."""
    said = [chinese(value) for value in (0, 100, 101, 110, 115, 999, 1005, 9999)]
    assert said == [
        "零",
        "一百",
        "一百零一",
        "一百一十",
        "一百一十五",
        "九百九十九",
        "一千零五",
        "九千九百九十九",
    ]


# tables


def test_cells_merged_down_and_across_are_filled() -> None:
    """Merged cells count for each field, also those of old programs."""
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        ("类别", "任务", "时限", "备注"),
        (cell("水利", down), cell("修渠", '<w:gridSpan w:val="2"/>'), cell("甲", down)),
        (cell("", on), cell("修坝", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>"), cell("", on)),
    )
    assert rows(body) == [
        ("类别", "任务", "时限", "备注"),
        ("水利", "修渠", "修渠", "甲"),
        ("水利", "修坝", "修坝", "甲"),
    ]


def test_table_that_lays_out_the_page_is_opened() -> None:
    """A frame of one cell around the plan's table does not hide its rows."""
    inner = table(("序号", "任务"), ("1", "修渠"))
    document = opened(table((paragraph("题") + inner + paragraph("尾"),)))
    assert [line.text for line in document.lines] == ["题", "尾"]
    assert [each.cells for each in document.tables[0].rows] == [("序号", "任务"), ("1", "修渠")]


def test_table_in_a_cell_of_data_is_text_of_the_cell() -> None:
    """The rows around it stay what they are."""
    inner = paragraph("分工") + table(("甲局", "修渠"), ("乙局", "修坝"))
    body = table(("序号", "任务"), ("1", inner))
    assert rows(body) == [("序号", "任务"), ("1", "分工\n甲局\n修渠\n乙局\n修坝")]


def test_strict_files_are_read_like_any_other() -> None:
    """The strict form of the format names everything otherwise and means the same."""
    lists = family(level(0, "%1.")) + listing(1)
    assert lines(items((1, 0), (1, 0)), lists=lists, is_strict=True) == ["1.修渠", "2.修渠"]


def test_endless_styles_and_levels_do_not_hang() -> None:
    """Styles based on themselves and levels that are none are passed over."""
    styles = style("a", '<w:basedOn w:val="a"/>')
    body = paragraph("修渠", style="a") + paragraph("修坝", listed=(1, 77))
    assert lines(body, lists=family(level(0, "%1.")) + listing(1), styles=styles) == ["修渠", "修坝"]


@pytest.mark.parametrize(
    ("said", "across"),
    [("", 1), ('w:val="x"', 1), ('w:val="-1"', 1), ('w:val="0"', 0), ('w:val="9999999"', 1000)],
)
def test_cell_that_does_not_say_how_far_it_reaches_is_one_cell(said: str, across: int) -> None:
    """A span without a number was once a traceback; one of millions stays within a table."""
    (found,) = rows(table((cell("修渠", f"<w:gridSpan {said}/>"), "修坝")))
    assert found[:across] == ("修渠",) * across
    assert len(found) <= 1000
