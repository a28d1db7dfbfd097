# SPDX-License-Identifier: Apache-2.0
"""`duban feed` as an administrator uses it."""

from pathlib import Path

import pytest
import zxingcpp
from icalendar import Calendar

from notifiers.qr import HALF_BLOCKS
from tests.support.programs import Duban, Imported, Ran

UNIT, HOST = "Water Office", "https://supervision.example"
UNITS = "name,kind,parent,mailbox\nWater Office,office,,water@office.example\nRiver Team,team,Water Office,\n"
PLAN = (
    "number,title,leaders,lead,due\n"
    "1,Mend the locks,,Water Office,2026-12-31\n"
    "2,Clean the river,,River Team,2026-11-30\n"
    "3,Pave the road,,Roads Office,2026-12-31\n"
)


@pytest.fixture
def loaded(imported: Imported, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give the program with a plan of three units, one of them below another, in a narrow terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("DUBAN_BASE_URL", HOST)
    (office_folder / "units.csv").write_text(UNITS)
    (office_folder / "plan.csv").write_text(PLAN)
    return imported("units.csv", "plan.csv", "--year", "2026")


def listed(duban: Duban, *options: str) -> dict[int, dict]:
    """Give the feeds by number."""
    return {each["id"]: each for each in duban("feed", "list", *options, "--json").json}


def made(duban: Duban, *options: str) -> dict:
    """Make a feed."""
    return duban("feed", "new", *options, "--json").json


def numbers(ran: Ran) -> set[str]:
    """Give the numbers of the tasks in a feed."""
    return {
        str(event["SUMMARY"]).split("】")[-1].split(".")[0] for event in Calendar.from_ical(ran.out).events
    }


def read_code(drawing: str) -> str:
    """Read a QR code of half blocks as a phone reads the terminal."""
    pairs = {text: pair for pair, text in HALF_BLOCKS.items()}
    rows = [[pairs[text][half] for text in line] for line in drawing.splitlines() for half in (0, 1)]
    side = range(len(rows[0]) * 8)
    image = bytes(0 if rows[y // 8][x // 8] else 255 for y in side for x in side)
    (found,) = zxingcpp.read_barcodes(memoryview(image).cast("B", (len(side), len(side))))
    return found.text


def test_a_list_says_what_a_person_asks_and_json_says_all(loaded: Duban) -> None:
    """A person sees whose, since when and the address; a script the webcal form and the owner's key too."""
    (first,) = listed(loaded, "--owner", UNIT).values()
    table = loaded("feed", "list", "--owner", UNIT).out
    assert first["address"] in table
    assert first["created_at"][:10] in table
    assert first["address"].startswith(f"{HOST}/feeds/")
    assert first["webcal"] == first["address"].replace("https:", "webcal:")
    assert (first["scope"], first["name"], first["owner"][:5]) == ("unit", UNIT, "unit:")
    assert (first["last_used_at"], first["revoked_at"], first["earlier"]) == (None, None, [])


def test_an_http_address_has_a_webcal_form_too(loaded: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scheme goes, whatever it was."""
    monkeypatch.setenv("DUBAN_BASE_URL", "http://10.0.0.8:8000")
    assert made(loaded, UNIT)["webcal"].startswith("webcal://10.0.0.8:8000/feeds/")


def test_a_unit_may_have_a_feed_with_all_units_below(loaded: Duban) -> None:
    """It shows their tasks too, and is listed with what it is for."""
    below = made(loaded, UNIT, "--subtree", "--label", "duty room")
    assert (below["scope"], below["label"]) == ("subtree", "duty room")
    assert numbers(loaded("feed", "show", UNIT)) == {"1"}
    assert numbers(loaded("feed", "show", "duty room")) == {"1", "2"}
    assert len(listed(loaded, "--owner", UNIT)) == 2


def test_a_plan_may_have_a_feed(loaded: Duban) -> None:
    """All its tasks, found by its key."""
    feed = made(loaded, "--plan", "2026")
    assert (feed["scope"], feed["plan"]) == ("plan", "2026")
    assert numbers(loaded("feed", "show", feed["id"])) == {"1", "2", "3"}


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ([], 2, "Name a unit, a leader or `office`"),
        ([UNIT, "--plan", "2026"], 2, "--plan KEY alone"),
        (["--plan", "2026", "--subtree"], 2, "--plan KEY alone"),
        (["office", "--subtree"], 2, "Name a unit."),
        (["--plan", "1999"], 5, "2026"),
        (["Nobody"], 5, "duban unit list"),
    ],
)
def test_an_owner_that_makes_no_sense_is_refused(loaded: Duban, arguments, status, says) -> None:
    """With what to write instead, and nothing is made."""
    before = listed(loaded)
    ran = loaded("feed", "new", *arguments)
    assert (ran.status, says in ran.err) == (status, True), ran.err
    assert listed(loaded) == before


def test_a_new_address_leaves_the_earlier_one_two_weeks(loaded: Duban) -> None:
    """Both are told: the new address, and until when the earlier one works."""
    ran = loaded("feed", "rotate", UNIT)
    (feed,) = listed(loaded, "--owner", UNIT).values()
    assert feed["address"] in ran.out
    assert "earlier address works until" in ran.out
    assert [each["generation"] for each in feed["earlier"]] == [1]
    assert "the earlier address until" in loaded("feed", "list", "--owner", UNIT).out


def test_no_grace_ends_the_earlier_address_at_once(loaded: Duban) -> None:
    """Nothing is said of a time that is not given."""
    ran = loaded("feed", "rotate", UNIT, "--grace", "0")
    assert "earlier address" not in ran.out
    assert loaded("feed", "rotate", UNIT, "--grace", "-1").status == 2


def test_a_revoked_feed_is_gone_from_the_list_and_stays_known(loaded: Duban) -> None:
    """It has no address any more, cannot be rotated, and its subscribers are told."""
    (number,) = listed(loaded, "--owner", UNIT)
    assert "revoked" in loaded("feed", "revoke", UNIT).out
    assert number not in listed(loaded)
    feed = listed(loaded, "--all")[number]
    assert (feed["address"], feed["webcal"]) == (None, None)
    assert feed["revoked_at"] is not None
    assert "revoked" in loaded("feed", "list", "--all", "--owner", UNIT).out
    turned = loaded("feed", "rotate", number)
    assert (turned.status, "duban feed new" in turned.err) == (2, True)
    assert len(Calendar.from_ical(loaded("feed", "show", number).out).events) == 1
    assert loaded("feed", "show", number, "--qr").status == 2


@pytest.mark.parametrize("command", ["rotate", "revoke"])
def test_a_name_that_means_several_feeds_changes_none(loaded: Duban, command: str) -> None:
    """The numbers are told, and one of them does."""
    second = made(loaded, UNIT)["id"]
    before = listed(loaded)
    ran = loaded("feed", command, UNIT)
    assert (ran.status, str(second) in ran.err) == (2, True)
    assert listed(loaded) == before
    assert loaded("feed", command, second).status == 0


@pytest.mark.parametrize(
    "arguments", [("new", UNIT), ("rotate", UNIT), ("rotate", UNIT, "--grace", "0"), ("revoke", UNIT)]
)
def test_a_dry_run_changes_nothing(loaded: Duban, arguments: tuple[str, ...]) -> None:
    """It says what would happen."""
    before = listed(loaded, "--all")
    ran = loaded("feed", *arguments, "--dry-run")
    assert (ran.status, "nothing was changed" in ran.out) == (0, True)
    assert listed(loaded, "--all") == before


def test_the_bytes_can_be_asked_for_without_alarms_with_to_dos_in_a_language(loaded: Duban) -> None:
    """As the options of an address give them."""
    usual = loaded("feed", "show", UNIT, "--on", "2026-11-23").out
    other = loaded("feed", "show", UNIT, "--on", "2026-11-23", "--no-alarms", "--todo", "--lang", "zh_CN").out
    assert ("BEGIN:VALARM" in usual, "BEGIN:VTODO" in usual, "完成时限" in usual) == (True, False, False)
    assert ("BEGIN:VALARM" in other, "BEGIN:VTODO" in other, "完成时限" in other) == (False, True, True)
    assert loaded("feed", "show", UNIT, "--lang", "fr").status == 2


def test_a_phone_subscribes_from_the_terminal(loaded: Duban) -> None:
    """The code is the webcal address, which opens a subscription where https would open a file once."""
    (feed,) = listed(loaded, "--owner", UNIT).values()
    told = loaded("feed", "show", UNIT, "--qr").out
    drawing, _, addresses = told.partition("webcal:")
    assert read_code(drawing.rstrip("\n")) == feed["webcal"]
    assert feed["address"] in addresses


def test_the_office_can_hand_out_the_link_to_a_page(loaded: Duban) -> None:
    """It is in the list for scripts, and ends with the feed."""
    (feed,) = listed(loaded, "--owner", UNIT).values()
    assert feed["page"].startswith(f"{HOST}/units/")
    assert loaded("feed", "show", UNIT, "--page").out.strip() == feed["page"]
    assert loaded("feed", "revoke", UNIT, "--json").json["page"] is None
    assert loaded("feed", "show", feed["id"], "--page").status == 2


def test_the_office_goes_by_its_name(loaded: Duban, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the list shows it, or as `office`."""
    monkeypatch.setenv("DUBAN_OFFICE_NAME", "Supervision Office")
    assert loaded("feed", "rotate", "Supervision Office", "--json").json["generation"] == 2
    assert loaded("feed", "rotate", "office", "--json").json["generation"] == 3
    assert made(loaded, "Supervision Office")["owner"] == "office"
