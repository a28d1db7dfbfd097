# SPDX-License-Identifier: Apache-2.0
"""Excel files put together from their XML, with what no library of ours writes."""

from tests.support.files.office_files import OFFICE, relations, strictly, zipped

MAIN = f'xmlns="{OFFICE}/spreadsheetml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships"'


def sheets(
    *rows: str,
    strings: str = "",
    styles: str = "",
    merged: str = "",
    states: tuple[str, ...] = (),
    is_1904: bool = False,
    is_strict: bool = False,
) -> bytes:
    """Write an Excel file with a sheet for each of `rows`, the XML of its rows."""
    names = [f"sheet{number}" for number in range(1, len(rows) + 1)]
    shown = dict(zip(names, [*states, *["visible"] * len(names)], strict=False))
    members = {
        "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
        "xl/_rels/workbook.xml.rels": relations({f"worksheets/{name}.xml": "worksheet" for name in names}),
        "xl/workbook.xml": f'<workbook {MAIN}><workbookPr date1904="{int(is_1904)}"/><sheets>'
        + "".join(
            f'<sheet name="{name}" sheetId="1" state="{shown[name]}" r:id="r{place}"/>'
            for place, name in enumerate(names)
        )
        + "</sheets></workbook>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
    }
    for name, each in zip(names, rows, strict=True):
        members[f"xl/worksheets/{name}.xml"] = (
            f"<worksheet {MAIN}><sheetData>{each}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
        )
    return zipped({name: strictly(part) if is_strict else part for name, part in members.items()})


def row(*cells: str, more: str = "") -> str:
    """Write a row; a cell is a text or the XML of one."""
    return f"<row {more}>{''.join(each if each.startswith('<c') else inline(each) for each in cells)}</row>"


def inline(text: str) -> str:
    """Write a cell that holds its text itself."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def typed(value: str, kind: str = "n", *, style: int = 0, formula: str = "") -> str:
    """Write a cell with a value of a kind."""
    counted = f"<f>{formula}</f>" if formula else ""
    return f'<c t="{kind}" s="{style}">{counted}<v>{value}</v></c>'


def formats(*codes: str) -> str:
    """Write the styles of a file, each with a number format: its built-in number or its code."""
    own = {code: 164 + place for place, code in enumerate(codes) if not code.isdecimal()}
    named = "".join(f'<numFmt numFmtId="{number}" formatCode="{code}"/>' for code, number in own.items())
    styles = "".join(f'<xf numFmtId="{own.get(code, code)}"/>' for code in codes)
    return f"<numFmts>{named}</numFmts><cellXfs>{styles}</cellXfs>"
