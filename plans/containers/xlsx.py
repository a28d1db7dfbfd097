"""Excel files: every visible sheet a table, merged cells filled, formulas read as their saved values."""

from io import BytesIO
from zipfile import ZipFile

from plans.containers.broken import BROKEN
from plans.containers.grid import EndlessTableError
from plans.containers.sheet_cells import Cells
from plans.containers.sheet_rows import rows_of
from plans.containers.workbook import workbook_of
from plans.sentences import finding, refusal
from plans.text.blocks import Document, Table


def read_xlsx(content: bytes, *, name: str) -> Document:
    """Read an Excel file that passed `archive.members_of`; InputError when its parts do not fit."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            book = workbook_of(archive)
            return _document([Cells(book, sheet, archive) for sheet in book.sheets])
    except EndlessTableError as error:
        raise refusal("bomb", name=name, reason="merged cells") from error
    except BROKEN as error:
        raise refusal("damaged", name=name, reason=type(error).__name__) from error


def _document(sheets: list[Cells]) -> Document:
    shown = [each for each in sheets if not each.sheet.is_hidden]
    hidden = [
        finding("hidden-sheet", sheet=each.sheet.name) for each in sheets if each not in shown and each.texts
    ]
    return Document(
        blocks=tuple(
            Table(rows=tuple(rows_of(each.texts, each.areas)), sheet=each.sheet.name) for each in shown
        ),
        is_ledger=True,
        findings=(*hidden, *(found for each in shown for found in each.findings())),
    )
