"""What a returned mail says, and how each message gets a return path of its own."""

from hypothesis import given
from hypothesis import strategies as st
from notifications import away_answer, notification

from notifiers.bounces import read_bounce
from notifiers.return_path import return_path

PATH = "bounces+0123@duban.example"


def test_a_notification_says_who_failed_and_why():
    """Address, code and reason come out clean, without types, comments and folds."""
    (returned,) = read_bounce(notification(to=PATH, recipient="gone@unit.example"))
    assert (returned.recipient, returned.status) == ("gone@unit.example", "5.1.1")
    assert returned.text == "550 5.1.1 no such user here"
    assert returned.sent_to == (PATH,)
    assert returned.message_id == "<a@duban.example>"
    assert returned.is_hard


def test_a_full_or_filtering_mailbox_is_still_there():
    """Only a wrong or disabled address is a hard bounce."""
    for status in ("5.2.2", "5.7.1", "4.4.1", ""):
        (returned,) = read_bounce(notification(to=PATH, recipient="full@unit.example", status=status))
        assert not returned.is_hard, status


def test_a_delay_is_no_failure():
    """A server that goes on trying has not returned anything."""
    assert read_bounce(notification(to=PATH, recipient="slow@unit.example", action="delayed")) == ()


def test_an_absent_person_is_no_failure():
    """The answer of an absent person's mailbox says nothing about the address."""
    assert read_bounce(away_answer(to=PATH)) == ()


@given(st.binary(max_size=400))
def test_no_mail_at_all_breaks_the_reader(noise: bytes):
    """Whatever arrives in the mailbox, before, inside or after a notification, is read without a failure."""
    whole = notification(to=PATH, recipient="gone@unit.example")
    for content in (noise, noise + whole, whole[: len(noise) * 3] + noise, whole + noise):
        for returned in read_bounce(content):
            assert isinstance(returned.is_hard, bool)


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_messages_have_two_return_paths(one: str, other: str):
    """The path tells the message, the same at every attempt, and needs the secret."""
    paths = [return_path(key, address="bounces@duban.example", secret=b"s") for key in (one, other)]
    assert (paths[0] == paths[1]) == (one == other)
    assert paths[0] != return_path(one, address="bounces@duban.example", secret=b"another")
    local, _, domain = paths[0].partition("@")
    assert domain == "duban.example"
    assert len(local) <= 64
