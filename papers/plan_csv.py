# SPDX-License-Identifier: Apache-2.0
"""The ledger as CSV: UTF-8 with a mark, so that Excel and WPS see the encoding."""

import csv
from io import StringIO

from papers.table import PaperSheet
from plans.fields.task_fields import CellValue

MARK = "\ufeff"
FACTS = ("title", "year", "document_number", "issuer", "issued_on", "declared_count")
FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def write(sheet: PaperSheet) -> bytes:
    """Write comment lines that tell of the plan, the header and a row for each task."""
    file = StringIO(newline="")
    for name in FACTS:
        if (value := getattr(sheet.plan, name)) is not None:
            file.write(f"# {name}: {value}\r\n")
    table = csv.writer(file)
    table.writerow(sheet.headers)
    table.writerows([_cell(value) for value in row] for row in sheet.rows)
    return (MARK + file.getvalue()).encode()


def _cell(value: CellValue) -> str:
    """A space before a sign of formulas makes it text; whoever reads the cell drops it."""
    text = str(value)
    return f" {text}" if isinstance(value, str) and text.startswith(FORMULA_SIGNS) else text
