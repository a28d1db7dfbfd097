"""Formats whose libraries a hostile file could slow down, swell or crash are read in a child process."""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from urllib.parse import quote, unquote

from models.errors import InputError
from plans.containers.wire import packed, packed_error, unpacked
from plans.sentences import refusal
from plans.text.blocks import Document

SECONDS = 60
MEMORY_MB = 2048
"""Address space, of which an honest document uses a tenth."""

Adapter = Callable[..., Document]


def read_apart(kind: str, content: bytes, *, name: str, seconds: float = SECONDS) -> Document:
    """Run `read_{kind}` of the module of that name in a child; InputError when it fails or takes too long."""
    command = [sys.executable, "-P", "-m", __name__, kind, quote(name, errors="replace")]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=content,
            capture_output=True,
            timeout=seconds,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONUTF8": "1"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise refusal("too-slow", name=name, seconds=int(seconds)) from error
    if done.returncode:
        raise refusal("damaged", name=name, reason=_reason(done))
    return unpacked(done.stdout)


def _reason(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Name the exception the child ended with, or the signal that ended it."""
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    said = lines[-1].partition(":")[0] if lines else ""
    return said.rpartition(".")[2][:40] or f"{-done.returncode}"


def main(kind: str, name: str) -> None:
    """Read a file from standard input and write what it holds to standard output."""
    _limit_memory()
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    adapter: Adapter = getattr(import_module(f"plans.containers.{kind}"), f"read_{kind}")
    try:
        answer = packed(adapter(sys.stdin.buffer.read(), name=unquote(name)))
    except InputError as error:
        answer = packed_error(error)
    answers.write(answer)


def _limit_memory() -> None:
    with suppress(ImportError, ValueError):
        import resource  # noqa: PLC0415  (not on every system)

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(*sys.argv[1:])
