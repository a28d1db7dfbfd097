# SPDX-License-Identifier: Apache-2.0
"""Files saved in other formats by LibreOffice and Chromium, many in one start, which is what costs."""

import atexit
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from docx import Document

from tests.support.files import plan_files
from tests.support.files.small_files import web_page
from tests.support.files.word_files import numbered_word

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
QUIET = ("--disable-background-networking", "--disable-component-update", "--disable-sync")
Named = tuple[str, bytes]
"""A file: its name with the suffix that tells its format, and its bytes."""


def office() -> str | None:
    """Find LibreOffice."""
    return shutil.which("soffice")


def browser() -> str | None:
    """Find Chromium."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


needs_office = pytest.mark.skipif(office() is None, reason="LibreOffice (soffice) is not installed")
needs_browser = pytest.mark.skipif(browser() is None, reason="Chromium is not on this machine")


@cache
def converted(target: str, *files: Named) -> Mapping[str, bytes]:
    """Save files in another format with one start of LibreOffice; gives them by name without suffix."""
    with TemporaryDirectory() as folder:
        for name, content in files:
            (Path(folder) / name).write_bytes(content)
        command = [str(office()), f"-env:UserInstallation={Path(_profile()).as_uri()}", "--headless"]
        command += ["--convert-to", target, "--outdir", f"{folder}/out"]
        command += [f"{folder}/{name}" for name, _ in files]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return {path.stem: path.read_bytes() for path in (Path(folder) / "out").iterdir()}


@cache
def _profile() -> str:
    """Give the one profile of all starts."""
    folder = TemporaryDirectory(prefix="duban-office-", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder.name


@cache
def word_files() -> tuple[Named, ...]:
    """Give the plan as Word files: numbers typed, counted by Word, and as a table."""
    return (
        ("typed.docx", plan_files.typed_docx()),
        ("numbered.docx", plan_files.numbered_docx()),
        ("counted.docx", numbered_word()),
        ("table.docx", plan_files.table_docx()),
    )


@cache
def open_texts() -> tuple[Named, ...]:
    """Give the Word files as OpenDocument texts: those of our library lose tables on the way to .doc."""
    return tuple((f"{name}.odt", content) for name, content in converted("odt", *word_files()).items())


@cache
def with_page_numbers() -> Named:
    """Give the plan with a running head and page numbers."""
    document = Document(plan_files.BytesIO(plan_files.typed_docx()))
    plan_files.with_page_numbers(document)
    return "furnished.docx", plan_files.saved(document)


@cache
def workbook() -> Named:
    """Give the plan as a workbook."""
    return "workbook.xlsx", plan_files.workbook()


def texts_as(target: str) -> Mapping[str, bytes]:
    """Give the plan's Word files in another format, by typed, numbered, counted, table."""
    return (
        {Path(name).stem: content for name, content in open_texts()}
        if target == "odt"
        else (converted(target, *open_texts()))
    )


def printed() -> Mapping[str, bytes]:
    """Give everything as PDF."""
    return converted("pdf", *open_texts(), with_page_numbers(), workbook())


def workbook_as(target: str) -> bytes:
    """Give the plan's workbook in another format."""
    return converted(target, workbook())["workbook"]


@cache
def printed_page() -> bytes:
    """Give the plan's web page as Chromium prints it to a PDF."""
    with TemporaryDirectory() as folder:
        page, result = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_bytes(web_page().replace(b"<table>", b"<table border=1 cellspacing=0>"))
        out = (f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={result}")
        subprocess.run(
            [str(browser()), *FLAGS, *QUIET, *out, str(page)], check=True, capture_output=True, timeout=120
        )
        return result.read_bytes()
