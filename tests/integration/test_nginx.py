"""The nginx configuration that is shipped, run by nginx as an office would, TLS and the ports aside."""

import http.client
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from ports import free_port, is_open
from waiting import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("deploy/nginx/duban.conf", "deploy/container/nginx.conf")
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


@pytest.fixture(params=SHIPPED)
def front(request: pytest.FixtureRequest, upstream: int, tmp_path: Path) -> Iterator[int]:
    """Run nginx with a shipped configuration, and give its port."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
    if not program:
        pytest.skip("nginx is not on this machine: apt-get install nginx-light")
    port = free_port()
    shipped = _tried_here((ROOT / request.param).read_text(encoding="utf-8"), port, upstream, tmp_path)
    (tmp_path / "nginx.conf").write_text(AROUND.format(folder=tmp_path, shipped=shipped), encoding="utf-8")
    with (tmp_path / "said").open("wb") as said:
        command = [program, "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
        running = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        wait_until(lambda: running.poll() is not None or is_open(port), "nginx answers")
        assert running.poll() is None, (tmp_path / "said").read_text()
        yield port
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _tried_here(shipped: str, port: int, upstream: int, folder: Path) -> str:
    """Move a configuration to loopback: one listener without TLS, one node, its logs in a folder."""
    shipped = re.sub(r"(?m)^ *(ssl_|listen \[::\]|listen 80;|server two:).*\n", "", shipped)
    shipped = shipped.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    shipped = re.sub(r"server (one|127\.0\.0\.1):8642;", f"server 127.0.0.1:{upstream};", shipped)
    to_https = shipped.rindex("server {")
    assert "return 308 https" in shipped[to_https:]
    return shipped[:to_https].replace("/var/log/nginx/", f"{folder}/")


def ask(port: int, path: str) -> int | None:
    """Ask for a path; None when the connection is closed without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except http.client.RemoteDisconnected:
        return None
    finally:
        connection.close()


def test_a_feed_is_never_an_error_page(front: int) -> None:
    """While no node answers a calendar program meets a closed connection, a browser 502."""
    assert ask(front, FEED) is None
    assert ask(front, "/") == 502


def test_a_whole_office_may_poll_at_once(front: int, upstream: int) -> None:
    """A hundred polls from one address are all answered; of other pages some are refused."""
    with node(upstream):
        assert {ask(front, FEED) for _each in range(100)} == {200}
        assert 503 in {ask(front, "/") for _each in range(200)}


def test_no_secret_reaches_a_log(front: int, upstream: int, tmp_path: Path) -> None:
    """Neither what worked nor what failed leaves the path of a feed, a page or what declines mails behind."""
    for path in (FEED, READER, TASK, DECLINING):
        ask(front, path)
        with node(upstream):
            assert ask(front, path) in {200, 502}
    logs = [path for path in tmp_path.iterdir() if path.is_file()]
    assert not [path.name for path in logs if b"THE-SECRET-TOKEN" in path.read_bytes()]
