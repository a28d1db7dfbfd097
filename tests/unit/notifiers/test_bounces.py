# SPDX-License-Identifier: Apache-2.0
"""What a returned mail says, in every shape in which mail servers write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import LedgerError
from models.letters import Returned, Unreadable
from notifiers.bounces import MOST_BYTES, MOST_RECIPIENTS, MOST_TEXT, notifications_in, read_bounce, take_each
from tests.support.mails.notifications import (
    away_answer,
    chinese,
    failed,
    in_parts,
    in_sentences,
    inside,
    notes,
    notification,
    old_exim,
    qmail,
)

PATH = f"bounces+{'0123456789abcdef' * 2}@duban.example"
GONE = "gone@unit.example"


def test_a_notification_says_who_failed_and_why():
    """Address, code and reason come out clean, without types, comments and folds."""
    (returned,) = read_bounce(notification(to=PATH, recipient=GONE))
    assert (returned.recipients, returned.status) == ((GONE,), "5.1.1")
    assert returned.text == "550 5.1.1 no such user here"
    assert returned.sent_to == (PATH,)
    assert returned.message_ids == ("<a@duban.example>",)
    assert returned.is_hard
    assert returned.is_stated


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.1.6", "5.1.10", "5.2.1", "5.1.351"])
def test_an_address_that_is_gone_is_a_hard_bounce(status: str):
    """No such mailbox, no such domain, moved away, switched off."""
    (returned,) = read_bounce(notification(to=PATH, recipient=GONE, status=status))
    assert returned.is_hard


@pytest.mark.parametrize(
    "status", ["5.2.2", "5.7.1", "4.4.1", "4.1.1", "5.1.0", "5.1.7", "5.1.8", "5.0.0", ""]
)
def test_a_full_or_filtering_mailbox_is_still_there(status: str):
    """What fills up, filters, waits, or blames the sender's address is not gone."""
    (returned,) = read_bounce(
        notification(to=PATH, recipient="full@unit.example", status=status, said="smtp; 550 no")
    )
    assert not returned.is_hard


@pytest.mark.parametrize(
    ("status", "said", "weighs"),
    [
        ("5.0.0", "smtp; 550 5.1.1 unknown", "5.1.1"),
        ("", "smtp; 550-5.1.1 unknown", "5.1.1"),
        ("5.1.1", "smtp; 552 5.2.2 over quota", "5.2.2"),
        ("5.1.1", "smtp; 550 5.7.1 blocked", "5.7.1"),
        ("5.2.2", "smtp; 550 5.1.1 unknown", "5.2.2"),
        ("5.1.1", "smtp; 550 no user at 5.1.1.9", "5.1.1"),
        ("5.1.1", "smtp; 550 no user, see 15.1.1", "5.1.1"),
    ],
)
def test_what_the_server_said_weighs_more_than_a_code_that_a_relay_made_up(
    status: str, said: str, weighs: str
):
    """A relay that knows nothing, or writes 5.1.1 for every refusal, is corrected by the words it quotes."""
    (returned,) = read_bounce(notification(to=PATH, recipient=GONE, status=status, said=said))
    assert returned.status == weighs


@pytest.mark.parametrize("action", ["FAILED", "Failed", "failed (5.1.1)", "failure", "error"])
def test_a_failure_is_one_however_it_is_written(action: str):
    """Servers write the word in capitals, with a comment, or another word for it."""
    assert len(read_bounce(notification(to=PATH, recipient=GONE, action=action))) == 1


@pytest.mark.parametrize("action", ["delayed", "DELAYED", "delivered", "relayed", "expanded"])
def test_a_delay_is_no_failure(action: str):
    """A server that goes on trying, or succeeded, has not returned anything."""
    assert read_bounce(notification(to=PATH, recipient="slow@unit.example", action=action)) == ()


def test_an_absent_person_is_no_failure():
    """The answer of an absent person's mailbox says nothing about the address."""
    assert read_bounce(away_answer(to=PATH)) == ()


@pytest.mark.parametrize(
    "header",
    ["To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Resent-To"],
)
def test_the_return_path_is_found_where_servers_write_it(header: str):
    """A notification that went through an alias has another To."""
    content = notification(to=PATH, recipient=GONE, header=header)
    assert read_bounce(b"To: postmaster@duban.example\r\n" + content)[0].sent_to == (PATH,)
    named = notification(to=f'"Returned" <{PATH}>, other@x.example', recipient=GONE, header=header)
    assert read_bounce(named)[0].sent_to == (PATH,)


@pytest.mark.parametrize(
    "to", ["bounces@duban.example", PATH.replace("0123", "012"), PATH.replace("+", "-"), "+@", ""]
)
def test_an_address_without_a_whole_tag_is_no_return_path(to: str):
    """A tag that is cut short, too long or missing is none."""
    assert read_bounce(notification(to=to, recipient=GONE))[0].sent_to == ()


def test_every_address_that_is_named_is_kept():
    """Postfix names the alias as the original recipient, Sendmail the member as the actual one."""
    content = notification(to=PATH, recipient="b@x.example", original="a@x.example", actual="c@x.example")
    assert read_bounce(content)[0].recipients == ("b@x.example", "a@x.example", "c@x.example")


def test_the_original_recipient_alone_is_enough():
    """A server that leaves the final recipient out has still named one."""
    (returned,) = read_bounce(notification(to=PATH, recipient="", original=GONE))
    assert returned.recipients == (GONE,)


@pytest.mark.parametrize("written", [f"<{GONE}>", f"Gone <{GONE}>", f" {GONE} (gone)", f"<{GONE}> SIZE=1"])
def test_what_stands_around_an_address_goes(written: str):
    """Brackets, names and comments are no part of it."""
    assert read_bounce(notification(to=PATH, recipient=written))[0].recipients == (GONE,)


def test_each_recipient_is_read_for_itself():
    """One notification may speak of several, of which some wait."""
    blocks = (
        failed("a@x.example"),
        failed("b@x.example", action="delayed"),
        failed("c@x.example", status="5.2.2"),
    )
    found = read_bounce(in_parts(*blocks, to=PATH))
    assert [(each.recipients, each.is_hard) for each in found] == [
        (("a@x.example",), True),
        (("c@x.example",), False),
    ]
    assert len({each.source for each in found}) == 2


def test_an_address_in_another_script_is_read():
    """RFC 6533: another kind of report, an address type of its own, characters in either of two forms."""
    utf8 = failed(GONE).replace("rfc822; gone@unit.example", "utf-8; 张三@例子.中国")
    (returned,) = read_bounce(in_parts(utf8, to=PATH, kind="global-delivery-status"))
    assert returned.recipients == ("张三@例子.中国",)
    coded = failed(GONE).replace("rfc822; gone@", r"utf-8; \x{5F20}\x{4E09}@")
    assert read_bounce(in_parts(coded, to=PATH))[0].recipients == ("张三@unit.example",)


def test_characters_that_break_a_ledger_are_taken_out():
    """Half a character, and one that ends a text: nobody shall stop the reading by writing them."""
    coded = failed(GONE).replace("rfc822; gone@", r"utf-8; \x{D800}a\x{0}\x{110000}b@")
    (recipient,) = read_bounce(in_parts(coded, to=PATH))[0].recipients
    assert recipient.encode()
    assert "\0" not in recipient


@pytest.mark.parametrize("kind", ["delivery-status", "global-delivery-status"])
def test_fields_may_be_transferred_in_base64(kind: str):
    """The standard forbids it for one of the reports, and some servers do it all the same."""
    (returned,) = read_bounce(in_parts(failed(GONE), to=PATH, kind=kind, encoding="base64"))
    assert (returned.recipients, returned.is_hard) == ((GONE,), True)


def test_reasons_in_chinese_are_read_in_either_encoding():
    """Raw UTF-8 and raw GB18030 stand in fields although neither is allowed there."""
    content = notification(to=PATH, recipient=GONE, said="smtp; 550 {status} 用户不存在")
    for encoding in ("utf-8", "gb18030"):
        (returned,) = read_bounce(content.decode().encode(encoding))
        assert returned.text == "550 5.1.1 用户不存在"


def test_a_report_inside_another_multipart_is_read():
    """A gateway that adds a footer puts the report one level deeper."""
    (returned,) = read_bounce(inside(notification(to=PATH, recipient=GONE), to=PATH))
    assert (returned.recipients, returned.sent_to) == ((GONE,), (PATH,))


def test_a_notification_that_is_passed_on_says_nothing_by_itself():
    """What a person attaches to a mail, or what came back inside of what came back, is not the mail's own."""
    attached = b"From: li@x.example\r\nTo: y@x.example\r\nContent-Type: message/rfc822\r\n\r\n"
    assert read_bounce(attached + notification(to=PATH, recipient=GONE)) == ()


@pytest.mark.parametrize(
    "content",
    [
        qmail(to=PATH, recipient=GONE),
        old_exim(to=PATH, recipient=GONE),
        chinese(to=PATH, recipient=GONE),
        chinese(to=PATH, recipient=GONE, charset="gb18030"),
    ],
    ids=["qmail", "exim", "chinese", "chinese-gb18030"],
)
def test_a_notification_in_sentences_is_read_as_far_as_it_goes(content: bytes):
    """The address and the code are found, and that no field says so is told."""
    (returned,) = read_bounce(content)
    assert returned.recipients == (GONE,)
    assert returned.status in {"5.1.1", ""}
    assert not returned.is_stated
    assert returned.text


def test_a_notification_that_names_no_address_is_one_all_the_same():
    """Lotus names a person of its directory."""
    (returned,) = read_bounce(notes(to=PATH, name="Li Si"))
    assert (returned.recipients, returned.is_stated) == ((), False)
    assert "Li Si" in returned.text


def test_the_mail_that_came_back_is_not_searched_for_addresses():
    """Only what stands before the quoted mail is the server's own."""
    text = f"We gave up:\r\n\r\n<{GONE}>:\r\nno\r\n\r\n----- Original message -----\r\nwang@x.example wrote"
    assert read_bounce(in_sentences(text, to=PATH))[0].recipients == (GONE,)


@pytest.mark.parametrize(
    "subject", ["Warning: message delayed 24 hours", "Delivery Status Notification (Delay)", "邮件延迟"]
)
def test_a_delay_in_sentences_is_no_failure(subject: str):
    """Its subject says so."""
    assert read_bounce(in_sentences(f"{GONE} waits", to=PATH, subject=subject)) == ()


def test_a_person_who_writes_to_the_mailbox_returns_nothing():
    """Also with codes and addresses in the text."""
    content = in_sentences(f"{GONE} 5.1.1", to=PATH, sender="Li Si <li@x.example>", subject="Re: weekly")
    assert read_bounce(content) == ()


def test_a_notification_is_known_by_its_own_bytes():
    """Whoever writes one chooses its Message-ID, or leaves it out; line ends depend on who delivers."""
    plain = notification(to=PATH, recipient=GONE, number=None)
    (first,) = read_bounce(plain)
    assert read_bounce(plain.replace(b"\r\n", b"\n"))[0].source == first.source
    assert read_bounce(notification(to=PATH, recipient="b@x.example", number=None))[0].source != first.source
    one, other = (read_bounce(notification(to=PATH, recipient=name))[0] for name in (GONE, "b@x.example"))
    assert one.source != other.source


def test_a_huge_notification_is_read_by_its_beginning():
    """Fields stand before the mail that came back; half a field would say something else."""
    whole = notification(to=PATH, recipient=GONE, actual="member@x.example")
    (returned,) = read_bounce(whole.replace(b"Subject: weekly", b"Subject: " + b"x" * 2 * MOST_BYTES))
    assert returned.recipients == (GONE, "member@x.example")
    cut_short = whole.replace(b"X-Actual", b" " * MOST_BYTES + b"X-Actual")
    assert not any(each.is_stated for each in read_bounce(cut_short))


def test_no_more_is_kept_of_a_notification_than_anybody_reads():
    """Neither of its reasons nor of its recipients."""
    long = notification(to=PATH, recipient=GONE, said="smtp; " + "no " * 10_000)
    assert len(read_bounce(long)[0].text) <= MOST_TEXT
    many = in_parts(*(failed(f"u{number}@x.example") for number in range(5 * MOST_RECIPIENTS)), to=PATH)
    assert len(read_bounce(many)) == MOST_RECIPIENTS


def nested(depth: int) -> bytes:
    """Write a mail of one multipart in another, over and over."""
    inner = "".join(
        f"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n" for level in range(depth)
    )
    return f"From: MAILER-DAEMON@x.example\r\nTo: {PATH}\r\n{inner}".encode()


def test_a_mail_that_breaks_the_reader_is_set_aside():
    """Too deep a mail is told, under a name that stays the same."""
    (first,), (again,) = notifications_in(nested(3_000)), notifications_in(nested(3_000))
    assert isinstance(first, Unreadable)
    assert first == again


@given(st.binary(max_size=400))
def test_no_mail_at_all_breaks_the_reader(noise: bytes):
    """Whatever arrives in the mailbox, before, inside or after a notification, is read without a failure."""
    whole = notification(to=PATH, recipient=GONE)
    for content in (noise, noise + whole, whole[: len(noise) * 3] + noise, whole + noise):
        for returned in read_bounce(content):
            assert isinstance(returned.is_hard, bool)


@pytest.mark.parametrize(
    "made",
    [
        "a",
        "a@",
        "+",
        "<",
        " ",
        "\n",
        ">",
        "5.",
        "-",
        "content-type:\n",
        "message-id:\n",
        "+" + "0" * 32 + "@",
    ],
)
def test_no_mail_takes_long_to_read(made: str):
    """A megabyte of what patterns stumble over is read in the time of any other megabyte."""
    body = made * (MOST_BYTES // 2 // len(made))
    for content in (
        in_sentences(body, to=PATH),
        notification(to=PATH, recipient=GONE, said=f"smtp; {body}"),
        notification(to=body, recipient=GONE),
    ):
        notifications_in(content)


def test_one_mail_that_fails_keeps_none_of_the_others_back():
    """It stays as it is, and its failure is raised once the others are done."""
    taken: list[object] = []
    settled: list[str] = []

    def read(name: str) -> bytes:
        if name == "b":
            raise OSError("no")
        return notification(to=PATH, recipient=f"{name}@x.example")

    with pytest.raises(OSError, match="no"):
        take_each(["a", "b", "c", "d"], read=read, take=taken.append, settle=settled.append)
    assert settled == ["a", "c", "d"]
    assert len(taken) == 3


def test_three_failures_in_a_row_end_the_reading():
    """Then it is the ledger or the mailbox that is away."""
    tried: list[str] = []

    def read(name: str) -> bytes:
        tried.append(name)
        raise OSError("away")

    with pytest.raises(OSError, match="away"):
        take_each("abcdef", read=read, take=lambda _: None, settle=lambda _: None)
    assert tried == ["a", "b", "c"]


def test_what_breaks_whoever_takes_it_is_set_aside():
    """Else it would be read again for ever, and many of them would keep everything else back."""
    taken: list[object] = []
    settled: list[str] = []

    def take(notification: object) -> None:
        if isinstance(notification, Returned) and notification.recipients != ("good@x.example",):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed")
        taken.append(notification)

    names = [*(f"bad{number}" for number in range(5)), "good"]
    take_each(
        names,
        read=lambda name: notification(to=PATH, recipient=f"{name}@x.example"),
        take=take,
        settle=settled.append,
    )
    assert [isinstance(each, Unreadable) for each in taken] == [True] * 5 + [False]
    assert settled == names


def test_a_ledger_that_is_away_settles_nothing():
    """A passing fault condemns no notification."""
    settled: list[str] = []

    def take(_notification: object) -> None:
        raise LedgerError("away")

    with pytest.raises(LedgerError):
        take_each(
            "ab",
            read=lambda name: notification(to=PATH, recipient=f"{name}@x.example"),
            take=take,
            settle=settled.append,
        )
    assert settled == []
