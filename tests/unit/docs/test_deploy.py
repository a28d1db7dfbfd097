# SPDX-License-Identifier: Apache-2.0
"""The files in deploy/ fit the program, one another, and the page that tells how to use them."""

import re
import shutil
import subprocess
import tomllib
from configparser import ConfigParser
from pathlib import Path

import pytest

from cli.daemon.shortages import MOST_FILES
from cli.env_files import OF_THE_MACHINE, RUN_AS_ITS_USER, VARIABLE
from cli.settings import Settings
from scheduler.delivery.threads import GRACE_SECONDS, LAST_SECONDS
from tests.support.docs.command_lines import problem
from tests.support.docs.documents import DEPLOYED, PROJECT, lines, text_of
from web.bounds import Bounds
from web.caldav_server.auth import PREFIX as CALDAV
from web.feeds.address import PREFIX as FEEDS
from web.networks import Networks

PAGE = "docs/operate.md"
UNITS = tuple(file for file in DEPLOYED if file.startswith("deploy/systemd/"))
NGINX = ("deploy/nginx/duban.conf", "deploy/container/nginx.conf")
IMAGE = "deploy/container/Containerfile"
COMPOSE = "deploy/container/compose.yaml"
OF_NGINX = 60
"""Seconds: its default for connections to us."""
PORT = Settings.model_fields["port"].default
OF_THE_SYSTEM = frozenset({"/etc/systemd/system/", "/var/mail/bounces", "/tmp/try", "/tmp/try/duban.db"})


def unit(file: str) -> ConfigParser:
    """Read a unit of systemd; a key that stands there twice keeps its last value."""
    parser = ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text_of(file))
    return parser


def test_the_commands_of_units_and_containers_parse() -> None:
    """`ExecStart`, `CMD` and `command` name commands and options that there are."""
    started = [unit(file)["Service"]["ExecStart"] for file in SERVICES]
    commands = [
        found.split() for each in started for found in re.findall(r"/bin/duban ([a-z -]+[a-z])", each)
    ]
    assert commands == [["db", "backup"], ["run"]]
    listed = re.findall(r"(?:CMD|command:) (\[\"[^\]]*\])", text_of(IMAGE) + text_of(COMPOSE))
    commands += [re.findall(r'"([^"]+)"', each) for each in listed if "python" not in each]
    assert ["db", "upgrade"] in commands
    assert ["run", "--web", "--scheduler"] in commands
    wrong = [(words, told) for words in commands for told in [problem(_filled(words))] if told]
    assert not wrong


SERVICES = tuple(file for file in UNITS if file.endswith(".service"))


def _filled(words: list[str]) -> list[str]:
    return [*words, "FILE"] if words == ["db", "backup"] else words


def test_units_image_and_page_name_the_same_places() -> None:
    """Where the program, its settings and its state are, and under which user it runs."""
    daemon, backup = (unit(f"deploy/systemd/{name}.service")["Service"] for name in ("duban", "duban-backup"))
    assert daemon["ExecStart"] == "/opt/duban/bin/duban run"
    for key in ("User", "Group", "Environment", "WorkingDirectory", "StateDirectoryMode"):
        assert daemon[key] == backup[key], key
    home = f"--home-dir {daemon['WorkingDirectory']} --shell /usr/sbin/nologin {daemon['User']}\n"
    assert f"useradd --system --user-group {home}" in text_of(PAGE)
    assert f"-m {daemon['StateDirectoryMode'][1:]} {daemon['WorkingDirectory']}\n" in text_of(PAGE)
    assert daemon["Environment"] == f"{VARIABLE}={OF_THE_MACHINE}"
    assert "EnvironmentFile" not in daemon  # else the daemon had settings that a typed command has not
    assert f"`DUBAN_VAR={daemon['WorkingDirectory']}`" in text_of(PAGE)
    assert daemon["WorkingDirectory"] == f"/var/lib/{daemon['StateDirectory']}"
    assert f"duban settings --example > {OF_THE_MACHINE}\n" in text_of(PAGE)
    assert f"install -o root -g {daemon['Group']} -m 640 /dev/null {OF_THE_MACHINE}\n" in text_of(PAGE)
    assert f"sudo -u {daemon['User']} duban check" in text_of(PAGE)
    assert f"sudo -u {daemon['User']} duban" in RUN_AS_ITS_USER
    assert f"DUBAN_VAR={daemon['WorkingDirectory']}" in text_of(IMAGE)
    assert f"--home-dir {daemon['WorkingDirectory']}" in text_of(IMAGE)
    copy = f"{daemon['WorkingDirectory']}/backup/duban-$(date +%%Y%%m%%dT%%H%%M%%S).db"
    assert backup["ExecStart"] == f"/bin/sh -c 'exec /opt/duban/bin/duban db backup \"{copy}\"'"
    forgets = f'/usr/bin/find {daemon["WorkingDirectory"]}/backup -name "duban-*.db" -mtime +30 -delete -o '
    forgets += '-name ".duban-*" -mmin +600 -delete'
    assert backup["ExecStartPost"] == forgets
    assert "duban/backup" in backup["StateDirectory"].split()


def test_the_page_names_only_places_that_the_files_have() -> None:
    """A path below /opt, /etc or /var in the page stands in a unit, an image or a proxy's file."""
    deployed = "\n".join(map(text_of, DEPLOYED))
    for piece in lines(PAGE):
        for path in re.findall(r"(?<![\w.])/(?:opt|etc|var|tmp)/[\w/.-]*\w/?", piece.text):
            known = path.rstrip("/") in deployed or path in OF_THE_SYSTEM or path == "/etc/duban/smtp_url"
            assert known, f"{piece}\n    no file in deploy/ has {path}"
    installed = ["/opt/duban/bin/pip", "/opt/duban/bin/duban"]
    assert all(path.startswith("/opt/duban/bin/") for path in installed)


def test_the_page_names_the_units_that_there_are() -> None:
    """`systemctl enable` and the folder have the same units."""
    enabled = re.search(r"systemctl enable --now ([\w. -]+)`", text_of(PAGE))
    assert enabled is not None
    names = {Path(file).name for file in UNITS}
    assert set(enabled[1].split()) <= names
    assert names == {"duban.service", "duban-backup.service", "duban-backup.timer"}


def test_a_daemon_has_the_time_to_end_that_it_needs() -> None:
    """systemd and compose wait longer than a daemon takes to end: what is in hand, and writing it down."""
    unit_waits = int(unit("deploy/systemd/duban.service")["Service"]["TimeoutStopSec"])
    compose_waits = re.search(r"stop_grace_period: (\d+)s", text_of(COMPOSE))
    assert compose_waits is not None
    assert unit_waits == int(compose_waits[1])
    assert unit_waits > GRACE_SECONDS + LAST_SECONDS


def test_the_port_is_the_same_everywhere() -> None:
    """The program's default, the image, its health check, and what the proxies pass on to."""
    assert f"EXPOSE {PORT}\n" in text_of(IMAGE)
    assert f"http://127.0.0.1:{PORT}/healthz" in text_of(IMAGE)
    for file in NGINX:
        ports = set(re.findall(r"server [\w.]+:(\d+);", text_of(file)))
        assert ports == {str(PORT)}, file
    assert Settings().base_url == f"http://127.0.0.1:{PORT}"


def test_proxies_name_addresses_that_are_served_and_hide_the_secret_ones() -> None:
    """Every location is one of ours; what is logged is none of those whose path is a secret."""
    for file in NGINX:
        places = set(re.findall(r"location (?:= |~ \^)?(/[\w/()|]*)", text_of(file)))
        assert places <= {"/", "/metrics", "/(units|tasks|mails)/", f"{CALDAV}/", FEEDS}, (file, places)
        assert '"~/(feeds|units|tasks|mails)/"  0;' in text_of(file)
        assert "limit_req" not in text_of(file).partition("location /feeds/")[2], file


def test_nodes_believe_the_proxy_that_stands_before_them() -> None:
    """Each proxy says whom it asks for and nothing that it was told; compose's nodes know its network."""
    for file in NGINX:
        assert "proxy_set_header X-Forwarded-For $remote_addr;" in text_of(file), file
    (subnet,) = re.findall(r"- subnet: (\S+)", text_of(COMPOSE))
    assert re.findall(r"DUBAN_PROXIES: (\S+)", text_of(COMPOSE)) == [subnet]
    assert Networks.named([subnet]).members


def test_a_proxy_ends_its_connections_before_the_node_does() -> None:
    """nginx keeps them for a minute unless told otherwise; a request on one that just ended would fail."""
    for file in NGINX:
        (upstream,) = re.findall(r"upstream duban \{(.*?)\}", text_of(file), re.DOTALL)
        assert "keepalive 32;" in upstream, file
        assert "keepalive_timeout" not in upstream, file
    assert Bounds().idle_seconds > OF_NGINX


def test_the_unit_lets_the_daemon_open_as_many_files_as_it_wants() -> None:
    """No more are of use, and the filter of the unit's system calls need not be asked."""
    assert int(unit("deploy/systemd/duban.service")["Service"]["LimitNOFILE"]) == MOST_FILES


def test_what_a_cluster_s_image_installs_is_what_the_page_says() -> None:
    """The extras that the page tells to install exist, and the image has the cluster's pins."""
    extras = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]
    for file in (PAGE, "docs/caldav.md", "docs/channels.md"):
        for extra in re.findall(r"duban\[([a-z]+)\]|`\[([a-z]+)\]`", text_of(file)):
            assert "".join(extra) in extras, f"{file}: there is no extra {extra}"
    assert "requirements/cluster.txt" in text_of(IMAGE)


def test_the_version_of_the_wheel_is_the_program_s() -> None:
    """What the page installs is what is built here."""
    version = tomllib.loads(text_of("pyproject.toml"))["project"]["version"]
    assert f"pip install --no-deps dist/duban-{version}-py3-none-any.whl" in text_of(PAGE)


def test_what_is_installed_beside_the_wheel_is_what_is_built_beside_it() -> None:
    """Every file in dist/ that the page installs is put there by `make wheel`."""
    recipe = text_of("Makefile").partition("\nwheel:")[2].partition("\n\n")[0]
    named = set(re.findall(r"dist/(\w+\.txt)", text_of(PAGE)))
    assert named == {"run.txt", "cluster.txt"} == set(re.findall(r"requirements/(\w+\.txt)", recipe))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """No unknown key, no section out of place; the program of a unit need not be installed here."""
    for file in UNITS:
        (tmp_path / Path(file).name).write_text(text_of(file).replace("/opt/duban/bin/duban", "/bin/true"))
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    found = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    told = [line for line in found.stderr.splitlines() if str(tmp_path) in line or "duban" in line]
    assert not told, "\n".join(told)


def test_every_deploy_file_is_named_by_the_page() -> None:
    """A file that the page does not lead to is found by nobody."""
    named = text_of(PAGE) + text_of(COMPOSE)
    for file in DEPLOYED:
        if file.startswith("deploy/"):
            folder = Path(file).parent.as_posix()
            assert Path(file).name in named or f"`{folder}/`" in named, file
    assert (PROJECT / "deploy").is_dir()
