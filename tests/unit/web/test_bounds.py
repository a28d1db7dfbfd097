# SPDX-License-Identifier: Apache-2.0
"""Who is let in, and who gives way."""

import itertools
import random

import pytest

from web.bounds import LEAST_SPARED, RESERVED_FILES, Bounds, Gate, bounds_below
from web.networks import LOOPBACK, Networks


class Line:
    """A connection that does what a test says; it fakes the outermost side of the gate alone."""

    def __init__(self, host: str | None, *, waits: bool = True) -> None:
        self.client = (host, 1234) if host else None
        self.waits = waits
        self.is_open = True

    def is_waiting(self) -> bool:
        return self.waits

    def give_way(self) -> None:
        self.is_open = False


def gate(connections: int = 10, per_address: int = 3, **options: Networks) -> Gate:
    return Gate(Bounds(connections=connections, per_address=per_address), **options)


def lines(count: int, host: str = "192.0.2.{}", *, waits: bool = True) -> list[Line]:
    return [Line(host.format(number), waits=waits) for number in range(1, count + 1)]


def test_an_address_has_its_share_and_its_oldest_waiting_line_gives_way():
    """The newest is served, because it may be another program of the same office."""
    one, others = gate(), lines(4, "192.0.2.1")
    assert all(map(one.admit, others))
    assert [each.is_open for each in others] == [False, True, True, True]
    assert one.count == 3


def test_who_is_at_work_gives_way_to_nobody():
    """An address whose lines are all being answered gets no more; another address does."""
    one, busy = gate(), lines(3, "192.0.2.1", waits=False)
    assert all(map(one.admit, busy))
    assert not one.admit(Line("192.0.2.1"))
    assert one.admit(Line("192.0.2.2"))
    assert all(each.is_open for each in busy)


def test_all_together_have_a_bound_and_the_oldest_waiting_one_gives_way():
    """A flood from everywhere closes its own lines, one for each that comes."""
    one, flood = gate(), lines(15)
    assert all(map(one.admit, flood))
    assert [each.is_open for each in flood] == [False] * 5 + [True] * 10


def test_when_nobody_waits_a_stranger_is_turned_away_and_this_machine_is_not():
    """Some connections are kept for loopback and proxies, so that the watch hears of it."""
    one = gate()
    assert all(map(one.admit, lines(10, waits=False)))
    assert not one.admit(Line("192.0.2.99"))
    watching = lines(LEAST_SPARED, "127.0.0.1", waits=False)
    assert all(map(one.admit, watching))
    assert not one.admit(Line("127.0.0.1"))
    assert one.count == 10 + LEAST_SPARED


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1", "10.1.2.3", None])
def test_proxies_and_this_machine_have_no_bound_of_their_own(host):
    """They ask for many."""
    one = gate(spared=LOOPBACK | Networks.named(["10.1.0.0/16"]))
    assert all(map(one.admit, [Line(host) for _each in range(10)]))


def test_a_flood_makes_no_proxy_give_way():
    """Strangers close strangers' lines; a proxy's line that waits stays."""
    one, proxy = gate(), Line("127.0.0.1")
    assert one.admit(proxy)
    assert all(map(one.admit, lines(30)))
    assert proxy.is_open


def test_a_proxy_in_a_flood_is_let_in():
    """A stranger's line that waits gives way to it, and if there is none, one of its own."""
    one, strangers = gate(), lines(10)
    for each in strangers:
        assert one.admit(each)
    watching = lines(LEAST_SPARED + 2, "127.0.0.1")
    assert all(map(one.admit, watching))
    assert [each.is_open for each in strangers].count(False) == 2


@pytest.mark.parametrize(
    ("first", "second", "are_one"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:0:ffff::9", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::1%eth0", True),
    ],
)
def test_a_subscriber_of_ipv6_is_one_address(first, second, are_one):
    """Whoever has a network of 2⁶⁴ addresses has no more than who has one."""
    one = gate(per_address=1)
    assert one.admit(Line(first, waits=False))
    assert one.admit(Line(second)) is not are_one


def test_who_left_counts_no_more():
    """Leaving twice, or having been closed before, harms nothing."""
    one = gate(per_address=1)
    for _each in range(50):
        line = Line("192.0.2.1", waits=False)
        assert one.admit(line)
        one.leave(line)
        one.leave(line)
    assert one.count == 0


def test_those_at_work_do_not_hide_those_who_wait():
    """However many old lines are busy, one that waits is found in the end."""
    one = gate(connections=500, per_address=500)
    assert all(map(one.admit, lines(300, "192.0.2.1", waits=False)))
    waiting = lines(200, "192.0.2.2")
    assert all(map(one.admit, waiting))
    admitted = [one.admit(Line("192.0.2.3", waits=False)) for _each in range(20)]
    assert admitted.count(True) >= 10


def test_no_history_breaks_the_bounds():
    """Thousands of random arrivals, departures and changes of mind, with the seed printed."""
    seed = random.randrange(10**9)
    print(f"seed {seed}")
    dice = random.Random(seed)
    bounds = Bounds(connections=20, per_address=4)
    one, inside = Gate(bounds), []
    for _step in range(5000):
        line = Line(
            dice.choice(["127.0.0.1", f"192.0.2.{dice.randrange(9)}", f"2001:db8:{dice.randrange(3)}::1"])
        )
        line.waits = dice.random() < 0.5
        if one.admit(line):
            inside.append(line)
        inside = [each for each in inside if each.is_open]
        if inside and dice.random() < 0.3:
            one.leave(inside.pop(dice.randrange(len(inside))))
        assert one.count == len(inside) <= bounds.connections + LEAST_SPARED
        strangers = sorted(each.client[0] for each in inside if each.client[0] not in LOOPBACK)
        assert all(len(list(group)) <= 4 for _host, group in itertools.groupby(strangers))


@pytest.mark.parametrize("open_files", [64, 256, 512, 1024, 4096, 65_536, 1_000_000])
def test_open_files_are_left_for_all_the_rest(open_files):
    """The ledger, relays and the log have theirs, however small the limit is."""
    bounds = bounds_below(open_files)
    most = bounds.connections + bounds.for_spared
    assert open_files - most >= min(RESERVED_FILES, open_files // 2) - LEAST_SPARED
    assert 1 <= bounds.per_address <= bounds.connections <= 8192


def test_networks_hold_addresses_and_nothing_else():
    """A name, a word or half an address is in none."""
    some = Networks.named(["10.0.0.5", "192.0.2.7/24", "2001:db8::/32"])
    assert [host in some for host in ("10.0.0.5", "192.0.2.200", "2001:db8:9::1", "::ffff:10.0.0.5")] == [
        True
    ] * 4
    assert [host in some for host in ("10.0.0.6", "unknown", "", "10.0.0", "10.0.0.5:80", None)] == [
        False
    ] * 6
    with pytest.raises(ValueError, match="nowhere"):
        Networks.named(["nowhere"])
