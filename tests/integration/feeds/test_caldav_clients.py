# SPDX-License-Identifier: Apache-2.0
"""CalDAV in the hands of a program that is not ours: vdirsyncer, which keeps folders like collections."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import task_view
from tests.support.feeds.caldav import TOKEN, Clock, ListedLedger, calendars_of, served
from tests.support.served import KEY, SITE
from web.caldav_server.auth import CaldavGateway

pytest.importorskip("radicale", reason="Radicale is not installed: install the extra `caldav`")
pytest.importorskip("a2wsgi", reason="a2wsgi is not installed: install the extra `caldav`")
from web.caldav.application import make_caldav

CONFIG = """
[general]
status_path = "{folder}/status"
[pair office]
a = "here"
b = "there"
collections = ["from b"]
metadata = ["displayname", "color"]
conflict_resolution = "b wins"
partial_sync = "revert"
[storage here]
type = "filesystem"
path = "{folder}/kept"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{address}"
username = "duban"
password = "{token}"
read_only = true
"""


@dataclass(frozen=True)
class Vdirsyncer:
    """A folder that vdirsyncer keeps like both collections."""

    ledger: ListedLedger
    folder: Path

    def run(self, *words: str) -> str:
        """Run it, saying yes to all questions; give all that it said."""
        done = subprocess.run(
            ["vdirsyncer", "--verbosity", "DEBUG", "-c", str(self.folder / "config"), *words],
            check=False,
            input="y\n" * 9,
            capture_output=True,
            text=True,
            timeout=120,
            env={"HOME": str(self.folder), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def kept(self, collection: str) -> dict[str, Path]:
        """Give the files of a collection by the UID in each: it makes up their names."""
        files = (self.folder / "kept" / collection).glob("*.ics")
        return {re.search(r"(?m)^UID:(.+)$", path.read_text())[1]: path for path in files}

    def contents(self, collection: str) -> dict[str, str]:
        """Give the calendars of a collection by UID."""
        return {uid: path.read_text() for uid, path in self.kept(collection).items()}


@pytest.fixture
def vdirsyncer(tmp_path) -> Iterator[Vdirsyncer]:
    if not shutil.which("vdirsyncer", path="/usr/bin:/bin"):
        pytest.skip("vdirsyncer is not on this machine: apt-get install vdirsyncer")
    ledger = ListedLedger(*(task_view(number) for number in range(1, 6)))
    calendars = calendars_of(ledger, Clock())
    door = CaldavGateway(make_caldav(calendars), calendars=calendars, key=KEY, site=SITE)
    with served(door) as port:
        address = f"http://127.0.0.1:{port}/caldav/"
        config = CONFIG.format(folder=tmp_path, address=address, token=TOKEN)
        (tmp_path / "config").write_text(config, encoding="utf-8")
        yield Vdirsyncer(ledger, tmp_path)


def test_vdirsyncer_keeps_both_collections_like_ours(vdirsyncer):
    """It finds them by itself, fetches all, then only what changed, and drops what is gone."""
    vdirsyncer.run("discover")
    vdirsyncer.run("sync")
    first = vdirsyncer.contents("events")
    assert [len(first), len(vdirsyncer.contents("todos"))] == [5, 5]
    vdirsyncer.ledger.change(2, title="新的名称")
    vdirsyncer.ledger.move(3)
    vdirsyncer.run("sync")
    second = vdirsyncer.contents("events")
    assert first.keys() - second.keys() == {"task-003@duban"}
    assert {uid for uid, content in second.items() if first[uid] != content} == {"task-002@duban"}
    assert "2. 新的名称" in second["task-002@duban"]
    assert "2. 新的名称" in vdirsyncer.contents("todos")["todo-task-002@duban"]


def test_vdirsyncer_takes_name_and_colour(vdirsyncer):
    """What the collection is called and its colour arrive too."""
    vdirsyncer.run("discover")
    vdirsyncer.run("metasync")
    assert (vdirsyncer.folder / "kept" / "events" / "displayname").read_text() == "督办：区住建委"
    assert (vdirsyncer.folder / "kept" / "events" / "color").read_text() == "#4682B4"


def test_vdirsyncer_changes_nothing_of_ours(vdirsyncer):
    """What was changed in its folder is put back, because there it may not write."""
    vdirsyncer.run("discover")
    vdirsyncer.run("sync")
    path = vdirsyncer.kept("events")["task-001@duban"]
    before = path.read_text()
    path.write_text(before.replace("第1号", "另一件"))
    vdirsyncer.run("sync")  # here it drops what it knew of the item, next time it fetches it
    vdirsyncer.run("sync")
    assert vdirsyncer.contents("events")["task-001@duban"] == before
