# SPDX-License-Identifier: Apache-2.0
"""States of a collection and what lies between them."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from notifiers.ical.feed import CalendarItem, Component
from web.caldav_server.calendars import REMEMBERED, History, Snapshot, member, snapshot

AT = datetime(2026, 11, 22, tzinfo=UTC)


def an_item(uid: str, words: str = "a") -> CalendarItem:
    """Give an item with some content."""
    return CalendarItem(
        uid=uid, component=Component.EVENT, day=date(2026, 12, 31), body=words.encode(), changed_at=AT
    )


def state(**words: str) -> Snapshot:
    """Give a collection of items by uid."""
    return snapshot(member(an_item(uid, content)) for uid, content in words.items())


def history(*states: Snapshot) -> History:
    """Give the history of these states."""
    made = History(now=states[0])
    for each in states[1:]:
        made = made.advanced(each)
    return made


def test_equal_items_in_any_order_make_equal_tokens():
    """The token is a digest of names and contents, and a URI."""
    assert state(one="a", two="b").token == state(two="b", one="a").token
    assert len({state(one="a").token, state(one="b").token, state(two="a").token, state().token}) == 4
    assert state().token.startswith("data:,")


def test_what_came_changed_and_went_is_named():
    """Between two states each difference has its href, whatever it was."""
    old = state(stays="a", changes="a", goes="a")
    made = history(old, state(stays="a", changes="b", comes="a"))
    assert made.changed_since(old.token) == {"changes.ics", "goes.ics", "comes.ics"}


def test_nothing_changed_since_now():
    """The newest token answers with nothing, also when nothing is remembered."""
    assert history(state(one="a")).changed_since(state(one="a").token) == frozenset()


def test_a_token_of_nobody_is_unknown():
    """A token that was never given out here is None, which is not the same as nothing."""
    assert history(state(one="a"), state(one="b")).changed_since("data:,else") is None


def test_an_equal_state_adds_no_step():
    """A quiet day leaves the history as it was."""
    made = history(state(one="a"))
    assert made.advanced(state(one="a")) is made


def test_the_oldest_steps_are_forgotten():
    """Beyond the limit a token becomes unknown, and the next one is still known."""
    states = [state(one=str(number)) for number in range(REMEMBERED + 2)]
    made = history(*states)
    assert made.changed_since(states[0].token) is None
    assert made.changed_since(states[1].token) == {"one.ics"}


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xy")), min_size=1, max_size=8))
def test_whoever_follows_the_steps_ends_at_the_newest_state(stages):
    """From any state, fetching what is named and dropping what is gone gives exactly the newest."""
    states = [state(**stage) for stage in stages]
    made = history(*states)
    for old in states:
        changed = made.changed_since(old.token)
        kept = {href: each for href, each in old.members.items() if href not in changed}
        fetched = {href: made.now.members[href] for href in changed if href in made.now.members}
        assert kept | fetched == made.now.members
