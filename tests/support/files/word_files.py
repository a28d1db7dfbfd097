# SPDX-License-Identifier: Apache-2.0
"""Word files put together from their XML, with what no library of ours writes."""

from tests.support.files import plan_files
from tests.support.files.office_files import OFFICE, relations, strictly, zipped

NAMES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:mc="{OFFICE}/markup-compatibility/2006" '
    f'xmlns:m="{OFFICE}/officeDocument/2006/math" xmlns:r="{OFFICE}/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013"'
)
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def word(
    body: str,
    *,
    lists: str = "",
    styles: str = "",
    footnotes: str = "",
    endnotes: str = "",
    footer: str = "",
    is_strict: bool = False,
) -> bytes:
    """Write a Word file; each part is the XML inside the part's root element."""
    parts = {
        "document": ("document", f"<w:body>{body}</w:body>"),
        "numbering": ("numbering", lists),
        "styles": ("styles", styles),
        "footnotes": ("footnotes", footnotes),
        "endnotes": ("endnotes", endnotes),
        "footer": ("ftr", footer),
    }
    used = {name: part for name, part in parts.items() if part[1]}
    members = {
        "[Content_Types].xml": _types(used),
        "_rels/.rels": relations({"word/document.xml": "officeDocument"}),
        "word/_rels/document.xml.rels": relations({f"{name}.xml": name for name in used}),
        **{f"word/{name}.xml": f"<w:{root} {NAMES}>{xml}</w:{root}>" for name, (root, xml) in used.items()},
    }
    return zipped({name: strictly(part) if is_strict else part for name, part in members.items()})


def _types(used: dict[str, tuple[str, str]]) -> str:
    kinds = {name: "document.main" if name == "document" else name for name in used}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{MAIN}.{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )


def run(text: str, properties: str = "") -> str:
    """Write a run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, listed: tuple[int, int] | None = None, style: str = "", mark: str = "") -> str:
    """Write a paragraph of runs or plain texts; `listed` is its list and level, `mark` what its end is."""
    number = (
        f'<w:numPr><w:ilvl w:val="{listed[1]}"/><w:numId w:val="{listed[0]}"/></w:numPr>' if listed else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    inside = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{named}{number}<w:rPr>{mark}</w:rPr></w:pPr>{inside}</w:p>"


def level(depth: int, pattern: str, kind: str = "decimal", *, start: int = 1, more: str = "") -> str:
    """Write a level of a list."""
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def family(*levels: str, name: int = 0) -> str:
    """Write the definition that lists share."""
    return f'<w:abstractNum w:abstractNumId="{name}">{"".join(levels)}</w:abstractNum>'


def listing(number: int, *overrides: str, of: int = 0) -> str:
    """Write a list of a family."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{"".join(overrides)}</w:num>'


def start_anew(depth: int, start: int) -> str:
    """Write that a list begins a level with a number of its own."""
    return f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def table(*rows: tuple[str, ...]) -> str:
    """Write a table; a cell is a text, or the XML of its content."""
    return f"<w:tbl>{''.join(row(*cells) for cells in rows)}</w:tbl>"


def row(*cells: str, properties: str = "") -> str:
    """Write a row of cells."""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(map(cell, cells))}</w:tr>"


def cell(content: str, properties: str = "") -> str:
    """Write a cell; what is a cell already stays as it is."""
    if content.startswith("<w:tc>"):
        return content
    inside = content if content.startswith("<") else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def box(*content: str) -> str:
    """Write a text box as Word does, a second time for old programs."""
    inside = f"<w:txbxContent>{''.join(content)}</w:txbxContent>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def field(words: str, shown: str) -> str:
    """Write a field with the result it had when the file was saved."""
    step = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    said = f"<w:r><w:instrText>{words}</w:instrText></w:r>"
    return step("begin") + said + step("separate") + run(shown) + step("end")


def marked_word() -> bytes:
    """Write a plan with everything in it that a Word file may have beside plain paragraphs."""
    down = '<w:vMerge w:val="restart"/>'
    label = paragraph("责任单位：", f'<w:ins w:id="1">{run("县水务局")}</w:ins>', box(paragraph("注")))
    gone = paragraph(run("暗", "<w:vanish/>"), listed=(1, 0), mark='<w:del w:id="2"/>')
    header = row("序号", "类别", "工作任务", "责任单位")
    rows = row(cell(paragraph(listed=(2, 1))), cell("水利", down), "修渠3处", "县水务局")
    more = row(
        cell(paragraph(listed=(2, 1))), cell("", "<w:vMerge/>"), cell("修坝", '<w:gridSpan w:val="2"/>')
    )
    return word(
        paragraph("青溪县2026年重点工作任务分工方案")
        + paragraph("整修水渠12处，6月底前完成。", style="h")
        + f"{label}{gone}<w:sdt><w:sdtContent>{paragraph('整修道路', listed=(1, 0))}</w:sdtContent></w:sdt>"
        + paragraph(
            "责任单位：县交通局", field("PAGE", "3"), f"<w:hyperlink>{run('、县财政局')}</w:hyperlink>"
        )
        + f"<w:tbl>{header}{rows}{more}</w:tbl>{table((paragraph('甲') + table(('乙',)),))}",
        lists=family(level(0, "%1."), level(1, "%1.%2", "chineseCounting"))
        + listing(1)
        + listing(2, start_anew(0, 1), start_anew(1, 1)),
        styles=(
            '<w:style w:type="paragraph" w:styleId="h"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
            '<w:basedOn w:val="g"/></w:style><w:style w:type="paragraph" w:styleId="g" w:default="1"/>'
        ),
        footnotes=f'<w:footnote w:id="1">{paragraph("列第一位为牵头，下同")}</w:footnote>',
        endnotes=f'<w:endnote w:id="1">{paragraph("下同")}</w:endnote>',
    )


def numbered_word() -> bytes:
    """Write the plan of `plan_files` with numbers that Word counts, and nothing else in the file."""
    body = "".join(
        paragraph(line, listed=(1, 0) if kind == "task" else None)
        for kind, line in plan_files.lines(is_numbered=False)
    )
    return word(paragraph(plan_files.TITLE) + body, lists=family(level(0, "%1.")) + listing(1))


def table_word() -> bytes:
    """Write the plan of `plan_files` as a table, and nothing else in the file."""
    return word(paragraph(plan_files.TITLE) + table(plan_files.HEADER, *plan_files.tasks()))
