# SPDX-License-Identifier: Apache-2.0
"""Real mail programs of this machine: a Postfix of our own, and Postfix's smtp-sink."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.support.ports import free_port, is_open
from tests.support.waiting import wait_until

MISSING = "no Postfix on this machine (Debian: apt-get install postfix)"
CONCURRENCY = 4
"""How many mails Postfix hands on at a time."""
MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/maillog
maillog_file_prefixes = {folder}
myhostname = postfix.example
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:{onward}
alias_maps =
alias_database =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_sasl_auth_enable = no
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtp_destination_concurrency_limit = {concurrency}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
smtp_connection_cache_on_demand = yes
smtpd_peername_lookup = no
local_header_rewrite_clients =
smtp_dns_support_level = disabled
disable_dns_lookups = yes
"""
MASTER = """\
{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Postfix:
    """A Postfix with a folder of its own, apart from the system's."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Give the address for DUBAN_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.port}?starttls=never"

    def start(self) -> None:
        """Start it; what was in its queue is handed on."""
        self._run("start")

    def stop(self) -> None:
        """Stop it at once."""
        self._run("stop")

    def kill(self) -> None:
        """SIGKILL its master and every process of it, as a power cut would."""
        master = int((self.folder / "queue" / "pid" / "master.pid").read_text())
        for process in (master, *_children(master)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not is_open(self.port), "Postfix is gone")

    def waiting(self) -> int:
        """Count the mails in its queue."""
        queues = (self.folder / "queue" / name for name in ("maildrop", "incoming", "active", "deferred"))
        return sum(1 for queue in queues for path in queue.rglob("*") if path.is_file())

    def _run(self, command: str) -> None:
        ran = subprocess.run(
            ["postfix", "-c", self.folder / "etc", command], capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr


@contextmanager
def running_postfix(onward: int, settings: str = "") -> Iterator[Postfix]:
    """Run a Postfix that hands every mail on to a port of this machine; skip where that cannot be.

    `settings` are lines of main.cf, for mail that is to go elsewhere.
    """
    if not shutil.which("postfix"):
        pytest.skip(MISSING)
    if os.geteuid() != 0:
        pytest.skip("Postfix can only be started by root")
    with TemporaryDirectory(prefix="duban-postfix-") as made:
        folder = Path(made)
        postfix = _configured(folder, onward, settings)
        postfix.start()
        try:
            yield postfix
        finally:
            postfix.stop()


def _configured(folder: Path, onward: int, settings: str) -> Postfix:
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "log"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    port = free_port()
    facts = {"folder": folder, "port": port, "onward": onward, "concurrency": CONCURRENCY}
    (folder / "etc" / "main.cf").write_text(MAIN.format(**facts) + settings)
    (folder / "etc" / "master.cf").write_text(MASTER.format(**facts))
    return Postfix(folder=folder, port=port)


def _children(parent: int) -> list[int]:
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


@contextmanager
def running_smtp_sink() -> Iterator[str]:
    """Run Postfix's smtp-sink, the fastest relay there is, and give its address; skip where there is none."""
    if not shutil.which("smtp-sink"):
        pytest.skip(MISSING)
    port = free_port()
    root = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = ["smtp-sink", *root, f"127.0.0.1:{port}", "1000"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: is_open(port), "smtp-sink answers")
            yield f"smtp://127.0.0.1:{port}?starttls=never"
        finally:
            process.kill()
