# SPDX-License-Identifier: Apache-2.0
"""Old office files (OLE) are told apart and converted with LibreOffice."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from plans.findings import refusal
from plans.formats.detect import members_of
from plans.formats.sandbox import read_apart
from plans.text.blocks import Document

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 120
LIMIT_MB = 200
FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard")
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""  # noqa: E501
"""No macro runs and nothing is fetched from the network, whatever the document asks for."""


def converter() -> str | None:
    """Find LibreOffice on the PATH."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def converted(content: bytes, *, name: str, suffix: str, to: str = "docx", seconds: float = SECONDS) -> bytes:
    """Convert a file of the format that `suffix` names; InputError when no converter is installed."""
    program = converter()
    if program is None:
        raise refusal("no-converter", name=name, suffix=suffix)
    with TemporaryDirectory(prefix="duban-") as folder:
        return _converted(program, Path(folder), content, name, (suffix, to, seconds))


def _converted(program: str, folder: Path, content: bytes, name: str, how: tuple[str, str, float]) -> bytes:
    suffix, to, seconds = how
    source, result = folder / f"plan{suffix}", folder / "out" / f"plan.{to}"
    source.write_bytes(content)
    _prepare(folder / "profile")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, *FLAGS, "--convert-to", to, "--outdir", str(result.parent), str(source)]
    _run(command, name, seconds)
    if not result.is_file() or not result.stat().st_size:
        raise refusal("not-converted", name=name, reason=suffix)
    if result.stat().st_size > LIMIT_MB << 20:
        raise refusal("too-large", name=name, size=result.stat().st_size >> 20, limit=LIMIT_MB)
    return result.read_bytes()


def _prepare(profile: Path) -> None:
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")


def _run(command: list[str], name: str, seconds: float) -> None:
    """Run the converter in a process group of its own, so that all it started can be ended with it."""
    process = _started(command, name)
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise refusal("too-slow", name=name, seconds=int(seconds)) from error
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _started(command: list[str], name: str) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603
            command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        raise refusal("not-converted", name=name, reason=error.strerror) from error


LOCKED = ("EncryptedPackage", "EncryptionInfo")
SHEETS = ("Workbook", "Book")
WORKS = (".wps", ".wpt")
"""Files of WPS Office hold what .doc files hold; those of Microsoft Works, named alike, do not."""


def read_ole(content: bytes, *, name: str) -> Document:
    """Read an old Office file; sheets directly, text by way of LibreOffice."""
    if _has(content, LOCKED):
        raise refusal("locked", name=name)
    if _has(content, SHEETS) and not _has(content, ("WordDocument",)):
        return read_apart("xls", content, name=name)
    suffix = PurePath(name).suffix.lower()
    is_works = suffix in WORKS and not _has(content, ("WordDocument",))
    return read_converted(content, name=name, suffix=suffix if is_works else ".doc")


def read_rtf(content: bytes, *, name: str) -> Document:
    """Read rich text by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".rtf")


def read_word_xml(content: bytes, *, name: str) -> Document:
    """Read the XML that Word 2003 saved, often named .doc, by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".xml")


def read_excel_xml(content: bytes, *, name: str) -> Document:
    """Read the XML that Excel 2003 and many systems save, often named .xls, by way of LibreOffice."""
    from plans.formats.excel import read_xlsx  # noqa: PLC0415

    book = converted(content, name=name, suffix=".xml", to="xlsx")
    members_of(book, name=name)
    return read_xlsx(book, name=name)


def read_odt(content: bytes, *, name: str) -> Document:
    """Read an OpenDocument text that passed `archive.members_of` by way of LibreOffice."""
    return read_converted(content, name=name, suffix=".odt")


def read_converted(content: bytes, *, name: str, suffix: str) -> Document:
    """Read a text format that only LibreOffice knows."""
    from plans.formats.word import read_docx  # noqa: PLC0415  (half a second, only when needed)

    word = converted(content, name=name, suffix=suffix)
    members_of(word, name=name)
    return read_docx(word, name=name)


def _has(content: bytes, names: tuple[str, ...]) -> bool:
    """Look for the entry of a stream in the directory: its name in UTF-16, closed by a zero."""
    return any(f"{name}\0".encode("utf-16-le") in content for name in names)
