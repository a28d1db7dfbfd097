# SPDX-License-Identifier: Apache-2.0
"""Each message has a return path of its own, which nobody can make up and which is known again."""

from hypothesis import given
from hypothesis import strategies as st

from notifiers.mail.mime import RETURN_DIGITS, ReturnPaths, return_path, tagged_addresses

ADDRESS = "Returned@Office.Example"
OURS = ReturnPaths(address=ADDRESS, secret=b"s")
PATH = return_path("weekly:2026-W48:unit:12", address=ADDRESS, secret=b"s")


@given(st.text(min_size=1), st.text(min_size=1))
def test_two_messages_have_two_return_paths(one: str, other: str):
    """The path tells the message, the same at every attempt, and needs the secret."""
    paths = [return_path(key, address=ADDRESS, secret=b"s") for key in (one, other)]
    assert (paths[0] == paths[1]) == (one == other)
    assert paths[0] != return_path(one, address=ADDRESS, secret=b"another")
    local, _, domain = paths[0].partition("@")
    assert domain == "Office.Example"
    assert len(local) <= 64


def test_a_path_is_looked_for_as_it_was_made():
    """Servers make capitals small, or large; the ledger knows one spelling."""
    for spelt in (PATH, PATH.lower(), PATH.upper()):
        assert PATH in OURS.senders([spelt])
    small = PATH.lower()
    assert small in ReturnPaths(address="", secret=b"s").senders([small.upper()])


def test_a_path_is_proven_by_its_tag_alone():
    """Not by where it leads, since the address may have changed; and not by a tag of another message."""
    key, tag = "weekly:2026-W48:unit:12", PATH.partition("+")[2].partition("@")[0]
    assert OURS.holds(key, [PATH])
    assert OURS.holds(key, ["x@y.example", f"elsewhere+{tag.upper()}@y.example"])
    assert not OURS.holds("weekly:2026-W48:unit:13", [PATH])
    assert not OURS.holds(key, [])
    assert not OURS.holds(key, [PATH.replace(tag, tag[:-1])])
    assert not ReturnPaths(address=ADDRESS, secret=b"another").holds(key, [PATH])


def test_the_secret_is_not_shown():
    """Neither in a log nor in a traceback."""
    assert "secret" not in repr(ReturnPaths(address="", secret=b"a secret"))


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_tagged_address_is_found_in_any_header(before: str, after: str):
    """Whatever stands around it, and nothing that is longer than an address may be."""
    tag = "0123456789abcdef" * 2
    found = list(tagged_addresses(f"{before} <returned+{tag}@office.example> {after}"))
    assert f"returned+{tag}@office.example" in found
    assert all(len(each) <= 64 + 1 + RETURN_DIGITS + 1 + 255 for each in found)


def test_what_is_no_whole_tag_is_no_tagged_address():
    """Too short, too long, without a name before it or a place behind it."""
    tag = "0123456789abcdef" * 2
    for text in (
        f"a+{tag[1:]}@b.c",
        f"a+{tag}0@b.c",
        f"+{tag}@b.c",
        f"a+{tag}@",
        f"a-{tag}@b.c",
        f"a+{tag} @b.c",
    ):
        assert list(tagged_addresses(text)) == []
