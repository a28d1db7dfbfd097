# SPDX-License-Identifier: Apache-2.0
"""The feed in the hands of programs that are not ours: ical.js (Thunderbird's reader) and khal."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.kinds import TaskState
from tests.builders import milestone_view, task_view, unit_view
from tests.support.feeds.calendars import written

TESTS = Path(__file__).resolve().parents[2]
CLOSED = datetime(2026, 11, 10, tzinfo=UTC)
TASKS = (
    task_view(1, due=date(2026, 10, 31), title="逾期;的,工程 \\N 第“一”期👩‍👩‍👧"),
    task_view(2, milestones=(milestone_view(1, date(2026, 11, 30), text="启动招投标"),)),
    task_view(
        3, due=date(2026, 11, 25), state=TaskState.CLOSED, closed_at=CLOSED, updated_at=CLOSED, revision=2
    ),
    task_view(4, due=date(2026, 11, 26), state=TaskState.WITHDRAWN, updated_at=CLOSED, revision=2),
    task_view(5, due=date(2026, 11, 27), units=(unit_view(1, "甲,乙;丙局"),)),
)


@pytest.fixture(scope="module")
def feed() -> bytes:
    return written(*TASKS)


@pytest.fixture(scope="module")
def read_by_ical_js(feed):
    if not shutil.which("node"):
        pytest.skip("node is not on this machine, so ical.js cannot run")
    if not (TESTS / "node_modules" / "ical.js").is_dir():
        pytest.skip("ical.js is not installed: run `npm install` in tests/")
    reader = ["node", str(TESTS / "support" / "feeds" / "read_feed.mjs")]
    done = subprocess.run(reader, check=False, input=feed, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_ical_js_reads_every_event_in_strict_mode(read_by_ical_js):
    """Identity, day, marks and status arrive as they were meant."""
    events = read_by_ical_js["events"]
    assert [(event["uid"], event["start"], event["status"]) for event in events] == [
        ("task-001@duban", "2026-10-31", "CONFIRMED"),
        ("task-002@duban", "2026-12-31", "CONFIRMED"),
        ("step-1@duban", "2026-11-30", "CONFIRMED"),
        ("task-003@duban", "2026-11-25", "CONFIRMED"),
        ("task-004@duban", "2026-11-26", "CANCELLED"),
        ("task-005@duban", "2026-11-27", "CONFIRMED"),
    ]
    assert all(event["allDay"] for event in events)
    assert events[0]["end"] == "2026-11-01"


def test_ical_js_reads_the_words_unharmed(read_by_ical_js):
    """Separators, quotes and joined emoji in names and titles are neither lost nor doubled."""
    events = read_by_ical_js["events"]
    assert read_by_ical_js["name"] == "督办：区住建委"
    assert events[0]["summary"] == "【逾期】1. 逾期;的,工程 ＼N 第“一”期👩‍👩‍👧"
    assert events[5]["categories"] == ["城市更新", "甲，乙;丙局"]
    assert events[1]["description"].split("\n")[0] == "第2号工程完工"


def test_ical_js_reads_versions_alarms_and_the_interval(read_by_ical_js):
    """What makes a program update and remind has its type and value."""
    late, on_time = read_by_ical_js["events"][:2]
    assert (late["sequence"], late["modified"]) == (3, "2026-10-31T16:00:00Z")
    assert (late["alarms"], on_time["alarms"]) == ([], [-54_000, -572_400])
    assert read_by_ical_js["refresh"] == ["duration", "PT1H"]


@pytest.fixture
def khal(tmp_path, feed):
    """Give a function that runs khal on a calendar folder holding the feed."""
    program = shutil.which("khal", path=str(Path(sys.executable).parent))
    if not program:
        pytest.skip("khal is not installed beside this Python: install the extra `dev`")
    config = tmp_path / "khal.conf"
    config.write_text(
        f"[calendars]\n[[office]]\npath = {tmp_path / 'office'}\n"
        f"[sqlite]\npath = {tmp_path / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Asia/Shanghai\ndefault_timezone = Asia/Shanghai\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\ntimeformat = %H:%M\n"
        "[default]\ndefault_calendar = office\n",
        encoding="utf-8",
    )
    (tmp_path / "office").mkdir()
    (tmp_path / "feed.ics").write_bytes(feed)

    def run(*words: str) -> str:
        done = subprocess.run(
            [program, "--no-color", "-c", str(config), *words],
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
            env={"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "Asia/Shanghai"},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("import", "--batch", str(tmp_path / "feed.ics"))
    return run


def test_khal_lists_each_deadline_on_its_day(khal):
    """Imported offline, every event of two months stands under its own date."""
    listed = khal("list", "--format", "{start-date} {title}", "--day-format", "", "2026-10-30", "70d")
    lines = [line.strip() for line in listed.splitlines() if line.strip()]
    assert lines == [
        "2026-10-31 【逾期】1. 逾期;的,工程 ＼N 第“一”期👩‍👩‍👧",
        "2026-11-25 【已办结】3. 第3号工程完工",
        "2026-11-26 【已撤销】4. 第4号工程完工",
        "2026-11-27 5. 第5号工程完工",
        "2026-11-30 2. 节点：启动招投标",
        "2026-12-31 2. 第2号工程完工",
    ]


def test_khal_shows_a_deadline_on_one_day_only(khal):
    """An exclusive end keeps the event off the next day."""
    assert "第5号工程完工" in khal("list", "2026-11-27", "1d")
    assert "第5号工程完工" not in khal("list", "2026-11-28", "1d")
