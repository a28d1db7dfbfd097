# SPDX-License-Identifier: Apache-2.0
"""Small files of formats that no library of ours writes, put together by hand."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.support.files import plan_files

STYLE = "font: 12pt serif"


def web_page(*, encoding: str = "utf-8", body: str = "") -> bytes:
    """Write the plan as a page of a web site, with everything that such pages have around the text."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in (plan_files.HEADER, *plan_files.tasks())
    )
    page = (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}"><title>网站</title>'
        '<script>var a="1.假任务";</script>'
        '</head><body><div class="top-nav"><a href="/">首页</a><a href="/zw">政务公开</a></div>'
        f"<h1>{plan_files.TITLE}</h1>"
        f"{body or f'<table>{rows}</table>'}"
        '<div class="footer"><p>版权所有 青溪县人民政府办公室</p></div></body></html>'
    )
    return page.encode(encoding)


def web_archive() -> bytes:
    """Write the page as a browser saves it in one file."""
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n'
    part = '--x\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    page = web_page(encoding="gb18030").replace(b'<meta charset="gb18030">', b"")
    return head.encode() + part.encode() + page + b"\r\n--x--\r\n"


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def open_sheet(rows: str = "") -> bytes:
    """Write an OpenDocument spreadsheet; without `rows` with the plan in it."""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="清单">'
        f"{rows or _sheet_rows()}</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", SPREADSHEET)
        archive.writestr("content.xml", content)
    return file.getvalue()


def _sheet_rows() -> str:
    return "".join(sheet_row(*row) for row in (plan_files.HEADER, *plan_files.tasks()))


def sheet_row(*cells: str) -> str:
    """Write one row of an OpenDocument spreadsheet."""
    texts = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row>{texts}</table:table-row>"


def pdf(*pages: str, rotated: int = 0, shows: str = "") -> bytes:
    """Write a PDF whose pages draw what the operators in `pages` say; the font is /F1, the image /I1.

    `rotated` turns the pages; `shows` are the characters, in hexadecimal, that the font says A to Z are.
    """
    drawn = pages or ("BT /F1 12 Tf 72 720 Td (Action plan 2026) Tj 0 -20 Td (1. Repair the canal) Tj ET",)
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(drawn)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(drawn)} >>",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode {5 + 2 * len(drawn)} 0 R >>",
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Length 1 >>\nstream\n0\nendstream",
    ]
    for place, operators in enumerate(drawn):
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate {rotated} "
            "/Resources << /Font << /F1 3 0 R >> /XObject << /I1 4 0 R >> >> "
            f"/Contents {6 + 2 * place} 0 R >>",
            f"<< /Length {len(operators)} >>\nstream\n{operators}\nendstream",
        ]
    return _assembled([*objects, _characters(shows)])


def _characters(first: str) -> str:
    """Write which characters a font shows."""
    spans = f"1 beginbfrange <41> <5A> <{first}> endbfrange" if first else ""
    says = f"1 begincodespacerange <00> <FF> endcodespacerange {spans}"
    table = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap {says} endcmap end end"
    return f"<< /Length {len(table)} >>\nstream\n{table}\nendstream"


def _assembled(objects: list[str]) -> bytes:
    file, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(file)
    file += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    file += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    file += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(file)
