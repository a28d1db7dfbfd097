# SPDX-License-Identifier: Apache-2.0
"""Mails that come back: read from a Maildir and from a real IMAP server, noted once, told to the office."""

import mailbox
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from models.database import Ledger
from models.errors import DeliveryError, LedgerError, NotFoundError
from models.findings import Finding
from models.kinds import BounceEffect, LetterKind, MessageState, Outcome
from models.letters import Notification, Returned
from models.queries import bounces
from models.tables import Delivery
from models.tables.base import row_id
from notifiers.bounce_imap import BounceImap, in_utf7
from notifiers.bounce_maildir import BounceMaildir
from notifiers.bounces import MOST_BYTES
from scheduler.agenda import Agenda
from scheduler.ports import Inbox
from scheduler.round import run_round
from scheduler.upkeep import BELIEVED_FOR, SETTLED_AFTER, record_bounces
from tests.builders import MONDAY, office, register
from tests.support.mails.dovecot import running_dovecot
from tests.support.mails.notifications import (
    away_answer,
    chinese,
    failed,
    in_parts,
    inside,
    notes,
    notification,
    old_exim,
    qmail,
)
from tests.support.mails.returning import (
    JIA,
    PROOF,
    SOON,
    YI,
    back_to,
    effects,
    fill,
    hand_over,
    mail_to,
    mailed,
    noted,
    send_round,
    stopped,
    with_own_path,
)

pytestmark = pytest.mark.one_database

NEXT_WEEK = MONDAY + timedelta(days=7)


@pytest.fixture
def sent(ledger: Ledger) -> Ledger:
    """Give a ledger whose units were sent mails, each under a return path of its own."""
    fill(ledger)
    send_round(ledger)
    return ledger


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder that the mail server's account can reach, unlike those of pytest."""
    with TemporaryDirectory(prefix="duban-mails-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def mails(folder: Path) -> mailbox.Maildir:
    """Give the folder in which returned mails arrive."""
    return mailbox.Maildir(folder / "returned")


@pytest.fixture(params=["maildir", "imap"])
def inbox(request: pytest.FixtureRequest, folder: Path, mails: mailbox.Maildir) -> Iterator[Inbox]:
    """Give the folder itself, and the same folder behind a mail server."""
    path = folder / "returned"
    if request.param == "maildir":
        yield BounceMaildir(path)
        return
    with running_dovecot(folder, path) as url:
        yield BounceImap(url)


def test_a_returned_mail_is_noted_once(sent: Ledger, mails: mailbox.Maildir, inbox: Inbox) -> None:
    """However often the folder is read, the notification counts once, and other mails not at all."""
    mails.add(back_to(sent))
    mails.add(away_answer(to=mail_to(sent, JIA).sender))
    (first,) = record_bounces(sent, inbox, PROOF, now=SOON)
    assert (first.mailbox, first.recipient) == (JIA, JIA)
    assert (first.effect, first.is_hard, first.status) == (BounceEffect.STOPS, True, "5.1.1")
    assert record_bounces(sent, inbox, PROOF, now=SOON) == ()
    mails.add(back_to(sent))
    assert record_bounces(sent, inbox, PROOF, now=SOON) == ()


def test_a_folder_whose_taker_fails_is_read_again(sent: Ledger, mails: mailbox.Maildir, inbox: Inbox) -> None:
    """A notification that could not be noted stays unseen."""
    mails.add(back_to(sent))

    def fail(_returned: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inbox.collect(fail)
    taken: list[object] = []
    inbox.collect(taken.append)
    assert len(taken) == 1


def test_one_that_cannot_be_noted_keeps_none_back(sent: Ledger, mails: mailbox.Maildir, inbox: Inbox) -> None:
    """What the ledger does not take now is read again; those before and behind it are settled."""
    for name in ("a", "bad", "c"):
        mails.add(back_to(sent, recipient=f"{name}@office.example"))
    taken: list[tuple[str, ...]] = []

    def take(notification: Notification) -> None:
        assert isinstance(notification, Returned)
        if notification.recipients == ("bad@office.example",):
            raise LedgerError("not now")
        taken.append(notification.recipients)

    for _time in range(2):
        with pytest.raises(LedgerError):
            inbox.collect(take)
    assert sorted(taken) == [("a@office.example",), ("c@office.example",)]


def test_no_spelling_of_a_stranger_stops_the_reading(sent: Ledger) -> None:
    """Half characters, characters that end a text, addresses without end: noted or not, the next one is."""
    path = mail_to(sent, JIA).sender
    odd = (r"\x{D800}@x.example", r"\x{0}@x.example", "@", "a" * 5000, "😀@" + "x." * 500, "\0\x01@x", '";--')
    forged = [
        in_parts(f"Final-Recipient: {kind}; {each}\r\nAction: failed\r\nStatus: 5.1.1\r\n", to=to)
        for each in odd
        for kind in ("utf-8", "rfc822")
        for to in (path, "x@y.example")
    ]
    found = effects(sent, *forged, back_to(sent))
    assert set(found[:-1]) <= {BounceEffect.MEMBER, BounceEffect.VAGUE}
    assert found[-1] is BounceEffect.STOPS


def test_a_dry_run_leaves_everything_unread(sent: Ledger, mails: mailbox.Maildir, inbox: Inbox) -> None:
    """It tells what would be noted; afterwards it still can be."""
    mails.add(back_to(sent))
    (first,) = record_bounces(sent, inbox, PROOF, now=SOON, dry_run=True)
    assert first.effect is BounceEffect.STOPS
    assert noted(sent) == []
    assert len(record_bounces(sent, inbox, PROOF, now=SOON)) == 1


def test_what_is_huge_or_broken_keeps_nothing_back(
    sent: Ledger, mails: mailbox.Maildir, inbox: Inbox
) -> None:
    """A mail that breaks the reader is set aside once; the beginning of a long one is enough."""
    levels = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3_000))
    mails.add(f"From: MAILER-DAEMON@x.example\n{levels}".encode())
    mails.add(b"\0" * MOST_BYTES)
    mails.add(back_to(sent).replace(b"Subject: weekly", b"Subject: " + b"x" * 2 * MOST_BYTES))
    found = {each.effect for each in record_bounces(sent, inbox, PROOF, now=SOON)}
    assert found == {BounceEffect.UNREAD, BounceEffect.STOPS}
    assert record_bounces(sent, inbox, PROOF, now=SOON) == ()


def test_a_flood_is_read_some_mails_at_a_time(folder: Path, mails: mailbox.Maildir) -> None:
    """What is left is read the next time."""
    for number in range(5):
        mails.add(notification(to="x@y.example", recipient="z@y.example", number=str(number)))
    assert counted(BounceMaildir(folder / "returned", at_once=3)) == [3, 2, 0]
    for path in (folder / "returned" / "cur").iterdir():
        path.rename(path.with_name(path.name.partition(":")[0]))
    with running_dovecot(folder, folder / "returned") as url:
        assert counted(BounceImap(url, at_once=3)) == [3, 2, 0]


def counted(inbox: Inbox) -> list[int]:
    """Read three times, and count what came each time."""
    counts = []
    for _time in range(3):
        taken: list[object] = []
        inbox.collect(taken.append)
        counts.append(len(taken))
    return counts


def test_no_mail_goes_to_a_mailbox_that_is_gone(sent: Ledger) -> None:
    """The unit is unreachable until somebody mends it, and the office is told."""
    assert effects(sent, back_to(sent)) == [BounceEffect.STOPS]
    agenda = send_round(sent, at=NEXT_WEEK)
    assert JIA not in mailed(agenda)
    assert "甲局" in {each.reader.name for each in agenda.unreachable}
    (digest,) = [letter for letter in agenda.letters if letter.kind is LetterKind.DIGEST]
    (told,) = [finding for finding in digest.findings if finding.code == "mailbox-failing"]
    assert told.facts["mailbox"] == JIA


@pytest.mark.parametrize("spelt", ["JIA@OFFICE.EXAMPLE", "Jia@office.example", " <jia@Office.Example>"])
def test_capitals_make_no_other_mailbox(sent: Ledger, spelt: str) -> None:
    """A server that answers in capitals speaks of the mailbox that was mailed."""
    assert effects(sent, back_to(sent, recipient=spelt, original=spelt)) == [BounceEffect.STOPS]
    assert JIA not in mailed(send_round(sent, at=NEXT_WEEK))


def test_a_mailbox_in_capitals_is_stopped_and_restored(ledger: Ledger) -> None:
    """The registry may write it in capitals, the notification and the command in small letters."""
    fill(ledger)
    register(ledger, "name,mailbox\n甲局,JIA@Office.Example\n")
    send_round(ledger)
    held = mail_to(ledger, "JIA@Office.Example").recipient
    assert effects(ledger, back_to(ledger, held, recipient=JIA)) == [BounceEffect.STOPS]
    assert held not in mailed(send_round(ledger, at=NEXT_WEEK))
    with ledger.writing() as session:
        assert bounces.restore(session, JIA, now=NEXT_WEEK, by="test") == 1
    assert held in mailed(send_round(ledger, at=NEXT_WEEK))


def test_a_mended_mailbox_gets_what_it_is_still_owed(sent: Ledger) -> None:
    """Clearing the bounce lets the next round write again."""
    effects(sent, back_to(sent))
    with sent.writing() as session:
        assert bounces.restore(session, "JIA@office.example", now=NEXT_WEEK, by="test") == 1
    assert JIA in mailed(send_round(sent, at=NEXT_WEEK))
    with sent.writing() as session, pytest.raises(NotFoundError):
        bounces.restore(session, JIA, now=NEXT_WEEK, by="test")


def test_a_full_mailbox_still_gets_mail(sent: Ledger) -> None:
    """A soft bounce is told and stops nothing."""
    assert effects(sent, back_to(sent, status="5.2.2")) == [BounceEffect.SOFT]
    agenda = send_round(sent, at=NEXT_WEEK)
    assert JIA in mailed(agenda)
    assert [each.facts["mailbox"] for each in told(agenda, "mail-came-back")] == [JIA]


def test_a_hard_bounce_weighs_beside_a_soft_one(sent: Ledger) -> None:
    """Whichever is read first; the mailbox is stopped once."""
    assert effects(sent, back_to(sent, status="5.2.2")) == [BounceEffect.SOFT]
    assert effects(sent, back_to(sent)) == [BounceEffect.STOPS]
    assert effects(sent, back_to(sent, status="4.2.2")) == []
    with sent.writing() as session:
        assert bounces.restore(session, JIA, now=NEXT_WEEK, by="test") == 2


@pytest.mark.parametrize(
    ("named", "of"),
    [
        ({"recipient": "wang@office.example"}, "wang@office.example"),
        ({"recipient": "wang@office.example", "original": JIA}, "wang@office.example"),
        ({"recipient": JIA, "actual": "wang@inner.example"}, "wang@inner.example"),
        ({"recipient": JIA, "original": "wang@office.example"}, "wang@office.example"),
        ({"recipient": "|/usr/bin/program", "original": JIA}, "|/usr/bin/program"),
    ],
)
def test_a_dead_member_stops_no_group(sent: Ledger, named: dict[str, str], of: str) -> None:
    """In whichever field it is said: the mailbox goes on, and the office is told."""
    assert effects(sent, back_to(sent, **named)) == [BounceEffect.MEMBER]
    agenda = send_round(sent, at=NEXT_WEEK)
    assert JIA in mailed(agenda)
    assert [each.facts["recipient"] for each in told(agenda, "member-bounced")] == [of]


def test_members_and_the_mailbox_itself_are_told_apart(sent: Ledger) -> None:
    """In one notification too."""
    blocks = (failed("wang@office.example"), failed(JIA), failed("zhao@office.example"))
    content = in_parts(*blocks, to=mail_to(sent, JIA).sender)
    assert effects(sent, content) == [BounceEffect.MEMBER, BounceEffect.STOPS, BounceEffect.MEMBER]
    assert stopped(sent) == {JIA}


@pytest.mark.parametrize("shape", [qmail, old_exim, chinese])
def test_what_only_sentences_say_stops_nothing(sent: Ledger, shape: Callable[..., bytes]) -> None:
    """The office reads it; only fields say for certain whom they mean."""
    content = shape(to=mail_to(sent, JIA).sender, recipient=JIA)
    assert effects(sent, content) == [BounceEffect.VAGUE]
    assert told(send_round(sent, at=NEXT_WEEK), "mail-came-back")


def test_sentences_about_a_member_are_told_as_such(sent: Ledger) -> None:
    """Where they name an address that is not the mailbox."""
    content = qmail(to=mail_to(sent, JIA).sender, recipient="wang@office.example")
    assert effects(sent, content) == [BounceEffect.MEMBER]
    assert effects(sent, notes(to=mail_to(sent, JIA).sender, name="Wang")) == [BounceEffect.VAGUE]


def test_delays_and_absent_people_stop_nothing(sent: Ledger) -> None:
    """Nor are they noted."""
    path = mail_to(sent, JIA).sender
    assert effects(sent, back_to(sent, action="DELAYED"), away_answer(to=path)) == []


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_return_path_counts_wherever_it_is_written(sent: Ledger, header: str) -> None:
    """An alias on the way changes To, and the server writes the envelope elsewhere."""
    content = b"To: postmaster@duban.example\r\n" + back_to(sent, header=header)
    assert effects(sent, content) == [BounceEffect.STOPS]


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda path: path.replace("duban.example", "Duban.Example")]
)
def test_a_return_path_is_known_in_capitals_too(sent: Ledger, change: Callable[[str], str]) -> None:
    """Some servers change the capitals of an address."""
    assert effects(sent, back_to(sent, to=change(mail_to(sent, JIA).sender))) == [BounceEffect.STOPS]


def test_a_notification_behind_a_gateway_is_read(sent: Ledger) -> None:
    """One multipart deeper."""
    path = mail_to(sent, JIA).sender
    assert effects(sent, inside(back_to(sent), to=path)) == [BounceEffect.STOPS]


def test_a_notification_without_a_name_of_its_own_is_noted_once(
    sent: Ledger, mails: mailbox.Maildir, inbox: Inbox
) -> None:
    """Read twice, it is still one; another one without a name is another."""
    for _time in range(2):
        mails.add(notification(to=mail_to(sent, JIA).sender, recipient=JIA, number=None))
    mails.add(
        notification(to=mail_to(sent, "yi@office.example").sender, recipient="yi@office.example", number=None)
    )
    assert len(record_bounces(sent, inbox, PROOF, now=SOON)) == 2
    assert stopped(sent) == {JIA, YI}


def test_a_mail_that_may_have_arrived_can_come_back(ledger: Ledger) -> None:
    """Where the line broke after the whole mail had gone out, nobody knows whether it was taken."""
    fill(ledger)
    send_round(ledger)
    message = mail_to(ledger, JIA)
    with ledger.writing() as session:
        held = session.get_one(type(message), row_id(message))
        held.state, held.sent_at = MessageState.QUEUED, None
        session.add(Delivery(message_id=row_id(message), at=MONDAY, outcome=Outcome.AMBIGUOUS))
    assert effects(ledger, back_to(ledger)) == [BounceEffect.STOPS]


def test_a_mail_that_has_not_left_cannot_come_back(ledger: Ledger) -> None:
    """Once it has, a notification about it counts, whatever was said before."""
    fill(ledger)
    run_round(ledger, office(), with_own_path, now=MONDAY, full=True)
    assert effects(ledger, back_to(ledger)) == [BounceEffect.UNSENT]
    hand_over(ledger, at=SOON)
    assert effects(ledger, back_to(ledger, number="2"), now=SOON) == [BounceEffect.STOPS]


@pytest.mark.parametrize(("late", "effect"), [(timedelta(0), "stops"), (timedelta(seconds=1), "outdated")])
def test_an_old_mail_stops_nothing(sent: Ledger, late: timedelta, effect: str) -> None:
    """Two weeks are enough for the slowest server and the longest holidays."""
    assert effects(sent, back_to(sent), now=MONDAY + BELIEVED_FOR + late) == [BounceEffect(effect)]


def test_a_restored_mailbox_is_not_stopped_again_by_an_old_notification(sent: Ledger) -> None:
    """Neither by the very one nor by a copy of it under another name."""
    old = back_to(sent)
    effects(sent, old)
    with sent.writing() as session:
        bounces.restore(session, JIA, now=SOON, by="test")
    assert effects(sent, old, back_to(sent, number="2"), back_to(sent, original=JIA)) == []
    assert stopped(sent) == set()
    assert effects(sent, back_to(sent, status="5.1.2", recipient=JIA.upper()), now=SOON) == []


@pytest.mark.parametrize("cleared_at", [MONDAY, SOON])
def test_what_comes_back_after_a_restoration_is_about_the_old_address(
    sent: Ledger, cleared_at: datetime
) -> None:
    """A soft bounce was cleared: what is said of mails until then is settled."""
    effects(sent, back_to(sent, status="5.2.2"))
    with sent.writing() as session:
        bounces.restore(session, JIA, now=cleared_at, by="test")
    assert effects(sent, back_to(sent), now=SOON) == [BounceEffect.OUTDATED]
    assert stopped(sent) == set()


def test_a_later_mail_that_arrived_settles_an_earlier_one(sent: Ledger) -> None:
    """A notification that somebody kept for later stops nothing."""
    kept = back_to(sent)
    send_round(sent, at=NEXT_WEEK)
    assert effects(sent, kept, now=NEXT_WEEK + timedelta(hours=2)) == [BounceEffect.OUTDATED]


@pytest.mark.parametrize(
    ("since", "effect"), [(SETTLED_AFTER - timedelta(seconds=1), "stops"), (SETTLED_AFTER, "outdated")]
)
def test_a_later_mail_settles_an_earlier_one_only_after_a_while(
    sent: Ledger, since: timedelta, effect: str
) -> None:
    """What is said of it may still be on its way."""
    kept = back_to(sent)
    send_round(sent, at=NEXT_WEEK)
    assert effects(sent, kept, now=NEXT_WEEK + since) == [BounceEffect(effect)]


def test_a_later_mail_that_came_back_too_settles_nothing(sent: Ledger) -> None:
    """The newest of them decides, in whichever order they are read."""
    first = back_to(sent)
    send_round(sent, at=NEXT_WEEK)
    second = back_to(sent, number="2")
    found = effects(sent, second, first, now=NEXT_WEEK + timedelta(hours=2))
    assert found == [BounceEffect.STOPS, BounceEffect.STOPS]


def test_the_newest_mail_decides_when_the_older_is_read_first(sent: Ledger) -> None:
    """Notifications that waited in the mailbox are read in any order, and the mailbox ends up stopped."""
    first = back_to(sent)
    send_round(sent, at=NEXT_WEEK)
    found = effects(sent, first, back_to(sent, number="2"), now=NEXT_WEEK + timedelta(hours=2))
    assert found == [BounceEffect.OUTDATED, BounceEffect.STOPS]


def test_a_folder_that_is_not_there_is_told(sent: Ledger, tmp_path: Path) -> None:
    """A wrong path or a refused login gives one sentence with its cure."""
    gone = BounceMaildir(tmp_path / "nowhere")
    with pytest.raises(DeliveryError, match="DUBAN_BOUNCES"):
        record_bounces(sent, gone, PROOF, now=MONDAY)
    with pytest.raises(DeliveryError, match="DUBAN_BOUNCES"):
        gone.probe()


def test_an_inbox_can_be_tried(inbox: Inbox) -> None:
    """Without reading anything."""
    inbox.probe()


def test_a_refused_login_is_told(sent: Ledger, folder: Path, mails: mailbox.Maildir) -> None:
    """A wrong password gives one sentence with its cure, without the password."""
    with running_dovecot(folder, folder / "returned") as url:
        for password in ("wrong-password", "密码"):
            wrong = url.replace("secret", password)
            with pytest.raises(DeliveryError, match="cannot be read") as caught:
                record_bounces(sent, BounceImap(wrong), PROOF, now=MONDAY)
            assert password not in str(caught.value)


def test_a_folder_may_have_a_chinese_name(folder: Path, mails: mailbox.Maildir) -> None:
    """IMAP writes it in a UTF-7 of its own."""
    assert in_utf7("退信") == "&kABP4Q-"
    assert in_utf7("A&B/退 信") == "A&-B/&kAA- &T+E-"
    mails.add_folder(in_utf7("退信")).add(notification(to="x@y.example", recipient="z@y.example"))
    taken: list[object] = []
    with running_dovecot(folder, folder / "returned") as url:
        BounceImap(url.replace("INBOX", "%E9%80%80%E4%BF%A1")).collect(taken.append)
    assert len(taken) == 1


def told(agenda: Agenda, code: str) -> list[Finding]:
    """Give what the office's digest tells under a code."""
    (digest,) = [letter for letter in agenda.letters if letter.kind is LetterKind.DIGEST]
    return [finding for finding in digest.findings if finding.code == code]
