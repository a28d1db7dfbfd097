"""How much is held, and what goes when there is no room."""

from array import array

from notifiers.calendar_style import Options
from tests.unit.web.builders import KEY, a_feed
from web.feed_addresses import make_address
from web.feed_answers import Ended, rendering
from web.feed_bodies import Bodies
from web.feed_holdings import Holdings
from web.feed_writing import Shown


def shown(feed_id: int) -> Shown:
    address = make_address(feed_id, 1, Options(), key=KEY)
    return Shown(address=address, feed=a_feed(id=feed_id), ids=array("q", [feed_id]))


def test_the_feed_read_longest_ago_goes_first():
    """What was read since stays, however early it was built."""
    holdings, one, two, three = Holdings(lambda: False, most=2), shown(1), shown(2), shown(3)
    holdings.keep(one, Ended())
    holdings.keep(two, Ended())
    holdings.ready.move_to_end(one.address.target)
    holdings.keep(three, Ended())
    assert list(holdings.ready) == [one.address.target, three.address.target]
    assert holdings.get(two.address.target) is None


def test_outdated_feeds_go_before_current_ones():
    """Their last good bytes are only for an outage."""
    holdings, one, two, three = Holdings(lambda: False, most=2), shown(1), shown(2), shown(3)
    holdings.keep(one, Ended())
    holdings.keep(two, Ended())
    holdings.outdate(frozenset({2}))
    holdings.keep(three, Ended())
    assert list(holdings.ready) == [one.address.target, three.address.target]


def test_the_feed_just_built_is_held_even_when_it_alone_is_too_much():
    """An office with more events than the bound still has its feed from memory."""
    holdings, one, two = Holdings(lambda: True), shown(1), shown(2)
    holdings.keep(one, Ended())
    holdings.keep(two, Ended())
    assert list(holdings.ready) == [two.address.target]


def test_bodies_are_held_within_a_bound():
    """The body read longest ago goes; it is put together again from its parts."""
    bodies = Bodies(most_bytes=25)
    made = [rendering(7, [b"%d" % number * 10], changed_at=None, expires=None) for number in range(3)]
    for each in (made[0], made[1], made[0], made[2]):
        assert bodies.plain(each)[1] == each.body()
    assert bodies.plain(made[0])[1] is bodies.plain(made[0])[1]
    assert bodies.size == 20
