# SPDX-License-Identifier: Apache-2.0
"""The servers a feed is compared on, each on loopback in a process of its own."""

import http.client
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, sleep

PROJECT = Path(__file__).resolve().parents[1]
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  types {{ text/calendar ics; }}
  client_body_temp_path {folder}/t; proxy_temp_path {folder}/t; fastcgi_temp_path {folder}/t;
  uwsgi_temp_path {folder}/t; scgi_temp_path {folder}/t;
  server {{ listen 127.0.0.1:{port}; root {folder}/www; }}
}}
"""
PER_REQUEST = """
import sys
from pathlib import Path
import icalendar, uvicorn
EVENTS = icalendar.Calendar.from_ical(Path(sys.argv[1]).read_bytes()).walk("VEVENT")

async def app(scope, receive, send):
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//benchmark//EN")
    for known in EVENTS:
        event = icalendar.Event()
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "URL", "STATUS"):
            if name in known:
                event.add(name, known.decoded(name) if name.startswith("DT") else str(known[name]))
        calendar.add_component(event)
    body = calendar.to_ical()
    headers = [(b"content-type", b"text/calendar"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})

uvicorn.run(app, port=int(sys.argv[2]), access_log=False, log_level="error", lifespan="off")
"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server and how long it took to its first answer."""

    base: str
    pid: int
    started_in: float

    @property
    def mebibytes(self) -> float:
        """Give what it holds resident."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    @property
    def cpu_seconds(self) -> float:
        """Give the processor time it has used, all its threads together."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def running(
    command: list[str], port: int, *, first: str, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the end of the block; it is there once it answers for `first`."""
    begun = perf_counter()
    child = subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, cwd=PROJECT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port, first, child)
        taken = perf_counter() - begun
        yield Server(base=f"http://127.0.0.1:{port}", pid=child.pid, started_in=taken)
    finally:
        child.terminate()
        child.wait()


def _wait_for(port: int, path: str, child: "subprocess.Popen[bytes]") -> None:
    while child.poll() is None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        try:
            line.request("GET", path)
            line.getresponse().read(1)
        except OSError:
            sleep(0.005)
        else:
            return
        finally:
            line.close()
    sys.exit(f"{child.args} ended with {child.returncode}")


@contextmanager
def nginx(folder: Path, content: bytes) -> Iterator[Server | None]:
    """Serve the bytes as a file; None where nginx is not installed."""
    program = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin"]))
    if program is None:
        yield None
        return
    port = free_port()
    (folder / "www").mkdir()
    (folder / "www" / "feed.ics").write_bytes(content)
    for each in (folder, folder / "www"):
        each.chmod(0o755)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with running(
        [program, "-e", "stderr", "-c", str(folder / "nginx.conf")], port, first="/feed.ics"
    ) as server:
        yield server


@contextmanager
def radicale(folder: Path, content: bytes) -> Iterator[tuple[Server, str]]:
    """Serve the same calendar as a collection of Radicale; give its path too."""
    port = free_port()
    command = [
        *(
            sys.executable,
            "-m",
            "radicale",
            "--config",
            "",
            "--auth-type",
            "none",
            "--rights-type",
            "owner_write",
        ),
        *("--storage-filesystem-folder", str(folder), "--server-hosts", f"127.0.0.1:{port}"),
        *("--logging-level", "error", "--web-type", "none"),
    ]
    with running(command, port, first="/.web") as server:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        line.request(
            "PUT", "/u/feed/", content, {"Content-Type": "text/calendar", "Authorization": "Basic dTp1"}
        )
        answer = line.getresponse()
        answer.read()
        if answer.status >= 300:
            sys.exit(f"Radicale does not take the calendar: {answer.status}")
        yield server, "/u/feed/"


@contextmanager
def written_per_request(folder: Path, content: bytes) -> Iterator[Server]:
    """Write the calendar with icalendar at each request."""
    (folder / "feed.ics").write_bytes(content)
    (folder / "server.py").write_text(PER_REQUEST)
    port = free_port()
    with running(
        [sys.executable, str(folder / "server.py"), str(folder / "feed.ics"), str(port)], port, first="/"
    ) as server:
        yield server


@contextmanager
def duban(
    folder: Path, key: str, *, first: str, roles: tuple[str, ...] = ("--web",), **more: str
) -> Iterator[Server]:
    """Run the program itself on the ledger in `folder`."""
    port = free_port()
    environment = {
        "DUBAN_VAR": str(folder),
        "DUBAN_SECRET_KEY": key,
        "DUBAN_PORT": str(port),
        "DUBAN_BASE_URL": "https://duban.example.test",
        "DUBAN_MAIL_FROM": "duban@example.test",
        "DUBAN_LOG_LEVEL": "warning",
        **more,
    }
    command = [sys.executable, "-m", "duban", "run", *roles]
    with running(command, port, first=first, environment=environment) as server:
        yield server
