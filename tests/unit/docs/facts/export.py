# SPDX-License-Identifier: Apache-2.0
"""What docs/export.md tells, out of the files that are written."""

from collections.abc import Iterator

from cli.commands.plan import BINARY
from papers import plan_csv, plan_docx, plan_xlsx
from papers.export import Form
from templates.catalogues import load


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield f"A cell of `xlsx` holds {plan_xlsx.LONGEST:,} characters."
    for form in Form:
        yield f"| `{form}` |"
    files = " and ".join(f"`KEY.{form}`" for form in BINARY)
    names = " and ".join(f"`{form}`" for form in BINARY)
    others = " and ".join(f"`{form}`" for form in Form if form not in BINARY)
    yield f"Without `--output`, {names} are written to {files}, {others} to standard output."
    assert plan_docx.PAGE[0] > plan_docx.PAGE[1]
    yield "one table on A4 across, its header repeated on every page |"
    assert plan_csv.MARK == "\ufeff"
    yield "UTF-8 with a mark, comment lines on top that tell of the plan |"
    assert set(plan_csv.FORMULA_SIGNS[:4]) == set("=+-@")
    yield "In `xlsx` text that begins with `=`, `+`, `-` or `@` is stored as text"
    words = load("zh_CN").gettext
    yield f"The status words are {words('open')}, {words('late')} and {words('closed')} (open, late, closed)."
    yield "`duban plan import` reads `csv`, `xlsx` and `docx` back to the same ledger"
