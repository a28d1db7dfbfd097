"""Mails that come back: read from a Maildir and from a real IMAP server, noted once, told to the office."""

import mailbox
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dovecot import running_dovecot
from notifications import away_answer, notification
from office import MONDAY, bring_in, late_task, office, register, task, write_down

from models.database import Ledger
from models.errors import DeliveryError, NotFoundError
from models.kinds import LetterKind
from models.letters import Envelope, Letter
from models.queries import bounces, outbox
from notifiers.bounce_imap import BounceImap
from notifiers.bounce_maildir import BounceMaildir
from scheduler.agenda import Agenda
from scheduler.ports import Inbox
from scheduler.returns import take_returns
from scheduler.round import run_round

pytestmark = pytest.mark.one_database

NEXT_WEEK = MONDAY + timedelta(days=7)


def with_own_path(letter: Letter) -> Envelope:
    """Write a letter with a return path of its own."""
    plain = write_down(letter)
    return Envelope(
        key=plain.key,
        message_id=plain.message_id,
        sender=f"bounces+{plain.recipient.partition('@')[0]}@duban.example",
        recipient=plain.recipient,
        subject=plain.subject,
        content=plain.content,
    )


@pytest.fixture
def sent(ledger: Ledger) -> Ledger:
    """Give a ledger whose unit 甲局 was sent a mail."""
    register(ledger)
    bring_in(ledger, [late_task(1), task(2)])
    run_round(ledger, office(), with_own_path, now=MONDAY)
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


def jia(status: str = "5.1.1") -> bytes:
    """Write the notification about the mail to 甲局."""
    return notification(to="bounces+jia@duban.example", recipient="jia@office.example", status=status)


def next_week(ledger: Ledger) -> Agenda:
    """Run the round of the next week."""
    return run_round(ledger, office(), write_down, now=NEXT_WEEK, full=True)


def reached(agenda: Agenda) -> set[str | None]:
    """Give the mailboxes that a round wrote to."""
    return {letter.reader.mailbox for letter in agenda.letters}


def test_a_returned_mail_is_noted_once(sent: Ledger, mails: mailbox.Maildir, inbox: Inbox) -> None:
    """However often the folder is read, the notification counts once, and other mails not at all."""
    mails.add(jia())
    mails.add(away_answer(to="bounces+jia@duban.example"))
    (noted,) = take_returns(sent, inbox, now=MONDAY)
    assert (noted.mailbox, noted.is_hard, noted.status) == ("jia@office.example", True, "5.1.1")
    assert take_returns(sent, inbox, now=MONDAY) == ()
    mails.add(jia())
    assert take_returns(sent, inbox, now=MONDAY) == ()


def test_a_folder_whose_taker_fails_is_read_again(mails: mailbox.Maildir, inbox: Inbox) -> None:
    """A notification that could not be noted stays unseen."""
    mails.add(jia())

    def fail(_returned: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        inbox.collect(fail)
    taken: list[object] = []
    inbox.collect(taken.append)
    assert len(taken) == 1


def test_no_mail_goes_to_a_mailbox_that_is_gone(sent: Ledger, mails: mailbox.Maildir, folder: Path) -> None:
    """The unit is unreachable until somebody mends it, and the office is told."""
    mails.add(jia())
    take_returns(sent, BounceMaildir(folder / "returned"), now=MONDAY)
    agenda = next_week(sent)
    assert "jia@office.example" not in reached(agenda)
    assert "甲局" in {each.reader.name for each in agenda.unreachable}
    (digest,) = [letter for letter in agenda.letters if letter.kind is LetterKind.DIGEST]
    (told,) = [finding for finding in digest.findings if finding.code == "mailbox-failing"]
    assert told.facts["mailbox"] == "jia@office.example"


def test_a_mended_mailbox_gets_what_it_is_still_owed(
    sent: Ledger, mails: mailbox.Maildir, folder: Path
) -> None:
    """Clearing the bounce lets the next round write again."""
    mails.add(jia())
    take_returns(sent, BounceMaildir(folder / "returned"), now=MONDAY)
    with sent.writing() as session:
        assert bounces.restore(session, "JIA@office.example", now=NEXT_WEEK, by="test") == 1
    assert "jia@office.example" in reached(next_week(sent))
    with sent.writing() as session, pytest.raises(NotFoundError):
        bounces.restore(session, "jia@office.example", now=NEXT_WEEK, by="test")


def test_a_full_mailbox_still_gets_mail(sent: Ledger, mails: mailbox.Maildir, folder: Path) -> None:
    """A soft bounce is listed and stops nothing."""
    mails.add(jia("5.2.2"))
    (noted,) = take_returns(sent, BounceMaildir(folder / "returned"), now=MONDAY)
    assert not noted.is_hard
    assert "jia@office.example" in reached(next_week(sent))


def test_a_notification_about_somebody_elses_mail_is_left_alone(
    sent: Ledger, mails: mailbox.Maildir, folder: Path
) -> None:
    """Nobody can silence a unit by returning a mail they never got, not even with its Message-ID."""
    with sent.reading() as session:
        sent_mails = [message for message, _kept in outbox.listed(session)]
    about = next(each for each in sent_mails if each.recipient == "jia@office.example")
    mails.add(notification(to="bounces+guess@duban.example", recipient="jia@office.example"))
    mails.add(notification(to="x@y.example", recipient="jia@office.example", about=about.message_id))
    assert take_returns(sent, BounceMaildir(folder / "returned"), now=MONDAY) == ()


def test_a_folder_that_is_not_there_is_told(sent: Ledger, tmp_path: Path) -> None:
    """A wrong path or a refused login gives one sentence with its cure."""
    with pytest.raises(DeliveryError, match="DUBAN_BOUNCES"):
        take_returns(sent, BounceMaildir(tmp_path / "nowhere"), now=MONDAY)


def test_a_refused_login_is_told(sent: Ledger, folder: Path, mails: mailbox.Maildir) -> None:
    """A wrong password gives one sentence with its cure, without the password."""
    with running_dovecot(folder, folder / "returned") as url:
        wrong = url.replace("secret", "wrong-password")
        with pytest.raises(DeliveryError, match="cannot be read") as caught:
            take_returns(sent, BounceImap(wrong), now=MONDAY)
    assert "wrong-password" not in str(caught.value)
