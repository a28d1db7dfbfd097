# SPDX-License-Identifier: Apache-2.0
"""Write down what the program says, as hashes: who rebuilds it shows with them that it says the same.

`make frozen` compares with `tests/frozen.txt` and names what differs. A change that means to say something
else takes it over with `make frozen ARGS=--write`. `ARGS="--keep FOLDER"` puts the bytes themselves there:
kept before and after a change, `diff --recursive` shows what became of them.
Documents of `../shared` are compared only where that folder is, and what is left out without it is told.
No hash hangs on the day or on the machine.
"""

import argparse
import contextlib
import email
import email.policy
import hashlib
import io
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import uuid
import zipfile
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
HASHES = HERE / "frozen.txt"
SHARED = PROJECT.parent / "shared"
DAYS = ("2026-03-02", "2026-06-30", "2026-10-09", "2026-11-22", "2026-12-31")
SERVED = "2026-11-22"
"""The day whose files and HTTP answers are frozen too."""
LIVED = ("2026-03-30", "2026-06-29", "2026-09-28", "2026-12-28")
"""Mondays on which rounds are run after tasks were reported, closed and opened again."""
LOCALES = ("zh_CN", "en")
KEPT = re.compile("PATH|PYTHONPATH|LD_PRELOAD|FAKETIME.*")
"""What programs are started by, and the days of `.ci/on-date`."""
ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if KEPT.fullmatch(name)},
    "LC_ALL": "C.UTF-8",
    "COLUMNS": "110",
    "PYTHONHASHSEED": "0",  # for the daemon: methods that an address allows are told in any order
    "USER": "clerk",
    "LOGNAME": "clerk",
    "DUBAN_SECRET_KEY": "a key that is only for frozen bytes",
    "DUBAN_BASE_URL": "http://duban.example",
    "DUBAN_OFFICE_MAILBOXES": "duchashi@daxing.example",
    "DUBAN_MAIL_FROM": "duban@daxing.example",
}
DAILY = ("due", "status", "check", "round --full --dry-run")
"""What shows something that another day changes; each is asked in words and as JSON."""
LISTS = (
    *DAILY,
    "settings",
    "plan list",
    "plan show 2026",
    "task show 2026 12",
    "task show 2026 36",
    "unit list",
    "unit list --unknown",
    "unit suggest 体育局",
    "unit channel list",
    "feed list",
    "outbox list",
    "outbox show 1",
    "bounce list",
    "db revision",
    f"plan import {PROJECT}/data/plans/plan_2023.csv --dry-run",
    f"plan import {PROJECT}/data/plans/plan_2023.csv --key 2026 --dry-run",
)
"""Whatever shows something of a ledger."""
REFUSED = (
    "plan show 2031",
    "plan read nowhere.docx",
    "task close 2026 1000",
    "unit merge 甲 乙 --from 2026-03-02",
    "feed revoke 999",
    "outbox drop 9999",
    "db upgrade --nowhere",
    "round --on someday",
)
"""What cannot be done: its sentence, its cure and its exit status."""
DONE = (
    "task report 2026 12 主体已封顶 --percent 40 --by 张工 --on 2026-03-03",
    "task report 2026 36 --percent 100 --by 李工 --on 2026-03-04",
    "task close 2026 36 --by 督查室 --on 2026-03-05",
    "task close 2026 40 --by 督查室 --on 2026-03-05",
    "task reopen 2026 40 --by 督查室 --on 2026-03-06",
    "unit mute 杨峻岭 portfolio --by 督查室",
    "unit merge 区体育局 区文化和旅游局 --from 2026-04-01 --by 督查室",
    "unit resolve 各单位 --plan 2026 --task 98 --to 区教委 --to 区财政局 --by 督查室",
    "feed new 体育局 --label 值班室",
    "feed new --plan 2026",
    "feed rotate 3",
    "feed revoke 5",
)
"""What an office does between two rounds."""
EXPORTS = ("csv", "json", "xlsx", "docx")
READ = (".txt", ".csv", ".docx", ".xlsx", ".html")
WITH_TIMES = ("docProps/core.xml",)
"""The part of an office file that says when it was written."""

_numbers = count(1)
uuid.uuid4 = lambda: uuid.UUID(int=next(_numbers))  # before the program takes it: identities count up
zoneinfo.available_timezones = cache(zoneinfo.available_timezones)  # a folder of files at every start
os.environ.clear()
os.environ.update(ENVIRONMENT)

import cli.clock  # noqa: E402  (only once identities count up)
import cli.env_files  # noqa: E402
from duban.__main__ import main  # noqa: E402
from tests.support.clocks import Clock  # noqa: E402
from tests.support.hashes import FROM_SHARED, Comparison, read_hashes, write_hashes  # noqa: E402
from tests.support.ports import free_port, is_open  # noqa: E402
from tests.support.programs import LAUNCHER  # noqa: E402
from tests.support.waiting import wait_until  # noqa: E402

sys.path.remove(str(HERE))  # modules of tests are none of the program's business
cli.env_files.OF_THE_MACHINE = Path("/nonexistent/duban/env")  # settings of a duban that is installed here

LENGTH = 16
"""Signs of each hash: enough to tell what is not the same from what is."""
Said = Iterator[tuple[str, bytes]]
"""What the program says, each under a name of its own."""


def everything(folder: Path) -> Said:
    """Give all that is frozen."""
    at(DAYS[0])
    yield from readings()
    yield from helps()
    yield "settings --example", said("settings", "--example")
    yield from schema(folder / "schema")
    for locale in LOCALES:
        for day in DAYS:
            yield from demo(folder / locale / day, locale, day)
        yield from year(folder / locale / "year", locale)


def at(day: str) -> None:
    """Put the clock of this process on nine o'clock of a day, and what counts back to its beginning."""
    global _numbers  # noqa: PLW0603  (uuid4 above counts it)
    moment = datetime.fromisoformat(f"{day}T01:00:00+00:00")
    cli.clock.now = moment.astimezone
    random.seed(day)
    _numbers = count(int(moment.timestamp()) << 64)


def readings() -> Said:
    """Read every document there is, as JSON; those that the project carries in words too."""
    carried = [PROJECT / "data" / "plans", HERE / "documents" / "specimens"]
    for folder in (*carried, *(SHARED / name for name in FROM_SHARED)):
        for path in sorted(folder.glob("*")):
            if path.suffix in READ and "INDEX" not in path.name:
                name = f"{folder.parent.name}/{folder.name}/{path.name}"
                yield f"read {name} --json", said("plan", "read", path, "--json")
                if folder in carried:
                    yield f"read {name}", said("plan", "read", path)


def helps() -> Said:
    """Ask every command for its help, in each language."""
    for locale in LOCALES:
        for words in commands():
            yield f"help {locale} {' '.join(('duban', *words))}", said(*words, "--help", DUBAN_LOCALE=locale)


def commands(*above: str) -> Iterator[tuple[str, ...]]:
    """Walk the commands as the help lists them."""
    yield above
    _, _, listed = said(*above, "--help", DUBAN_LOCALE="en").decode().partition("\nCommands:\n")
    for name in re.findall(r"^  ([a-z-]+)", listed, re.MULTILINE):
        yield from commands(*above, name)


def schema(folder: Path) -> Said:
    """Make a new ledger and give each of its tables and indexes as SQL, columns in any order."""
    said("db", "upgrade", DUBAN_VAR=str(folder))
    with contextlib.closing(sqlite3.connect(folder / "duban.db")) as ledger:
        for name, sql in ledger.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
            yield f"schema {name}", "\n".join(sorted(re.split(r",?\s*\n\s*", sql))).encode()


def demo(folder: Path, locale: str, day: str) -> Said:
    """Run the demo on a day and write down its mails, feeds and lists; on one day all that it serves too."""
    at(day)
    name = f"demo {locale} {day}"
    yield f"{name}: demo --once", said("demo", "--once", DUBAN_VAR=str(folder), DUBAN_LOCALE=locale)
    var = {"DUBAN_VAR": str(folder / "demo"), "DUBAN_LOCALE": locale}
    for label, content in ledger(var, LISTS if day == SERVED else DAILY):
        yield f"{name}: {label}", content
    if day == SERVED:
        for label, content in (*refusals(var), *exports(var), *samples(var), *answers(var, day)):
            yield f"{name}: {label}", content


def year(folder: Path, locale: str) -> Said:
    """Begin with the demo, do what an office does, run rounds through a year: what came of it."""
    at(DAYS[0])
    said("demo", "--once", DUBAN_VAR=str(folder), DUBAN_LOCALE=locale)
    var = {"DUBAN_VAR": str(folder / "demo"), "DUBAN_LOCALE": locale}
    for line in DONE:
        yield f"year {locale}: {line}", said(*line.split(), **var)
    for day in LIVED:
        at(day)
        yield f"year {locale}: round {day}", said("round", "--full", **var)
    for label, content in ledger(var, LISTS):
        yield f"year {locale}: {label}", content


def ledger(var: Mapping[str, str], lines: Iterable[str]) -> Said:
    """Give every mail and feed of a ledger, and what commands show of it in words and as JSON."""
    yield from mails(Path(var["DUBAN_VAR"]) / "maildir")
    for line in lines:
        label = line.replace(f"{PROJECT}/", "")
        yield label, said(*line.split(), **var)
        yield f"{label} --json", said(*line.split(), "--json", **var)
    for feed in feeds(var):
        yield f"feed show {feed['id']}", said("feed", "show", feed["id"], **var)


def feeds(var: Mapping[str, str]) -> list[dict[str, Any]]:
    """List the feeds of a ledger."""
    found: list[dict[str, Any]] = json.loads(said("feed", "list", "--json", **var))
    return found


def mails(folder: Path) -> Said:
    """Give the bytes of every mail, named by its kind and by who gets it."""
    known: dict[str, int] = {}
    for content in sorted(path.read_bytes() for path in folder.glob("*/*")):
        mail = email.message_from_bytes(content, policy=email.policy.default)
        kind = re.sub(r"[<.].*", "", str(mail["List-Id"]).lstrip("<"))
        name = f"mail {kind} {mail['To'].addresses[0].addr_spec}"
        known[name] = known.get(name, 0) + 1
        yield f"{name} {known[name]}", content


def refusals(var: Mapping[str, str]) -> Said:
    """Ask for what cannot be done."""
    yield from ((f"refused {line}", said(*line.split(), **var)) for line in REFUSED)


def exports(var: Mapping[str, str]) -> Said:
    """Give the plan as a file of each kind."""
    for form in EXPORTS:
        target = Path(var["DUBAN_VAR"]) / f"plan.{form}"
        said("plan", "export", "2026", "--to", form, "--output", target, **var)
        yield f"export {form}", unpacked(target.read_bytes())


def samples(var: Mapping[str, str]) -> Said:
    """Give the samples of every kind of mail."""
    folder = Path(var["DUBAN_VAR"]) / "samples"
    yield "mail preview", said("mail", "preview", "--no-browser", "--output", folder, **var)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield f"sample {path.relative_to(folder)}", cleaned(path.read_bytes())


def answers(var: Mapping[str, str], day: str) -> Said:
    """Start the daemon on a ledger, with its clock on a day, and ask for everything that it serves."""
    clock, port = Clock.starting_at(datetime.fromisoformat(f"{day}T01:00:00+00:00")), free_port()
    daemon = subprocess.Popen(
        [sys.executable, str(LAUNCHER), str(clock.ahead.total_seconds()), "run", "--web"],
        env={**os.environ, **var, "DUBAN_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: is_open(port), "the daemon answers")
        for label, path, method, headers in requests(var):
            yield f"{method} {label}", asked(f"http://127.0.0.1:{port}{path}", method, headers)
    finally:
        daemon.terminate()
        daemon.wait()


def requests(var: Mapping[str, str]) -> Iterator[tuple[str, str, str, dict[str, str]]]:
    """List what is asked for: a label, the path, the method, and headers."""
    known = feeds(var)
    for feed in (known[0], known[len(known) // 2], known[-1]):
        path, label = feed["address"].removeprefix(ENVIRONMENT["DUBAN_BASE_URL"]), f"feed {feed['id']}"
        for query in ("", "?todo=1", "?alarms=0", "?alarm=3", "?style=todo", "?lang=en", "?nothing=1"):
            yield f"{label}{query}", path + query, "GET", {}
        yield f"{label} gzip", path, "GET", {"Accept-Encoding": "gzip"}
        yield f"{label} If-None-Match: *", path, "GET", {"If-None-Match": "*"}
        yield f"{label}", path, "HEAD", {}
        yield f"{label}", path, "PUT", {}
        text = said("feed", "show", feed["id"], **var).decode().replace("\r\n ", "")
        for place, address in enumerate(sorted(set(re.findall(r"/tasks/[\w-]+", text)))[:2], start=1):
            yield f"task {place} of feed {feed['id']}", address, "GET", {}
    linked = {name: links_of(content) for name, content in mails(Path(var["DUBAN_VAR"]) / "maildir")}
    for kind in sorted({name.split()[1] for name in linked}):
        name = next(name for name in linked if name.split()[1] == kind and linked[name])
        for address in linked[name]:
            yield f"{address.split('/')[1]} of {name}", address, "GET", {}
    for path in ("/", "/nowhere", "/feeds/none.ics", "/units/none", "/tasks/none", "/mails/unsubscribe/none"):
        yield path, path, "GET", {}
        yield path, path, "POST", {}


def links_of(content: bytes) -> list[str]:
    """Give what of this program a mail leads to: the reader's page, and where this kind is declined."""
    mail = email.message_from_bytes(content, policy=email.policy.default)
    body = mail.get_body(("plain",))
    text = f"{mail['List-Unsubscribe']} {body.get_content() if body else ''}"
    return sorted(set(re.findall(r"/(?:units|people|office|mails/unsubscribe)/[\w-]+", text)))


def asked(address: str, method: str, headers: Mapping[str, str]) -> bytes:
    """Give status, headers and body of one answer, without the hour of the day."""
    request = urllib.request.Request(address, method=method, headers=dict(headers))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, found, body = answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        status, found, body = refused.code, refused.headers, refused.read()
    lines = [f"{name.lower()}: {value}" for name, value in sorted(found.items()) if name.lower() != "date"]
    return "\n".join((str(status), *lines, "")).encode() + body


def said(*words: object, **settings: str) -> bytes:
    """Run a command in this process; give all that it prints and how it ends, without names of folders."""
    os.environ.update({"DUBAN_LOCALE": "zh_CN", **settings})
    printed, arguments, status = io.BytesIO(), sys.argv, 0
    terminal = io.TextIOWrapper(printed, encoding="utf-8", write_through=True)
    sys.argv = ["duban", *map(str, words)]
    try:
        with contextlib.redirect_stdout(terminal), contextlib.redirect_stderr(terminal):
            main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        sys.argv = arguments
        os.environ.clear()
        os.environ.update(ENVIRONMENT)
    text = printed.getvalue() + (f"exit {status}\n".encode() if status else b"")
    return cleaned(text)


def cleaned(content: bytes) -> bytes:
    """Take the names of folders out."""
    for place, name in ((Path.cwd(), b"FOLDER"), (PROJECT, b"PROJECT")):
        content = content.replace(str(place).encode(), name)
    return content


def unpacked(content: bytes) -> bytes:
    """Give the parts of an office file but what says when it was written, or the bytes of any other."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = sorted(set(archive.namelist()).difference(WITH_TIMES))
        return b"".join(name.encode() + b"\n" + archive.read(name) + b"\n" for name in names)


def hashes(folder: Path, keep: Path | None) -> dict[str, str]:
    """Make everything in a folder and hash it; put the bytes into another one when they are to be kept."""
    made: dict[str, str] = {}
    for name, content in everything(folder):
        if name in made:
            raise ValueError(f"{name} is frozen twice")
        made[name] = hashlib.sha256(content).hexdigest()[:LENGTH]
        if keep:
            target = keep.joinpath(*name.replace("/", "_").split(": "))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return made


def run() -> int:
    """Compare, or take over."""
    parser = argparse.ArgumentParser(prog="make frozen", description=__doc__)
    parser.add_argument("--write", action="store_true", help="take over what the program says now")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="put the bytes themselves into this folder"
    )
    options = parser.parse_args()
    keep = options.keep.resolve() if options.keep else None
    with tempfile.TemporaryDirectory(prefix="duban-frozen-") as folder, contextlib.chdir(folder):
        made = hashes(Path(), keep)
    compared = Comparison(made=made, known=read_hashes(HASHES), shared=SHARED)
    if options.write:
        write_hashes(HASHES, compared.taken_over)
    print(*compared.told, sep="\n")
    return 1 if compared.differences and not options.write else 0


if __name__ == "__main__":
    sys.exit(run())
