# SPDX-License-Identifier: Apache-2.0
"""Where there is no ledger: whoever only looks says so and leaves nothing, whoever adds to one begins it."""

import os
from pathlib import Path

import pytest

from cli.daemon.daemon import daemon_lock
from models.database import Ledger
from tests.builders import REGISTRY
from tests.support.programs import Duban

PLAN = "# year: 2026\ndue,number,title,units\n2026-12-31,1,修好第一座桥,甲局\n"
READING = (
    "due",
    "status",
    "plan list",
    "plan show 2026",
    "plan export 2026 --output out.csv",
    "unit list",
    "unit list --unknown",
    "unit suggest 甲局",
    "unit channel list",
    "unit channel test 1",
    "unit channel remove 1",
    "task show 2026 1",
    "task close 2026 1",
    "feed list",
    "feed show 甲局",
    "feed rotate 甲局",
    "mail preview --no-browser --output gallery",
    "outbox list",
    "outbox show 1",
    "outbox retry 1",
    "bounce list",
    "bounce clear jia@office.example",
    "round --dry-run",
    "feed new office --dry-run",
    "db revision",
    "db upgrade --dry-run",
    "db backup copy.db",
    "db move --to sqlite:///moved.db",
)
BEGINNING = (
    "unit import units.csv --yes",
    "plan import plan.csv --yes",
    "feed new office",
    "round",
    "db upgrade",
)


@pytest.fixture
def place(office_folder: Path) -> Path:
    """Give a folder with two files to import."""
    (office_folder / "units.csv").write_text(REGISTRY, encoding="utf-8")
    (office_folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    return office_folder


def names(folder: Path) -> set[str]:
    """Name everything below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


@pytest.mark.parametrize("command", READING)
def test_a_command_that_needs_a_ledger_makes_none(duban: Duban, place: Path, command: str) -> None:
    """It names the place where it looked, says how to name another one, and ends with 6."""
    before = names(place)
    ran = duban(*command.split())
    assert (ran.status, "Traceback" in ran.err) == (6, False), ran.err
    assert f"There is no ledger at {place / 'var' / 'duban.db'}. Name its place with DUBAN_VAR" in ran.err
    assert names(place) == before


def test_check_tells_that_there_is_none_once_and_makes_none(duban: Duban, place: Path) -> None:
    """What hangs on the ledger is not told as further faults, for people as for scripts."""
    before = names(place)
    checked, as_json = duban("check"), duban("check", "--json")
    assert (checked.status, checked.out.count("There is no ledger at")) == (8, 1)
    assert as_json.out.count("There is no ledger at") == 1
    assert names(place) == before


@pytest.mark.parametrize("command", BEGINNING)
def test_a_command_that_adds_to_a_ledger_begins_it(duban: Duban, place: Path, command: str) -> None:
    """Whoever looks afterwards finds it."""
    ran = duban(*command.split())
    assert ran.status == 0, ran.err
    assert duban("plan", "list").status == 0


def test_a_ledger_is_begun_with_the_key_behind_its_feeds(duban: Duban, place: Path) -> None:
    """So that addresses can be told before the first round."""
    duban("unit", "import", "units.csv", "--yes")
    duban("plan", "import", "plan.csv", "--yes")
    assert "/feeds/" in duban("feed", "list", "--json").out


@pytest.mark.parametrize("command", ["unit import units.csv --dry-run", "plan import plan.csv --dry-run"])
def test_a_rehearsed_import_leaves_nothing(duban: Duban, place: Path, command: str) -> None:
    """It shows what would come into an empty ledger."""
    before = names(place)
    ran = duban(*command.split())
    assert (ran.status, "甲局" in ran.out or "修好第一座桥" in ran.out) == (0, True), ran.err
    assert names(place) == before


def test_an_empty_file_is_no_ledger(duban: Duban, place: Path) -> None:
    """Somebody's `touch` is not taken for a ledger without plans."""
    (place / "var").mkdir()
    (place / "var" / "duban.db").touch()
    ran = duban("plan", "list")
    assert (ran.status, "There is no ledger at" in ran.err) == (6, True)


def test_a_lost_key_is_told_and_not_replaced_by_looking(duban: Duban, place: Path) -> None:
    """Another key would give addresses that no unit has."""
    duban("unit", "import", "units.csv", "--yes")
    duban("plan", "import", "plan.csv", "--yes")
    (place / "var" / "secret.key").unlink()
    ran, checked = duban("feed", "list"), duban("check")
    told = "There is no key behind feed addresses at"
    assert (ran.status, told in ran.err) == (3, True)
    assert (checked.status, checked.out.count(told)) == (8, 1)
    assert not (place / "var" / "secret.key").exists()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_empty_postgresql_is_no_ledger(
    duban: Duban, postgres: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address is told without the password."""
    monkeypatch.setenv("DUBAN_DATABASE_URL", f"{postgres}/postgres".replace("duban@", "duban:geheim@"))
    ran = duban("status")
    assert (ran.status, "There is no ledger at postgresql+psycopg://duban:***@" in ran.err) == (6, True)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o007])
def test_nothing_of_an_office_is_anybody_elses_whatever_the_umask(
    duban: Duban, place: Path, mask: int
) -> None:
    """Ledger, its log while it is open, lock, key, backup, mails and their folders."""
    before = os.umask(mask)
    try:
        for command in ("unit import units.csv --yes", "plan import plan.csv --yes", "round --full"):
            assert duban(*command.split()).status == 0
        ledger = Ledger(f"sqlite:///{place / 'var' / 'duban.db'}")
        with daemon_lock(ledger.path), ledger.writing() as session:
            session.connection()
            assert duban("db", "backup", "copy.db").status == 0
            kept = [place / "copy.db", place / "var", *(place / "var").rglob("*")]
            open_to_others = {path.name: path.stat().st_mode for path in kept if path.stat().st_mode & 0o077}
        ledger.close()
    finally:
        os.umask(before)
    files = {"duban.db", "duban.db-wal", "duban.db-shm", "duban.db.lock", "secret.key", "maildir", "copy.db"}
    assert files <= {path.name for path in kept}
    assert open_to_others == {}


def test_a_ledger_that_root_begins_is_the_folder_s_owner_s(
    duban: Duban, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the daemon could not open what an administrator made as root; its key goes the same way."""
    given: list[tuple[str, int, int]] = []

    def note(descriptor: int, user: int, group: int) -> None:
        given.append((Path(f"/proc/self/fd/{descriptor}").readlink().name, user, group))

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", note)
    assert duban("unit", "import", "units.csv", "--yes").status == 0
    folder = (place / "var").stat()
    assert sorted(given) == [(name, folder.st_uid, folder.st_gid) for name in ("duban.db", "secret.key")]


def test_check_tells_what_others_may_read(duban: Duban, place: Path) -> None:
    """A ledger made before, or copied by hand, is not made private behind the administrator's back."""
    duban("unit", "import", "units.csv", "--yes")
    duban("round")
    (place / "var" / "duban.db").chmod(0o640)
    (place / "var" / "maildir").mkdir(exist_ok=True)
    (place / "var" / "maildir").chmod(0o755)
    told = duban("check").out
    assert f"Others may read {place / 'var' / 'duban.db'}. Run: chmod 600" in told
    assert f"Run: chmod 700 {place / 'var' / 'maildir'}" in told
    (place / "var" / "duban.db").chmod(0o600)
    (place / "var" / "maildir").chmod(0o700)
    assert "Others may read" not in duban("check").out
