# SPDX-License-Identifier: Apache-2.0
"""The one rule for an address: what parts several, what is taken off, what is refused, what is equal."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from models.addresses import (
    BadAddressError,
    Mailbox,
    RefusedAddressesError,
    address_key,
    carried,
    fault_of,
    plain_address,
    plain_addresses,
    read_mailboxes,
    written,
)

JIA = "jia@example.gov.cn"


def only(text: str) -> Mailbox:
    """Read a text that holds exactly one mailbox."""
    listed = read_mailboxes(text)
    assert listed.refused == ()
    (mailbox,) = listed.mailboxes
    return mailbox


@pytest.mark.parametrize(
    "text",
    [
        "mailto:jia@example.gov.cn",
        "MAILTO: jia@example.gov.cn",
        "'jia@example.gov.cn'",
        "'jia@example.gov.cn",
        'jia@example.gov.cn"',
        '"jia@example.gov.cn"',
        "“jia@example.gov.cn”",
        "《jia@example.gov.cn》",
        "(jia@example.gov.cn)",
        "<mailto:jia@example.gov.cn>",
        "jia@example.gov.cn <jia@example.gov.cn>",
        "jia@example.gov.cn。",
        "jia@example.gov.cn、",
        "jia@example.gov.cn，",
        "jia@example.gov.cn；",
        "jia@example.gov.cn.;",
        "；jia@example.gov.cn",
        "jia@example.gov.cn：",
        "邮箱：jia@example.gov.cn",
        "\u3000jia@example.gov.cn\u00a0",
        "\ufeffjia@\u200bexample.gov.cn",
        "ｊｉａ＠ｅｘａｍｐｌｅ．ｇｏｖ．ｃｎ",
        "jia＠example。gov。cn",
    ],
)
def test_dress_is_taken_off_and_told(text: str) -> None:
    """What a spreadsheet or a mail program put around an address is no part of it, and a finding says so."""
    listed = read_mailboxes(text)
    assert listed.mailboxes == (Mailbox(address=JIA),)
    (told,) = listed.taken_off
    assert told.code == "address-undressed"
    assert str(told).endswith(f"is read as {JIA}.")


@pytest.mark.parametrize("text", [JIA, f" {JIA}\n", f"{JIA}; yi@example.gov.cn", f"cc: {JIA}"])
def test_what_is_written_plainly_is_no_finding(text: str) -> None:
    """Separators and marks are the rule itself."""
    assert read_mailboxes(text).taken_off == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("jia@example.gov.cn（办公室）", "办公室"),
        ("jia@example.gov.cn 【值班】", "值班"),
        ("联络员 jia@example.gov.cn", "联络员"),
        ("联络员：jia@example.gov.cn", "联络员"),
        ("Duty desk: jia@example.gov.cn", "Duty desk"),
        ("jia@example.gov.cn 分管领导", "分管领导"),
        ("张三 <jia@example.gov.cn>", "张三"),
        ('"Li, Wei" <jia@example.gov.cn>', "Li, Wei"),
        ("（值班）jia@example.gov.cn（夜间、周末）", "值班 夜间、周末"),
    ],
)
def test_who_an_address_belongs_to_stays_beside_it(text: str, label: str) -> None:
    """A name, a word or a note is kept as a label, so that nothing written is lost."""
    assert only(text) == Mailbox(address=JIA, label=label)
    assert read_mailboxes(text).taken_off


@pytest.mark.parametrize("sign", [";", "；", "、", ",", "，", "\n", "\r\n", "\u2028", " ， "])
def test_any_separator_parts_addresses(sign: str) -> None:
    """Each of them is what somebody types between two addresses."""
    listed = read_mailboxes(f"a@example.gov.cn{sign}b@example.gov.cn")
    assert [each.address for each in listed.mailboxes] == ["a@example.gov.cn", "b@example.gov.cn"]
    assert listed.refused == ()


def test_a_comma_in_a_quoted_name_or_a_note_parts_nothing() -> None:
    """It belongs to the name."""
    listed = read_mailboxes('"Li, Wei" <a@b.cn>，c@d.cn（联络员、值班）')
    assert [(each.address, each.label) for each in listed.mailboxes] == [
        ("a@b.cn", "Li, Wei"),
        ("c@d.cn", "联络员、值班"),
    ]


@pytest.mark.parametrize("mark", ["cc:", "CC：", "cc ", "抄送:", "抄送：", "抄送 ", "抄送"])
def test_a_mark_makes_a_copy(mark: str) -> None:
    """Only the address it stands before."""
    listed = read_mailboxes(f"a@b.cn；{mark}c@d.cn；e@f.cn")
    assert [each.is_copy for each in listed.mailboxes] == [False, True, False]


def test_the_same_mailbox_twice_is_one() -> None:
    """Also in capitals."""
    assert written(read_mailboxes("Jia@B.cn, jia@b.CN").mailboxes) == "Jia@B.cn"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no @"),
        ("nobody", "no @"),
        ("@b.cn", "no @"),
        ("a@b@c.cn", "more than one @"),
        ("a@b.cn c@d.cn", "more than one @"),
        ("li wei@b.cn", "a space"),
        ("a @b.cn", "a space"),
        ("wu@example.gov..cn", "A dot"),
        ("wu..x@example.gov.cn", "A dot"),
        (".wu@b.cn", "A dot"),
        ("wu.@b.cn", "A dot"),
        ("'wu@b.cn", "holds '"),
        ("张@b.cn", "holds 张"),
        ("a\x07@b.cn", "holds U+0007"),
        ("a,b@c.cn", "holds ,"),
        ("a@b.cn，", "is no domain"),
        ("a@b_c.cn", "is no domain"),
        ("a@-b.cn", "is no domain"),
        ("a@b", "is no domain"),
        ("a@1.2.3.4", "is no domain"),
        (f"a@{'b' * 64}.cn", "is no domain"),
        (f"{'a' * 65}@b.cn", "65 characters, where 64"),
        (f"a@{'b.' * 127}cn", "256 characters, where 255"),
        ("a@b.cn办公室", "write b.xn--"),
        ("a@b.cn.办公室", "write b.cn.xn--"),
        ("a@b.cn\r\nBcc: c@d.cn", "more than one @"),
        ("a@b.cn\n", "a space"),
    ],
)
def test_what_no_mail_can_carry_is_refused_with_the_reason(text: str, why: str) -> None:
    """The reason names what to mend."""
    with pytest.raises(BadAddressError) as refused:
        carried(text)
    assert why in str(refused.value)
    assert fault_of(text) == refused.value.why


@pytest.mark.parametrize("text", ["Bcc: a@b.cn", "密送 a@b.cn", "a@b.cn（原 c@d.cn）", "c@d.cn <a@b.cn>"])
def test_what_may_be_meant_in_two_ways_is_refused(text: str) -> None:
    """A hidden copy is not possible, and of two addresses nobody guesses one."""
    listed = read_mailboxes(text)
    assert listed.mailboxes == ()
    assert len(listed.refused) == 1


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("duban@localhost", "duban@localhost"),
        ("o'brien+x@b.cn", "o'brien+x@b.cn"),
        ("dcs@政务.cn", "dcs@xn--zfr164b.cn"),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
    ],
)
def test_what_a_mail_can_carry_is_given_in_ascii(text: str, address: str) -> None:
    """A domain in Chinese letters is one; this machine's own name needs no dot."""
    assert carried(text) == address


def test_equal_addresses_have_one_key() -> None:
    """Capitals and the script of the domain tell no mailboxes apart."""
    assert address_key("JIA@Example.GOV.cn") == address_key(JIA)
    assert address_key("dcs@政务.cn") == address_key("DCS@XN--ZFR164B.cn")
    assert address_key("jia@example.gov.cn") != address_key("yi@example.gov.cn")
    assert address_key(" no address，") == "no address，"


def test_addresses_of_settings_are_all_told_that_are_none() -> None:
    """One look is enough to mend the line."""
    assert plain_addresses("a@b.cn；c@d.cn") == ("a@b.cn", "c@d.cn")
    with pytest.raises(RefusedAddressesError) as refused:
        plain_addresses("a@b.cn, nobody, cc: c@d.cn, wu@b..cn")
    assert [each.written for each in refused.value.refused] == ["nobody", "wu@b..cn", "cc: c@d.cn"]
    for text in ("a@b.cn, c@d.cn", "，", "nobody"):
        with pytest.raises(RefusedAddressesError):
            plain_address(text)


ANY_TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("a@b.cn;；、,，\n \"'<>()（）【】“”。．：: 抄送cc")),
    max_size=60,
)
LOCALS = st.from_regex(r"[a-z0-9_+-]{1,12}(\.[a-z0-9]{1,8})?", fullmatch=True)
DOMAINS = st.from_regex(r"[a-z0-9]{1,10}(\.[a-z0-9]{1,8})?\.(cn|com|gov)", fullmatch=True)
ADDRESSES = st.builds("{}@{}".format, LOCALS, DOMAINS)
LABELS = st.text(st.sampled_from("联络员值班分管领导夜间周末ABc12 "), max_size=12).map(
    lambda text: " ".join(text.split())
)
MAILBOXES = st.builds(Mailbox, address=ADDRESSES, is_copy=st.booleans(), label=LABELS)


@given(ANY_TEXT)
def test_nothing_typed_breaks_the_reading(text: str) -> None:
    """Whatever is read is an address by itself, is read the same again, and nothing written is lost."""
    listed = read_mailboxes(text)
    for mailbox in listed.mailboxes:
        assert carried(mailbox.address) == mailbox.address
        assert mailbox.address.isascii()
        assert "\n" not in str(mailbox)
    again = read_mailboxes(written(listed.mailboxes))
    assert again.mailboxes == listed.mailboxes
    assert again.refused == ()
    if "@" in text.translate({0xFF20: "@"}):
        assert listed.mailboxes or listed.refused


@given(st.lists(MAILBOXES, min_size=1, max_size=5, unique_by=lambda each: each.address))
def test_what_is_written_out_reads_back(mailboxes: list[Mailbox]) -> None:
    """A registry file that was exported says the same again."""
    kept = tuple(each for each in mailboxes if each.label.lower() not in {"邮箱", "mail"})
    assert read_mailboxes(written(kept)).mailboxes == kept


@given(st.one_of(ADDRESSES, st.from_regex(r"[a-z.@'_-]{1,14}@[a-z0-9.-]{1,12}", fullmatch=True)))
def test_what_is_taken_is_an_address_for_others_too(text: str) -> None:
    """A well-kept validator finds an address in all that our rule takes."""
    if fault_of(text) is None and not text.endswith("@localhost"):
        try:
            validate_email(text, check_deliverability=False, globally_deliverable=False)
        except EmailNotValidError as refused:
            pytest.fail(f"{text}: {refused}")
