# SPDX-License-Identifier: Apache-2.0
"""A plan into a year whose official working days are not known, as the office and a unit read of it."""

import mailbox
from datetime import date
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest

from tests.support.official_days import ARRANGEMENT, unpublished_2027  # noqa: F401  (a fixture)
from tests.support.programs import Duban, Imported

pytestmark = pytest.mark.usefixtures("unpublished_2027")

UNITS = "名称,类别,邮箱\n甲局,部门,jia@office.example\n"
PLAN = "序号,任务,责任单位,完成时限\n1,建成甲项目,甲局,2027-02-26\n2,建成乙项目,甲局,2026-11-20\n"
NOT_KNOWN = "2027年节假日安排尚未收录"


@pytest.fixture
def begun(imported: Imported, office_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Duban:
    """Give an office in Chinese with a task of next February and a late one."""
    monkeypatch.setenv("DUBAN_LOCALE", "zh_CN")
    monkeypatch.setenv("DUBAN_OFFICE_MAILBOXES", "office@office.example")
    (office_folder / "units.csv").write_text(UNITS, encoding="utf-8")
    (office_folder / "plan.csv").write_text(PLAN, encoding="utf-8")
    return imported("units.csv", "plan.csv", "--year", "2026")


def mails(folder: Path) -> dict[str, list[str]]:
    """Give text and HTML of every mail of 30 November in the Maildir, by its recipient."""
    found: dict[str, list[str]] = {}
    for written in mailbox.Maildir(folder / "var" / "maildir", create=False):
        mail = message_from_bytes(written.as_bytes(), policy=policy.default)
        if mail["Date"].datetime.date() != date(2026, 11, 30):
            continue
        forms = (mail.get_body((kind,)) for kind in ("plain", "html"))
        found[mail["To"].addresses[0].addr_spec] = [unescape(form.get_content()) for form in forms if form]
    return found


def test_check_digest_and_mail_say_that_next_year_is_provisional(begun: Duban, office_folder: Path) -> None:
    """None of them claims the official calendar for its days; in November it is nothing to mend yet."""
    told = [
        finding
        for outcome in begun("check", "--json").json
        for finding in outcome["findings"]
        if finding["code"] == "calendar-provisional"
    ]
    assert [(each["severity"], NOT_KNOWN in each["message"]) for each in told] == [("info", True)]
    assert begun("round", "--on", "2026-11-30T09:00").status == 0
    written = mails(office_folder)
    for form in (*written["jia@office.example"], *written["office@office.example"]):
        assert NOT_KNOWN in form


def test_a_calendar_file_makes_the_year_known_and_lists_what_moved(
    begun: Duban, office_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By check and in the next digest; the unit's mail claims the official calendar again."""
    begun("round", "--on", "2026-11-23T09:00")
    (office_folder / "holidays.csv").write_text(ARRANGEMENT, encoding="utf-8")
    monkeypatch.setenv("DUBAN_HOLIDAYS", str(office_folder / "holidays.csv"))
    told = begun("check").out
    assert NOT_KNOWN not in told
    assert "2027年节假日安排已收录" in told
    assert begun("round", "--on", "2026-11-30T09:00").status == 0
    written = mails(office_folder)
    for form in written["office@office.example"]:
        assert "2027年节假日安排已收录，此前暂按法定节假日推算。日期有调整的：周报2期，提醒1项。" in form
        assert "2027年第6周的周报，由2027年2月11日" in form
        assert "到期前14个工作日的提醒，由2027年2月2日" in form
    for form in written["jia@office.example"]:
        assert NOT_KNOWN not in form
        assert "工作日按国家公布的节假日安排计算，含调休上班的周末。" in form
