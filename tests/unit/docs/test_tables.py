# SPDX-License-Identifier: Apache-2.0
"""Tables that list things of the program list all of them and nothing else."""

import re
import tomllib
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, metadata
from importlib.resources import files
from pathlib import Path

import pytest

import plans
from cli.commands.channel import parse_kinds, parse_quiet
from models.kinds import FeedScope, LetterKind, NodeRole
from notifiers.ical.entries import Options
from notifiers.senders import channels, webhook
from notifiers.senders.smtp_url import StartTls
from papers.export import Form
from plans.drafts import Source
from plans.fields.task_fields import Column
from plans.formats import detect
from plans.tables.columns import meaning
from tests.support.docs.documents import Row, blocks, table, tables, text_of
from tests.support.docs.written_docs import commands
from tests.support.served import noon
from tests.unit.docs.facts import data
from web.feeds.address import query_of

OF_THE_READER = frozenset({"units", "revisions"})
"""Folders of `plans/` that do not read."""
READ_BY_LIBREOFFICE = frozenset({".doc", ".wps", ".rtf", ".odt"})
TOLD_BY_CONTENT = frozenset({".pdf", ".ods", ".mht", ".txt"})
SELDOM = frozenset({Column.DETAIL, Column.IMPLEMENTS, Column.STRETCH, Column.REMARK})
"""Columns that a ledger of one's own seldom has."""
LICENCES = ("Apache", "BSD", "MIT", "LGPL", "GPL", "Unlicense")


def names(rows: list[Row], header: str) -> list[str]:
    """Give what stands between backticks in a column."""
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[header])]


def test_roles_of_nodes() -> None:
    """`duban run` has an option for each, and the page a row."""
    roles = [name.removeprefix("duban run --") for name in names(table("docs/operate.md", "role"), "role")]
    assert roles == list(NodeRole)


def test_scopes_of_feeds() -> None:
    """In their order."""
    assert [row["scope"] for row in table("docs/feeds.md", "scope", "shows", "made")] == list(FeedScope)


def test_what_changes_the_address_of_a_feed() -> None:
    """Every command that changes a feed has a row in the table of an address's life."""
    (rows,) = (rows for rows in tables("docs/feeds.md") if "the newest address" in rows[0].cells)
    changing = {name for name, command in commands().items() if name.startswith("duban feed ")}
    changing -= {"duban feed list", "duban feed show"}
    assert {" ".join(row.values[0].strip("`").split()[:3]) for row in rows} == changing


def test_what_a_reader_may_ask_of_a_feed() -> None:
    """Each option of the query, spelled in its one way."""
    options = (Options(alarms=False), Options(todo=True), Options(lang="en"))
    assert names(table("docs/feeds.md", "query", "the feed"), "query") == list(map(query_of, options))
    assert len(options) == len(Options.__dataclass_fields__)


def test_addresses_of_relays() -> None:
    """Both schemes, and every option behind the question mark."""
    told = names(table("docs/mails.md", "address", "meaning"), "address")
    schemes = {each.partition("://")[0] for each in told if "://" in each}
    values = {each.partition("starttls=")[2] for each in told if "starttls=" in each}
    assert schemes == {"smtp", "smtps"}
    assert values | {StartTls.OFFERED} == set(StartTls)
    assert {each.partition("?")[2].partition("=")[0] for each in told if "?" in each} == {"starttls", "ca"}


def test_options_of_channels() -> None:
    """What only channels have is told on their page, with values that are taken."""
    rows = table("docs/channels.md", "option", "meaning")
    told = {re.match(r"`(--[a-z-]+)", row["option"])[1] for row in rows}  # type: ignore[index]
    own = {
        opt
        for each in commands()["duban unit channel add"].params
        for opt in each.opts
        if opt.startswith("-")
    }
    assert told == own - {"--by", "--dry-run", "--json"}
    values = dict(name.split() for name in names(rows, "option") if " " in name)
    assert parse_kinds(values["--only"]) == (LetterKind.WEEKLY, LetterKind.URGING)
    assert parse_quiet(values["--quiet"]) is not None
    assert parse_kinds("all") == ()
    assert parse_quiet("none") is None


def test_headers_of_a_webhook() -> None:
    """Those of Standard Webhooks, and no other."""
    sent = webhook.signed_headers(webhook.new_secret(), key="k", body=b"", now=noon())
    told = names(table("docs/channels.md", "header", "meaning"), "header")
    assert told == [name for name in sent if name.startswith("webhook-")]


def test_short_ways_of_writing_a_bot() -> None:
    """Each of them stands on the page."""
    told = set(re.findall(r"`([a-z]+)://[A-Z@]+`", text_of("docs/channels.md")))
    assert told == set(channels.BOT_ADDRESSES)


def test_forms_of_an_export() -> None:
    """In whatever order they are told."""
    assert set(names(table("docs/export.md", "form", "what it is"), "form")) == set(Form)


def test_columns_of_the_bundled_files() -> None:
    """Those of the plans and those of the units, in the order of the files."""
    plan, units = (rows for rows in tables("docs/data.md") if "column" in rows[0].cells)
    assert names(plan, "column") == list(data.rows("plan_2026.csv")[0])
    assert names(units, "column") == (files("data") / "units" / "units.csv").read_text("utf-8").split("\n")[
        0
    ].split(",")


def test_headers_of_a_ledger_are_known_to_the_reader() -> None:
    """Each Chinese header means what the English one beside it does, and each column has one."""
    told = re.search(
        r"Headers may be in Chinese or English: (.*?)\.\n\n", text_of("docs/reading.md"), re.DOTALL
    )
    assert told is not None
    pairs = [each.strip().partition("/") for each in told[1].split(",")]
    meant = {english or chinese: meaning(chinese) for chinese, _slash, english in pairs}
    assert None not in meant.values(), meant
    assert all(meaning(english) is column for english, column in meant.items()), meant
    assert set(meant.values()) == set(Column) - SELDOM
    (example,) = [block.text for block in blocks("docs/reading.md") if block.text.startswith("# title")]
    assert set(example.splitlines()[-1].split(",")) <= set(meant)


def test_files_that_are_read() -> None:
    """Each ending that the page names is one that the program knows, and each kind has a row."""
    rows = table("docs/formats.md", "format", "how it is read")
    told = {name for name in names(rows, "format") if name.startswith(".")}
    known = detect.OFFICE | detect.WEB_NAMES | detect.MARKDOWN | detect.TABLES
    assert told <= known | READ_BY_LIBREOFFICE | TOLD_BY_CONTENT
    assert {*READ_BY_LIBREOFFICE, *TOLD_BY_CONTENT, *detect.TABLES} <= told
    assert {".docx", ".docm", ".xlsx", ".xlsm", ".xltx", ".html", ".md"} <= told


def test_where_a_field_came_from() -> None:
    """The keys of `source` are those of the reader."""
    told = names(table("docs/formats.md", "key", "meaning"), "key")
    assert told == [each.name for each in fields(Source)]


def test_stages_of_reading() -> None:
    """Every folder of the reader is one of its stages."""
    told = {
        name.rstrip("/") for name in names(table("docs/reading.md", "stage", "where"), "where") if "/" in name
    }
    folders = {path.parent.name for path in Path(plans.__file__).parent.glob("*/__init__.py")} - OF_THE_READER
    assert {name.partition("/")[0] for name in told} == folders


def libraries() -> list[tuple[Row, str, str]]:
    """Give each library of the tables of decisions with its row and the licence beside it."""
    found = []
    for page in ("docs/decisions/README.md", "docs/decisions/formats.md"):
        for row in (row for rows in tables(page) for row in rows if "library" in row.cells):
            for each in re.split(r", (?![^(]*\))| and | over | with ", row["library"]):
                name, _space, licence = each.partition(" (")
                found.append((row, re.sub(r" [\d.]+$", "", name), licence.rstrip(")")))
    return found


def test_every_library_that_is_needed_has_its_reason() -> None:
    """What runs the program or an extra of it is told why, and what is told is needed."""
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *(each for extra in extras.values() for each in extra)]
    wanted = {re.split(r"[\[<>=;\s]", each)[0].lower() for each in needed} - {"duban"}
    told = {name.lower() for _row, name, _licence in libraries()}
    run = {re.split(r"[\[<>=;\s]", each)[0].lower() for each in project["dependencies"]}
    known = told | {"pydantic"}  # which pydantic-settings is made of
    assert run <= known, f"docs/decisions: say why {run - known}"
    assert told - {"libreoffice", "sqlalchemy", "rich", "pynacl"} <= wanted, told - wanted


@pytest.mark.parametrize(
    ("row", "name", "licence"), libraries(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_a_library_has_the_licence_and_version_that_its_row_tells(row: Row, name: str, licence: str) -> None:
    """As the installed package says of itself."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        assert name == "LibreOffice"
        return
    version = re.search(rf"{re.escape(name)} (\d[\d.]*)", row["library"])
    assert not version or f"{about['Version']}.".startswith(f"{version[1]}."), (
        f"{row.line}: {about['Version']}"
    )
    said = " ".join([about.get("License-Expression") or "", about.get("License") or "", *classifiers(name)])
    for family in LICENCES:
        if re.search(rf"\b{family}\b", licence):
            assert family in said, f"{row.line}: {name}: {said[:80]}"


def classifiers(name: str) -> list[str]:
    """Give the classifiers of licence of a package."""
    return [each for each in metadata(name).get_all("Classifier") or [] if each.startswith("License")]
