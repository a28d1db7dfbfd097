"""Old and foreign text formats are converted to .docx by LibreOffice, headless, in a profile of its own."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from plans.sentences import refusal

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
