# SPDX-License-Identifier: Apache-2.0
"""Every link, file, module, target, address and name that a document mentions is there."""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from cli.env_files import OF_THE_MACHINE
from cli.settings import PREFIX
from scheduler.policy import Policy
from tests.support.docs.command_lines import groups
from tests.support.docs.documents import (
    DEPLOYED,
    PAGES,
    PROJECT,
    Piece,
    anchors,
    code,
    prose,
    tables,
    text_of,
)
from tests.support.docs.written_docs import metrics
from web.caldav_server.auth import PREFIX as CALDAV

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
PACKAGES = (
    "cli",
    "data",
    "duban",
    "models",
    "notifiers",
    "papers",
    "plans",
    "scheduler",
    "templates",
    "web",
    "wording",
)
BESIDE = ("tests", "docs", "deploy", "benchmarks", "requirements", ".ci")
PATH = re.compile(r"[\w.-]+(?:/[\w.*-]+)+/?|[\w.-]+/|\w+\.(?:py|csv|toml|jinja|po|html|js)")
HOMES = {
    "docs/architecture.md": ("notifiers",),
    "docs/data.md": ("data",),
    "docs/mails.md": ("templates/mail",),
    "docs/reading.md": ("plans",),
    "docs/reliability.md": ("tests/faults",),
    "docs/speed.md": ("benchmarks",),
}
"""Where a page's own short names begin."""


def packaged(path: str) -> Path:
    """Give where a path of the checkout is, also when the program is installed from a wheel."""
    first, _slash, rest = path.partition("/")
    spec = find_spec(first) if first in PACKAGES else None
    folders = spec.submodule_search_locations if spec else None
    return Path(folders[0], rest) if folders else PROJECT / path


def is_there(path: str, page: str) -> bool:
    """Tell whether a file, folder or module is there, as written or from the page's own home."""
    for home in ("", *(f"{each}/" for each in HOMES.get(page, ()))):
        place = packaged(f"{home}{path}".rstrip("/"))
        found = [*place.parent.glob(place.name)] if "*" in place.name else [place, place.with_suffix(".py")]
        if any(each.exists() for each in found):
            return True
    return False


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """The file is there, and so is the heading."""
    for piece in prose(page):
        for target in LINK.findall(piece.text):
            path, _mark, anchor = target.partition("#")
            if path.startswith(("http://", "https://")):
                continue
            there = (PROJECT / page).parent / path if path else PROJECT / page
            assert there.exists(), f"{piece}\n    there is no {path}"
            leads = there.resolve().relative_to(PROJECT).as_posix()
            assert not anchor or anchor in anchors(leads), f"{piece}\n    {leads} has no heading #{anchor}"


@pytest.mark.parametrize("page", PAGES)
def test_every_name_in_a_page_is_one_that_there_is(page: str) -> None:
    """Each `name` is a file, an address, a metric or a target, or stands in the program as it is written."""
    unknown = [piece for piece in code(page) if piece.text not in FOREIGN and not is_known(piece)]
    told = "\n".join(map(str, unknown))
    assert not unknown, f"nothing of the program is called so; if it is another's, add it to FOREIGN:\n{told}"


def is_known(piece: Piece) -> bool:
    text = re.sub(r"^(?:GET|HEAD|python) ", "", piece.text)
    if is_held_elsewhere(text):
        return True
    if targets_named := re.findall(r"\bmake ([a-z]+)", text):
        return set(targets_named) <= targets()
    if named := re.findall(r"\bduban_[a-z_]+\b(?!\.)", text):
        return {*named} <= {each.samples[0].name for each in metrics()} | {CHANGES}
    if text.startswith("/"):
        return is_served(text)
    if scheme := re.match(r"(\w+)://", text):
        return stands_in_the_program(scheme[1])
    if is_a_path(text.split()[0]):
        return is_there(text.split()[0], piece.page)
    return stands_in_the_program(text)


def is_held_elsewhere(text: str) -> bool:
    """Leave command lines, options, settings, keys of the policy and mail addresses to tests of their own."""
    first = re.split(r"[ .]", text)[0]
    return (
        text.startswith(("duban ", "--", "-o, --", PREFIX))
        or bool(re.fullmatch(r"[A-Z]+", text))
        or (first in groups() and " " in text)
        or text.startswith(SHELL)
        or bool(re.search(r"\w[@＠]\w|^\d{3} ", text))
        or (first in Policy.model_fields and not is_a_path(text))
    )


def is_a_path(text: str) -> bool:
    """Tell whether a name means a file of the project, and not an address or the type of a content."""
    if not PATH.fullmatch(text) or "{" in text:
        return False
    first = text.partition("/")[0]
    ours = first in (*PACKAGES, *BESIDE) or text.endswith((".py", ".jinja", ".po", ".csv", ".toml"))
    return ours or ("/" in text and first not in ("text", "application", "message", "Asia", "VAR"))


def is_served(address: str) -> bool:
    """Tell whether the web names an address, whatever it calls the parts that vary, or all below it."""
    wanted = re.sub(r"\{\w+\}", "{}", address)
    above = (known for known in addresses() if known.endswith("/") and known != "/")
    below = (known for known in addresses() if wanted.endswith("/") and known.startswith(wanted))
    return wanted in addresses() or any(map(wanted.startswith, above)) or any(below)


@cache
def addresses() -> frozenset[str]:
    """Give the addresses in the sources of the web; each CalDAV address begins with the same one."""
    found = (
        node.value
        for path in packaged("web").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("/")
    )
    return frozenset(re.sub(r"\{\w+\}", "{}", text) for text in found) | {f"{CALDAV}/"}


@cache
def targets() -> frozenset[str]:
    """Give what there is to make."""
    return frozenset(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))


@cache
def program() -> str:
    """Give the text of everything that is no document: sources, templates, data, deploy files, settings."""
    kinds = {".py", ".toml", ".jinja", ".html", ".txt", ".css", ".csv", ".po"}
    sources = (
        path for name in PACKAGES for path in sorted(packaged(name).rglob("*")) if path.suffix in kinds
    )
    beside = (PROJECT / name for name in (*DEPLOYED, "pyproject.toml", "Makefile", "tests/conftest.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in (*sources, *beside))


@cache
def words() -> frozenset[str]:
    """Give the words of the program, each also in lower case."""
    found = re.findall(r"\w+", program())
    return frozenset(found) | frozenset(word.lower() for word in found)


@cache
def stands_in_the_program(text: str) -> bool:
    """Tell whether a name stands there as a whole; the names of headers in any case."""
    text = re.sub(r"\(.*\)$", "", text).removeprefix("?").removesuffix(":")
    if re.fullmatch(r"\w+", text):
        return text in words()
    if re.fullmatch(r"[A-Z][a-zA-Z-]+(: .*)?|\w+=\w+", text):
        return {word.lower() for word in re.findall(r"\w+", text)} <= words()
    return all(part in program() for part in text.split("…") if part)


@pytest.mark.parametrize("page", PAGES)
def test_what_the_page_calls_a_module_of_a_folder_is_one(page: str) -> None:
    """Bare names beside a folder, as in the stages of the reader, are modules in it."""
    for row in (row for rows in tables(page) for row in rows if "where" in row.cells and page in HOMES):
        names = re.findall(r"`([\w./]+)`", row["where"])
        folder = next((name for name in names if name.endswith("/")), "")
        for name in names:
            assert is_there(f"{folder}{name}", page) or is_there(name, page), f"{page}:{row.line}: {name}"


CHANGES = "duban_log"
"""The channel of PostgreSQL by which a node hears of a change: no metric, though it is called like one."""
SHELL = (
    "python3 -m venv ",
    "useradd ",
    "chmod ",
    "systemctl ",
    "pip install ",
    "sudo -u duban duban ",
    "pg_dump ",
    "openssl ",
    "/opt/",
)
"""Commands of the shell; the files of ours in them are held beside the deploy files."""
FOREIGN = frozenset(
    {
        *("read_only = true", "current-user-privilege-set", "valid-sync-token"),  # CalDAV and its programs
        *("mattermost://…", "slack://…", "ID.TIMESTAMP.BODY", "HTTPS_PROXY"),  # services and webhooks
        *("; , \\N “”", "-PT15H", "-P6DT15H", "＼", "Calendar.new()", "Calendar.validate()"),  # calendars
        *("# key: value", "YYYY-MM=text", "2026-03=text", "first / second", "KEY.xlsx", "KEY.docx"),  # shapes
        *('{"title": "C5", "due": "F5"}', "reading.read(content, name=…, year=…)", "Jobs.look", ".pdf"),
        *("<KIND.DOMAIN>", "SELECTOR._domainkey.DOMAIN", "…?ca=FILE", "templates/mail/KIND.jinja"),
        *("recipient_delimiter = +", "maildir:/var/mail/bounces"),  # Postfix
        *("cp", "duban.db-wal", "duban.db-shm", "postfix", "channel:1"),
        *("/etc/systemd/system/", "/tmp/try/duban.db"),
        *("./.env", str(OF_THE_MACHINE)),
        *("dist/", "dist/run.txt", "dist/cluster.txt"),  # `make wheel` fills it
    }
)
"""What belongs to other programs, and what stands for something; the facts in them are held elsewhere."""
