# SPDX-License-Identifier: Apache-2.0
"""A relay that misbehaves by seed and keeps a journal: `python -m tests.faults.sink`.

aiosmtpd cannot hang up between accepting a mail and saying so, therefore this one is our own.
It is a process of its own, so that it outlives the senders that a test kills.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from tests.faults.journal import Ending, Journal, accepted

PROJECT = Path(__file__).resolve().parents[2]
REFUSED = "gone-"
"""Whose local part begins so is refused with 550, always."""
BIGGEST_MAIL = 64 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Faults:
    """How often the relay misbehaves at each step: 0 never, 1 always. One dice per connection."""

    busy: float = 0.0
    """421 instead of a greeting."""
    login_refused: float = 0.0
    """535 at AUTH."""
    sender_refused: float = 0.0
    """550 at MAIL: the relay will not have us."""
    mail_dropped: float = 0.0
    """The line breaks at MAIL."""
    recipient_deferred: float = 0.0
    """450 at RCPT."""
    data_dropped: float = 0.0
    """The line breaks in the middle of the message."""
    dot_dropped: float = 0.0
    """The line breaks after the final dot, and the mail was not accepted."""
    data_deferred: float = 0.0
    """451 after the final dot."""
    answer_dropped: float = 0.0
    """The mail is accepted, and the line breaks before the answer."""
    answer_late: float = 0.0
    """The mail is accepted, and 250 comes `late_seconds` later."""
    slow: float = 0.0
    """An answer comes `slow_seconds` later."""
    quit_dropped: float = 0.0
    """The line breaks at QUIT."""
    late_seconds: float = 0.5
    slow_seconds: float = 0.05
    calm_after: int | None = None
    """The number of connections after which the relay behaves, None for never."""


CALM = Faults()
EVERY_FAULT = Faults(
    busy=0.1,
    login_refused=0.02,
    sender_refused=0.002,
    mail_dropped=0.01,
    recipient_deferred=0.03,
    data_dropped=0.01,
    dot_dropped=0.01,
    data_deferred=0.02,
    answer_dropped=0.01,
    answer_late=0.002,
    slow=0.005,
    quit_dropped=0.3,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningSink:
    """A sink that runs; `url` has user and password, so that AUTH is part of every connection."""

    port: int
    journal: Path

    @property
    def url(self) -> str:
        """Give the address for DUBAN_SMTP_URL."""
        return f"smtp://duban:secret@127.0.0.1:{self.port}?starttls=never"


@contextmanager
def running_sink(journal: Path, *, faults: Faults = CALM, seed: int = 0) -> Iterator[RunningSink]:
    """Run a sink on a free port of the loopback address until the block ends."""
    options = ["--journal", journal, "--seed", seed, "--faults", json.dumps(asdict(faults))]
    command = [sys.executable, "-m", "tests.faults.sink", *map(str, options)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield RunningSink(port=int(process.stdout.readline()), journal=journal)
        finally:
            process.kill()


class _LineOverError(Exception):
    """The relay leaves the line."""


class Conversation:
    """One connection: greet, obey command after command, misbehave where the dice say so."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        number: int,
        faults: Faults,
        seed: int,
        journal: Journal,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._number = number
        self._faults = faults
        self._dice = Random(f"{seed}:{number}")
        self._journal = journal
        self._recipient = ""

    async def run(self) -> None:
        """Talk until one side leaves."""
        try:
            if self._falls(self._faults.busy):
                await self._say("421 4.3.2 too busy, come back later")
                return
            await self._say("220 sink.example ESMTP")
            while line := await self._reader.readline():
                await self._obey(line.decode("ascii", "replace").strip())
        except (_LineOverError, OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writer.close()

    def _falls(self, chance: float) -> bool:
        return chance > 0 and self._dice.random() < chance

    def _break_if(self, chance: float) -> None:
        if self._falls(chance):
            raise _LineOverError

    async def _say(self, reply: str) -> None:
        if self._falls(self._faults.slow):
            await asyncio.sleep(self._faults.slow_seconds)
        self._writer.write(f"{reply}\r\n".encode())
        await self._writer.drain()

    async def _obey(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        commands = {
            "EHLO": self._ehlo,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "QUIT": self._quit,
        }
        await (commands[verb](line) if verb in commands else self._say("250 2.0.0 as you like"))

    async def _ehlo(self, _line: str) -> None:
        await self._say("250-sink.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")

    async def _auth(self, _line: str) -> None:
        refused = self._falls(self._faults.login_refused)
        await self._say("535 5.7.8 who are you" if refused else "235 2.7.0 welcome")

    async def _mail(self, _line: str) -> None:
        self._break_if(self._faults.mail_dropped)
        refused = self._falls(self._faults.sender_refused)
        await self._say("550 5.7.1 not from here" if refused else "250 2.1.0 sender known")

    async def _rcpt(self, line: str) -> None:
        self._recipient = line.partition("<")[2].partition(">")[0]
        if self._recipient.startswith(REFUSED):
            await self._say("550 5.1.1 no such user")
        elif self._falls(self._faults.recipient_deferred):
            await self._say("450 4.2.1 greylisted")
        else:
            await self._say("250 2.1.5 recipient known")

    async def _data(self, _line: str) -> None:
        await self._say("354 go on")
        if self._falls(self._faults.data_dropped):
            await self._reader.readexactly(100)
            raise _LineOverError
        content = await self._reader.readuntil(b"\r\n.\r\n")
        self._break_if(self._faults.dot_dropped)
        if self._falls(self._faults.data_deferred):
            await self._say("451 4.3.0 try later")
        else:
            await self._accept(content[:-3].replace(b"\r\n..", b"\r\n."))

    async def _accept(self, content: bytes) -> None:
        ending = self._ending()
        self._journal.note(
            accepted(self._recipient, content, connection=self._number, at=time.time(), ending=ending)
        )
        if ending is Ending.DROPPED:
            raise _LineOverError
        if ending is Ending.LATE:
            await asyncio.sleep(self._faults.late_seconds)
        await self._say("250 2.0.0 taken")

    def _ending(self) -> Ending:
        if self._falls(self._faults.answer_dropped):
            return Ending.DROPPED
        return Ending.LATE if self._falls(self._faults.answer_late) else Ending.ANSWERED

    async def _quit(self, _line: str) -> None:
        self._break_if(self._faults.quit_dropped)
        await self._say("221 2.0.0 goodbye")
        raise _LineOverError


class Sink:
    """Number the connections and talk on each."""

    def __init__(self, journal: Journal, *, faults: Faults, seed: int) -> None:
        self._journal = journal
        self._faults = faults
        self._seed = seed
        self._connections = 0

    async def serve(self) -> None:
        """Listen on a free port, print it, and talk until killed."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=BIGGEST_MAIL)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self._connections = self._connections, self._connections + 1
        calm = self._faults.calm_after is not None and number >= self._faults.calm_after
        await Conversation(
            reader,
            writer,
            number=number,
            faults=CALM if calm else self._faults,
            seed=self._seed,
            journal=self._journal,
        ).run()


def main() -> None:
    """Run one sink as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--faults", type=json.loads, default={})
    asked = parser.parse_args()
    sink = Sink(Journal(asked.journal), faults=Faults(**asked.faults), seed=asked.seed)
    asyncio.run(sink.serve())


if __name__ == "__main__":
    main()
