# SPDX-License-Identifier: Apache-2.0
"""The nginx configuration that is shipped, run by nginx as an office would, but for ports and certificate."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.ports import free_port, is_open
from tests.support.waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ("deploy/nginx/duban.conf", "deploy/container/nginx.conf")
TRIES, TAKEN = 5, "Address already in use"
"""A port that was free may be taken by the time nginx binds it; then it is tried on others."""
NAME = "duban.example"
FEED, READER = "/feeds/THE-SECRET-TOKEN.ics", "/units/THE-SECRET-TOKEN"
TASK = "/tasks/THE-SECRET-TOKEN"
DECLINING = "/mails/unsubscribe/THE-SECRET-TOKEN"
AROUND = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {shipped}
}}
"""


class _Node(BaseHTTPRequestHandler):
    """A node that answers everything."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def node(port: int) -> Iterator[None]:
    """Answer on a port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Node)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def upstream() -> int:
    """Choose the port where nginx looks for a node."""
    return free_port()


@dataclass(frozen=True)
class Front:
    """A running nginx, by the ports that stand in for 80 and 443."""

    http: int
    https: int


@pytest.fixture(params=SHIPPED)
def front(request: pytest.FixtureRequest, upstream: int, tmp_path: Path) -> Iterator[Front]:
    """Run nginx with a shipped configuration."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
    if not program:
        pytest.skip("nginx is not on this machine: apt-get install nginx-light")
    write_certificate(tmp_path)
    shipped = (ROOT / request.param).read_text(encoding="utf-8")
    with ExitStack() as stack:
        tries = (
            stack.enter_context(_fronted(program, shipped, upstream, tmp_path)) for _each in range(TRIES)
        )
        yield next(made for made in tries if made)


@contextmanager
def _fronted(program: str, shipped: str, upstream: int, folder: Path) -> Iterator[Front | None]:
    """Run nginx on two ports; None when another process took one of them meanwhile."""
    made = Front(http=free_port(), https=free_port())
    (folder / "nginx.conf").write_text(
        AROUND.format(folder=folder, shipped=_tried_here(shipped, made, upstream, folder)), encoding="utf-8"
    )
    heard = folder / "said"
    with heard.open("wb") as said:
        command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        running = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        wait_until(
            lambda: (
                running.poll() is not None
                or TAKEN in heard.read_text()
                or (is_open(made.http) and is_open(made.https))
            ),
            "nginx answers",
        )
        is_taken = TAKEN in heard.read_text()
        assert is_taken or running.poll() is None, heard.read_text()
        yield None if is_taken else made
    finally:
        running.terminate()
        running.wait(PATIENCE)


def write_certificate(folder: Path) -> None:
    """Make a key and a certificate of the name in the shipped files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    day = datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(days=36500))
    certificate = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "fullchain.pem").write_bytes(certificate)
    (folder / "privkey.pem").write_bytes(text)


def _tried_here(shipped: str, front: Front, upstream: int, folder: Path) -> str:
    """Move a configuration to loopback: other ports, one node, its certificate and logs in a folder."""
    shipped = re.sub(r"(?m)^ *(listen \[::\]|server two:).*\n", "", shipped)
    shipped = re.sub(r"listen 443\b", f"listen 127.0.0.1:{front.https}", shipped)
    shipped = re.sub(r"listen 80\b", f"listen 127.0.0.1:{front.http}", shipped)
    shipped = re.sub(r"server (one|127\.0\.0\.1):8642;", f"server 127.0.0.1:{upstream};", shipped)
    return shipped.replace("/var/log/nginx/", f"{folder}/").replace("/etc/ssl/duban/", f"{folder}/")


def exchange(line: socket.socket, request: str) -> bytes:
    """Send a request as it is written, and give all that comes back until the line is closed."""
    line.sendall(request.encode())
    received = bytearray()
    with suppress(ConnectionResetError):
        while got := line.recv(65536):
            received += got
    return bytes(received)


def over_tls(port: int, request: str, *, name: str = NAME) -> bytes:
    """Send a request over TLS to a server of that name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=name, suppress_ragged_eofs=True) as line,
    ):
        return exchange(line, request)


def in_the_clear(port: int, request: str) -> bytes:
    """Send a request without TLS."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        return exchange(line, request)


def get(path: str, *headers: str, host: str = NAME) -> str:
    """Write a request down."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {host}", *headers, "Connection: close", "", "")
    return "\r\n".join(lines)


def ask(front: Front, path: str) -> int | None:
    """Ask for a path; None when the connection is closed without an answer."""
    answer = over_tls(front.https, get(path))
    return int(answer.split()[1]) if answer else None


def statuses(front: Front, path: str, *, times: int) -> set[str]:
    """Ask for a path many times at once."""
    alive = get(path).replace("Connection: close\r\n", "")
    answers = over_tls(front.https, alive * (times - 1) + get(path)).decode()
    found = re.findall(r"HTTP/1\.1 (\d+)", answers)
    assert len(found) == times
    return set(found)


def logged(folder: Path) -> bytes:
    """Give all that nginx wrote into files."""
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_a_feed_is_never_an_error_page(front: Front) -> None:
    """While no node answers a calendar program meets a closed connection, a browser 502."""
    assert ask(front, FEED) is None
    assert ask(front, "/") == 502


def test_a_whole_office_may_poll_at_once(front: Front, upstream: int) -> None:
    """A hundred polls from one address are all answered; of other pages some are refused."""
    with node(upstream):
        assert statuses(front, FEED, times=100) == {"200"}
        assert "503" in statuses(front, "/", times=200)


def test_no_secret_reaches_a_log(front: Front, upstream: int, tmp_path: Path) -> None:
    """Neither what worked nor what failed leaves the path of a feed, a page or what declines mails behind."""
    for path in (FEED, READER, TASK, DECLINING):
        ask(front, path)
        with node(upstream):
            assert ask(front, path) in {200, 502}
    assert b"THE-SECRET-TOKEN" not in logged(tmp_path)


@pytest.mark.parametrize("path", [FEED, READER, TASK, DECLINING])
def test_no_secret_asked_for_without_tls_reaches_a_log(front: Front, tmp_path: Path, path: str) -> None:
    """A calendar program that was given http:// tells its secret at port 80 first, whatever host it names."""
    for request in (
        get(path),
        get(path, host="other.example"),
        get(path, "Host: second.example"),
        get(path).replace("Host", "X-Host"),
        f"GET {path} with spaces HTTP/1.1\r\nHost: {NAME}\r\n\r\n",
        f"GET {path}\r\n\r\n",
    ):
        in_the_clear(front.http, request)
        in_the_clear(front.https, request)
    assert b"THE-SECRET-TOKEN" not in logged(tmp_path)


@pytest.mark.parametrize("path", ["//feeds/{}.ics", "/./feeds/{}.ics", "/%66eeds/{}.ics", "/x/../units/{}"])
def test_no_secret_reaches_a_log_however_its_path_is_written(
    front: Front, upstream: int, tmp_path: Path, path: str
) -> None:
    """What leads to the same page once it is read is as secret; so is the page a reader came from."""
    secret = path.format("THE-SECRET-TOKEN")
    with node(upstream):
        over_tls(front.https, get(secret))
        over_tls(front.https, get("/", f"Referer: https://{NAME}{READER}"))
        over_tls(front.https, get(secret, "Host: second.example"))
        over_tls(front.https, f"GET {secret} x HTTP/1.1\r\nHost: {NAME}\r\n\r\n")
    in_the_clear(front.http, get(secret))
    told = logged(tmp_path)
    assert b"THE-SECRET-TOKEN" not in told
    assert b'"GET / HTTP/1.1" 200' in told


def test_who_asks_without_tls_is_sent_to_the_one_name(front: Front) -> None:
    """With the path, to be asked for in the same way."""
    answer = in_the_clear(front.http, get("/page?x=1")).decode()
    assert answer.startswith("HTTP/1.1 308 ")
    assert f"\r\nLocation: https://{NAME}/page?x=1\r\n" in answer


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", f"{NAME}.evil.example", ""])
def test_nobody_is_sent_to_a_host_of_a_strangers_choice(front: Front, host: str) -> None:
    """A name that is none of ours gets no answer at all, or is told that it is wrong."""
    answer = in_the_clear(front.http, get("/", host=host))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")
    assert b"evil" not in answer


def test_a_request_without_a_host_is_sent_nowhere(front: Front) -> None:
    """As programs of HTTP/1.0 ask."""
    answer = in_the_clear(front.http, "GET / HTTP/1.0\r\n\r\n")
    assert b"Location" not in answer


def test_another_name_gets_no_certificate(front: Front, upstream: int) -> None:
    """A scanner that knows only the address learns no name; a foreign Host under the right one is refused."""
    with pytest.raises(ssl.SSLError):
        over_tls(front.https, get("/"), name="other.example")
    with node(upstream):
        answer = over_tls(front.https, get("/", host="evil.example"))
    assert not answer.startswith(b"HTTP/1.1 200")
