"""Writing the ledger of a plan to a file or to standard output."""

import sys
from pathlib import Path

from cli.state import State
from models.errors import InputError, UsageError
from models.queries import plans
from models.queries.views import task_views
from models.tables import Plan
from plans.drafts import PlanDraft
from plans.exports import Form, export
from plans.exports.sheet import sheet

STDOUT = "-"
BINARY = (Form.XLSX, Form.DOCX)


def write_export(
    here: State, plan: str, *, form: Form, output: Path | None, force: bool, on: str | None
) -> None:
    """Write the file; `on` is the day of which it shows how things stand."""
    day, program = here.day(on), here.program
    with program.ledger.reading() as session:
        row = plans.find_plan(session, plan)
        tasks = task_views(session, on=day, plan_id=row.id)
    content = export(sheet(_plan(row), tasks, on=day, gettext=program.catalogue.gettext), form)
    path = output or (Path(f"{row.key}.{form}") if form in BINARY else Path(STDOUT))
    if str(path) == STDOUT:
        sys.stdout.buffer.write(content)
        return
    _write(path, content, force=force)
    here.out.tell("{path}: {count} tasks.", path=path, count=len(tasks))


def _plan(row: Plan) -> PlanDraft:
    return PlanDraft(
        title=row.title,
        year=row.year,
        document_number=row.document_number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        declared_count=row.declared_count,
    )


def _write(path: Path, content: bytes, *, force: bool) -> None:
    if path.exists() and not force:
        raise UsageError(
            "{path} is there already.", cure="Give another name with --output, or add --force.", path=path
        )
    try:
        _replace(path, content)
    except OSError as failure:
        raise InputError(
            "{path} cannot be written: {reason}.",
            cure="Look whether the folder is there and may be written.",
            path=path,
            reason=failure.strerror,
        ) from failure


def _replace(path: Path, content: bytes) -> None:
    """Write beside the file first: a full disk leaves no half a file and takes no old one."""
    if path.exists() and not path.is_file():
        path.write_bytes(content)  # a pipe or a device
        return
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
