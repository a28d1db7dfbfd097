# SPDX-License-Identifier: Apache-2.0
"""What docs/policy.md and docs/mails.md tell of letters is what is decided and written."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import policy as email_policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from models.addresses import Mailbox
from models.kinds import LetterKind, Role
from models.letters import Letter, SectionKind
from models.views import TaskView
from notifiers.mail.compose import compose
from notifiers.mail.dkim import OVERSIGNED, SIGNED
from scheduler.agenda import decide
from scheduler.policy import default_policy
from scheduler.slots import Slot, SlotKind, slot_on
from scheduler.workdays import WorkingCalendar
from templates.catalogues import load
from tests.builders import ledger_view
from tests.support.docs.documents import Row, table, text_of
from tests.support.mails import letters
from wording.labels import letter_name

POLICY, MAILS = "docs/policy.md", "docs/mails.md"
NOW = datetime.combine(letters.ON, letters.AT.time(), letters.AT.tzinfo)
OLD = NOW - timedelta(days=200)
KINDS = [kind.value for kind in LetterKind]


def tasks() -> tuple[TaskView, ...]:
    """Give a task for each section: late, near, behind, changed, none of these, far, supported."""
    step, far = letters.milestone(date(2026, 11, 2), "开工"), date(2027, 6, 1)
    made = (
        letters.task(1, date(2026, 10, 1)),
        letters.task(2, date(2026, 11, 30)),
        letters.task(3, far, milestones=(step,)),
        letters.task(4, far),
        letters.task(5, far),
        letters.task(6, date(2026, 12, 31), units=(letters.unit(14, "云溪区教育局"),)),
        letters.task(7, date(2026, 12, 1), units=(letters.unit(15, "云溪区水务局"),)),
        letters.task(
            8,
            date(2026, 10, 1),
            units=(
                letters.unit(16, "云溪区园林局", Role.LEAD),
                letters.unit(12, "云溪区住房建设局", Role.SUPPORT),
            ),
        ),
    )
    old = tuple(replace(task, created_at=OLD, updated_at=OLD, percent=None) for task in made)
    return tuple(replace(task, updated_at=NOW) if task.number == "4" else task for task in old)


def decided(slots: set[SlotKind], *, said: frozenset[str] = frozenset()) -> tuple[Letter, ...]:
    """Decide a round over those tasks; the run report has something to tell."""
    view = ledger_view(*tasks(), said=said)
    return decide(
        view,
        now=NOW,
        slots=tuple(slot_on(NOW.date(), kind) for kind in slots),
        policy=default_policy(),
        calendar=WorkingCalendar(),
        office=(letters.OFFICE,),
        findings=(letters.FINDING,),
        run=letters.RUN,
    ).letters


def every_letter() -> list[Letter]:
    """Give the letters of rounds at which nothing, and at which every notice was said before."""
    found = []
    for slots in ({*SlotKind}, {SlotKind.NOTICES}, {SlotKind.WEEKLY}, {SlotKind.DIGEST}):
        fresh = decided(slots)
        said = frozenset(key for each in fresh for key in said_by(each))
        found += [*fresh, *decided(slots, said=said)]
    return found


def said_by(letter: Letter) -> list[str]:
    """Give what counts as said once a letter is written."""
    return [notice.key_for(letter.reader.key) for notice in letter.notices]


def letter_rows() -> list[Row]:
    """Give the rows of the table of letters."""
    return table(POLICY, "reader", "letter", "when", "sections")


def test_the_letters_of_the_page_are_those_that_readers_get() -> None:
    """Who gets which kind, in both directions."""
    told = {(row["reader"], row["letter"]) for row in letter_rows()}
    assert told == {(each.reader.kind.value, each.kind.value) for each in every_letter()}


@pytest.mark.parametrize("row", letter_rows(), ids=lambda row: f"{row['reader']}-{row['letter']}")
def test_a_letter_has_the_sections_that_its_row_tells(row: Row) -> None:
    """All of them, in the order in which they are read."""
    mine = [
        each for each in every_letter() if (each.reader.kind, each.kind) == (row["reader"], row["letter"])
    ]
    have = {section.kind for each in mine for section in each.sections}
    names = {kind: kind.value.replace("-", " ") for kind in SectionKind}
    ordered = ", ".join(names[kind] for kind in SectionKind if kind in have) or "none"
    told = re.split(r", and |: ", row["sections"])[0]
    assert told == ordered, f"{POLICY}:{row.line}: such a letter has {ordered}"
    mends = "what is to be mended" in row["sections"]
    assert mends == any(each.findings for each in mine)


def test_the_slots_of_the_page_are_those_that_there_are() -> None:
    """Each with its time in the policy, and whether it is served once a day or once a week."""
    rows = table(POLICY, "slot", "due", "served once a")
    assert [row["slot"].strip("`") for row in rows] == [kind.value for kind in SlotKind]
    for row, kind in zip(rows, SlotKind, strict=True):
        assert f"from `times.{kind}`" in row["due"]
        slot: Slot = slot_on(letters.ON, kind)
        assert row["served once a"] == ("ISO week" if "-W" in slot.label else "day")


COPY = Mailbox(address="head@example.org", is_copy=True)


def composed(kind: LetterKind, locale: str = "zh_CN", **changes: object) -> EmailMessage:
    """Write the mail of a kind with all that a mail can say."""
    envelope = compose(
        letters.letter(kind, **changes), identity=letters.identity(locale), context=letters.WHOLE
    )
    return BytesParser(EmailMessage, policy=email_policy.default).parsebytes(envelope.content)


def kind_rows() -> list[Row]:
    """Give the rows of the table of kinds."""
    return table(MAILS, "kind", "who gets it", "when", "subject begins with")


def test_the_kinds_of_mail_are_those_that_there_are() -> None:
    """In their order, by the names that mails have."""
    gettext = load("en").gettext
    assert [row["kind"] for row in kind_rows()] == [letter_name(kind, gettext).lower() for kind in LetterKind]


@pytest.mark.parametrize(("row", "kind"), list(zip(kind_rows(), LetterKind, strict=True)), ids=KINDS)
def test_the_subject_of_a_kind_begins_as_its_row_tells(row: Row, kind: LetterKind) -> None:
    """Also with an urging beside it, to a unit that only supports, and as a leader's copy."""
    begins = re.findall(r"【[^】]+】", row["subject begins with"])
    also = {
        LetterKind.WEEKLY: {"covers": (kind, LetterKind.URGING)},
        LetterKind.THRESHOLD: {
            "sections": (letters.section(SectionKind.SUPPORTED, letters.supported()),),
        },
        LetterKind.URGING: {"reader": letters.LEADER},
    }
    subjects = [str(composed(kind, **changes)["Subject"]) for changes in ({}, also.get(kind, {}))]
    assert list(dict.fromkeys(subject.partition("】")[0] + "】" for subject in subjects)) == begins


def header_rows() -> dict[str, str]:
    """Give what the page tells of each header."""
    rows = table(MAILS, "header", "content")
    return {name: row["content"] for row in rows for name in row["header"].split(", ")}


def test_every_header_of_the_page_is_in_a_mail_and_every_one_in_the_page() -> None:
    """Of a duty and of an overview together; Subject and those of MIME speak for themselves."""
    copied = replace(letters.UNIT, mailboxes=(*letters.UNIT.mailboxes, COPY))
    written = {name for kind in LetterKind for name in composed(kind)}
    written |= set(composed(LetterKind.WEEKLY, reader=copied))
    apart = {"Subject", "MIME-Version", "Content-Type"}
    assert header_rows().keys() - {"DKIM-Signature"} == written - apart


@pytest.mark.parametrize("name", ["Auto-Submitted", "X-Auto-Response-Suppress"])
def test_a_header_with_a_fixed_value_has_it(name: str) -> None:
    """As the page quotes it."""
    assert header_rows()[name] == f"`{composed(LetterKind.WEEKLY)[name]}`"


def test_overviews_alone_can_be_declined_by_a_header() -> None:
    """List-Unsubscribe stands where the page says, and nowhere else."""
    assert "on overviews only" in header_rows()["List-Unsubscribe"]
    for kind in LetterKind:
        assert ("List-Unsubscribe" in composed(kind)) == (not kind.is_duty), kind


def test_the_weekly_mail_follows_nothing() -> None:
    """The others name the first mail of the week."""
    assert "The weekly mail itself follows nothing." in text_of(MAILS)
    assert "In-Reply-To" not in composed(LetterKind.WEEKLY)
    assert "In-Reply-To" in composed(LetterKind.THRESHOLD)


def test_a_signature_covers_every_header_of_the_page() -> None:
    """And From once more, so that nobody adds a second one."""
    named = {name.lower() for name in header_rows()} - {"dkim-signature"}
    assert named <= {name.decode() for name in SIGNED}
    assert OVERSIGNED == b"from"


def test_the_mail_of_a_kind_is_sorted_by_its_list() -> None:
    """List-Id is the kind and the domain, as the page writes it."""
    assert "`<KIND.DOMAIN>`" in header_rows()["List-Id"]
    for kind in LetterKind:
        assert composed(kind)["List-Id"] == f"<{kind}.{letters.identity().list_domain}>"
        assert kind.value in header_rows()["List-Id"]


def test_the_languages_of_a_mail_are_told_by_its_header() -> None:
    """Content-Language is the locale."""
    assert header_rows()["Content-Language"] == "the locale"
    assert [composed(LetterKind.WEEKLY, each)["Content-Language"] for each in ("zh_CN", "en")] == [
        "zh-CN",
        "en",
    ]
