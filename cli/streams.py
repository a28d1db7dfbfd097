# SPDX-License-Identifier: Apache-2.0
"""The standard streams: signs they lack, streams that are closed, output that can no longer be written."""

import codecs
import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import Literal, TextIO

from models.errors import MachineError

NOBODY_READS = 1
"""The exit status when whoever read the output stopped reading, as other programs end in silence."""


class OutputFile(FileIO):
    """Write to a stream; what cannot be written is told once, and all that follows goes nowhere."""

    def write(self, data: object, /) -> int:
        """Write bytes; MachineError when there is no room, SystemExit when nobody reads them any more."""
        try:
            return super().write(data)  # type: ignore[arg-type]
        except BrokenPipeError:
            self._give_up()
            raise SystemExit(NOBODY_READS) from None
        except OSError as failure:
            self._give_up()
            raise MachineError(
                "What is to be shown cannot be written: {reason}.",
                cure="Make room where the output goes, or send it elsewhere. "
                "A command that changes something may have done so already: look before you run it again.",
                reason=failure.strerror or type(failure).__name__,
            ) from failure

    def _give_up(self) -> None:
        """Let what is still held back be written without failing again at the end of the program."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self.fileno())
        os.close(nowhere)


def prepare_streams() -> None:
    """Make the streams of this process such that nothing ends in a traceback because of them.

    A stream that was closed (`>&-`) becomes one to nowhere: a file that is opened later must not take its
    number. Signs that the terminal's encoding has not (GBK has no ✓) are replaced instead of failing.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    if sys.stdout is sys.__stdout__ and isinstance(sys.stdout, TextIOWrapper):
        told = sys.stdout
        raw = BufferedWriter(OutputFile(told.fileno(), "w", closefd=False))
        sys.stdout = TextIOWrapper(raw, encoding=told.encoding, line_buffering=told.line_buffering)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=LIKENED)


def _likened(failure: UnicodeError) -> tuple[str, int]:
    """Give for signs that an encoding lacks those it has that look alike, else a question mark."""
    if not isinstance(failure, UnicodeEncodeError):
        raise failure
    lacking = failure.object[failure.start : failure.end]
    told = (next(like for like in LIKE.get(sign, "?") if _has(failure.encoding, like)) for sign in lacking)
    return "".join(told), failure.end


def _has(encoding: str, sign: str) -> bool:
    try:
        sign.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


LIKENED = "duban.likened"
LIKE = {"✓": "√+", "–": "-"}
"""What stands in for a sign, best first; a question mark would read as doubt."""
codecs.register_error(LIKENED, _likened)


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    """Open a stream to nowhere, which the system gives the lowest free number: that of the closed one."""
    return Path(os.devnull).open(mode, encoding="utf-8")
