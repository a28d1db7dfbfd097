# SPDX-License-Identifier: Apache-2.0
"""How much is held, and what goes when there is no room."""

from array import array

from notifiers.ical.entries import Options
from tests.builders import feed_view, task_view, unit_view
from tests.support.served import KEY
from web.feeds.address import make_address
from web.feeds.answer import Bodies, Gone, rendering
from web.feeds.cache import CachedFeed, CachedFeeds


def shown(feed_id: int) -> CachedFeed:
    address = make_address(feed_id, 1, Options(), key=KEY)
    return CachedFeed(address=address, feed=feed_view(id=feed_id), ids=array("q", [feed_id]))


def test_the_feed_read_longest_ago_goes_first():
    """What was read since stays, however early it was built."""
    holdings, one, two, three = CachedFeeds(lambda: False, most=2), shown(1), shown(2), shown(3)
    holdings.keep(one, Gone())
    holdings.keep(two, Gone())
    holdings.ready.move_to_end(one.address.target)
    holdings.keep(three, Gone())
    assert list(holdings.ready) == [one.address.target, three.address.target]
    assert holdings.get(two.address.target) is None


def test_outdated_feeds_go_before_current_ones():
    """Their last good bytes are only for an outage."""
    holdings, one, two, three = CachedFeeds(lambda: False, most=2), shown(1), shown(2), shown(3)
    holdings.keep(one, Gone())
    holdings.keep(two, Gone())
    holdings.invalidate(frozenset({2}))
    holdings.keep(three, Gone())
    assert list(holdings.ready) == [one.address.target, three.address.target]


def test_the_feed_just_built_is_held_even_when_it_alone_is_too_much():
    """An office with more events than the bound still has its feed from memory."""
    holdings, one, two = CachedFeeds(lambda: True), shown(1), shown(2)
    holdings.keep(one, Gone())
    holdings.keep(two, Gone())
    assert list(holdings.ready) == [two.address.target]


def held(*feed_ids: int, **how: int) -> tuple[CachedFeeds, list[CachedFeed]]:
    """Give holdings of feeds that have one task each, of their own number."""
    holdings, known = CachedFeeds(lambda: False, **how), [shown(each) for each in feed_ids]
    for each in known:
        holdings.keep(each, Gone())
    return holdings, known


def ready(holdings: CachedFeeds, known: list[CachedFeed]) -> list[int]:
    return [each.feed.id for each in known if each.address.target in holdings.ready]


def test_as_many_feeds_are_held_as_there_is_room_for():
    """No more, and the number is told."""
    assert [len(held(1, 2, 3, most=most)[0]) for most in (2, 3, 4)] == [2, 3, 3]
    assert len(CachedFeeds(lambda: False)) == 0


def test_what_is_kept_is_what_was_given_last():
    """Also where an address was held before."""
    holdings, (one,) = held(1)
    given = rendering(1, [b"another"], changed_at=None, expires=None)
    holdings.keep(one, given)
    assert (holdings.get(one.address.target), one.given, holdings.ready[one.address.target]) == (
        one,
        given,
        given,
    )


def test_a_forgotten_address_is_held_nowhere():
    """Neither its bytes nor what it had."""
    holdings, known = held(1, 2)
    holdings.forget(known[0].address.target)
    holdings.forget(b"never known")
    assert (len(holdings), ready(holdings, known)) == (1, [2])
    holdings.clear()
    assert (len(holdings), ready(holdings, known), holdings.get(known[1].address.target)) == (0, [], None)


def test_a_changed_task_outdates_its_own_feeds_only():
    """What was last good of them stays, for when the ledger is away; their membership is not in doubt."""
    holdings, known = held(1, 2, 3)
    holdings.invalidate(frozenset({2, 9}))
    assert ready(holdings, known) == [1, 3]
    assert known[1].given is not None
    assert not known[1].is_doubted
    holdings.invalidate(frozenset())
    assert ready(holdings, known) == [1, 3]


def test_a_lost_task_puts_its_own_feeds_in_doubt():
    """What the ledger has of them is read again."""
    holdings, known = held(1, 2, 3)
    holdings.lose(frozenset({3, 9}))
    assert ready(holdings, known) == [1, 2]
    assert [each.is_doubted for each in known] == [False, False, True]


def test_news_of_everything_puts_every_feed_in_doubt():
    """None is served from memory before it was read again."""
    holdings, known = held(1, 2)
    holdings.invalidate_all()
    assert (ready(holdings, known), [each.is_doubted for each in known]) == ([], [True, True])


def test_of_an_ended_address_nothing_is_kept_for_an_outage():
    """The others keep their last good bytes."""
    holdings, known = held(1, 2)
    holdings.end({1})
    assert ready(holdings, known) == [2]
    assert [(each.given is None, each.is_doubted) for each in known] == [(True, True), (False, False)]


def test_a_task_that_was_read_enters_leaves_and_rewrites_its_feeds():
    """A feed is outdated when it is let in or out, and when the events of a task that it has are others."""
    holdings, known = held(1, 2)
    holdings.take(task_view(9, units=(unit_view(7, "区档案馆"),)), is_other=True)
    assert ready(holdings, known) == [1, 2]
    holdings.take(task_view(9, units=(unit_view(1, "区住建委"),)), is_other=False)
    assert ready(holdings, known) == []
    assert [each.has(9) for each in known] == [True, True]
    for each in known:
        holdings.keep(each, Gone())
    holdings.take(task_view(9, units=(unit_view(1, "区住建委"),)), is_other=False)
    assert ready(holdings, known) == [1, 2]
    holdings.take(task_view(2, units=(unit_view(1, "区住建委"),)), is_other=True)
    assert ready(holdings, known) == []
    for each in known:
        holdings.keep(each, Gone())
    holdings.take(task_view(9, units=()), is_other=False)
    assert ready(holdings, known) == []
    assert [each.has(9) for each in known] == [False, False]


def test_bodies_are_held_within_a_bound():
    """The body read longest ago goes; it is put together again from its parts."""
    bodies = Bodies(most_bytes=25)
    made = [rendering(7, [b"%d" % number * 10], changed_at=None, expires=None) for number in range(3)]
    for each in (made[0], made[1], made[0], made[2]):
        assert bodies.plain(each)[1] == each.body()
    assert bodies.plain(made[0])[1] is bodies.plain(made[0])[1]
    assert bodies.size == 20
