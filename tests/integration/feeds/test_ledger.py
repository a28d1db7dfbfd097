# SPDX-License-Identifier: Apache-2.0
"""Feeds in the ledger: whose tasks they show, and the life of their addresses, on both databases."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models.database import Ledger
from models.errors import NotFoundError, UsageError
from models.kinds import EventKind, FeedScope, Role
from models.queries import feed_scope, feeds, plans, progress, units
from models.queries.chunks import AT_ONCE
from models.queries.feed_reading import FeedSource
from models.queries.feed_scope import UnitTree, find_owner, owner_key
from models.queries.feeds import feed_views
from models.queries.tasks import views_of
from models.tables import Event, Feed, Unit
from models.views import FeedView
from plans.drafts import UnitMention
from plans.units.resolving import resolve
from plans.units.succession import merge
from tests.builders import MONDAY, ZONE, bring_in, register, rich_task, task, tasks_of

pytestmark = pytest.mark.one_database

LATER = MONDAY + timedelta(days=1)
GRACE = timedelta(days=14)
TREE = (
    "name,aliases,kind,parent,mailbox\n"
    "甲科,,部门,甲局,ke@office.example\n"
    "甲股,,部门,甲科,gu@office.example\n"
    "丁局,,部门,,ding@office.example\n"
)


def of_unit(number: int, *names: str) -> object:
    """Build a task of some units."""
    return task(number, units=tuple(UnitMention(name=name, role=Role.RESPONSIBLE) for name in names))


@pytest.fixture
def begun(ledger: Ledger) -> Ledger:
    """Give a ledger with three levels of units from 甲局 down, and tasks for each and for a group word."""
    register(ledger)
    register(ledger, TREE)
    word = UnitMention(name="相关属地", role=Role.RESPONSIBLE, is_group=True)
    mine = [of_unit(1, "甲局"), of_unit(2, "甲科"), of_unit(4, "甲股", "乙镇"), of_unit(5, "丁局")]
    bring_in(ledger, [*mine, rich_task(3), task(6, units=(word,), leaders=())])
    return ledger


def made(ledger: Ledger, owner: str, *, label: str = "", below: bool = False) -> int:
    """Make a feed for an owner by name and give its number."""
    with ledger.writing() as session:
        key = owner if ":" in owner else find_owner(session, owner, with_units_below=below)
        return feeds.add(session, key, now=MONDAY, by="test", label=label).id


def shown(session: Session, feed: FeedView) -> set[str]:
    """Give the numbers of the tasks that the query of a feed selects."""
    return {view.number for view in views_of(session, feed_scope.task_ids(feed), on=MONDAY.date())}


def numbers(ledger: Ledger, feed_id: int) -> set[str]:
    """Give the numbers of a feed's tasks."""
    with ledger.reading() as session:
        return shown(session, feeds.view(session, feed_id))


def unit_id(session: Session, name: str) -> int:
    """Give a unit's number."""
    return units.find_former(session, name).id


def plan_key(ledger: Ledger) -> str:
    """Give the key of the plan of 2026 as an owner of feeds."""
    with ledger.reading() as session:
        return f"plan:{plans.find_plan(session, '2026').id}"


def merged(ledger: Ledger, former: str, unit: str, *, is_renaming: bool) -> None:
    """Let a unit take over from another."""
    with ledger.writing() as session:
        facts = {"since": date(2026, 11, 1), "now": LATER, "by": "test"}
        merge(session, former, unit, is_renaming=is_renaming, **facts)


def rotated(ledger: Ledger, feed_id: int, *, now=MONDAY, grace=GRACE) -> FeedView:
    """Give a feed a new address."""
    with ledger.writing() as session:
        feeds.rotate(session, feed_id, now=now, by="李一", ends_at=now + grace)
        return feeds.view(session, feed_id)


def revoked(ledger: Ledger, feed_id: int, *, now=MONDAY) -> FeedView:
    """End a feed."""
    with ledger.writing() as session:
        feeds.revoke(session, feed_id, now=now, by="李一")
        return feeds.view(session, feed_id)


def test_a_subtree_has_the_tasks_of_every_unit_below(begun: Ledger) -> None:
    """At any depth, each task once, and nobody else's."""
    assert numbers(begun, made(begun, "甲局")) == {"1", "3"}
    assert numbers(begun, made(begun, "甲局", below=True)) == {"1", "2", "3", "4"}
    assert numbers(begun, made(begun, "甲科", below=True)) == {"2", "4"}


def test_a_plan_and_the_office_have_every_task_of_theirs(begun: Ledger) -> None:
    """A second plan is in the office's feed and not in the first plan's."""
    bring_in(begun, [task(7)], title="二〇二五年修桥方案", year=2025)
    first = {"1", "2", "3", "4", "5", "6"}
    assert numbers(begun, made(begun, plan_key(begun))) == first
    assert numbers(begun, made(begun, "office")) == {*first, "7"}


def test_units_that_are_each_others_parents_end_the_search(begun: Ledger) -> None:
    """A circle in the tree is walked once."""
    with begun.writing() as session:
        session.get_one(Unit, unit_id(session, "甲局")).parent_id = unit_id(session, "甲股")
        session.flush()
        tree = UnitTree(session)
        whole = {unit_id(session, name) for name in ("甲局", "甲科", "甲股")}
        assert [tree.subtree(each) for each in sorted(whole)] == [whole] * 3


def test_a_renamed_unit_stays_where_it_stood(begun: Ledger) -> None:
    """Its new name needs no parent of its own, and what was closed under the old one stays in both feeds."""
    above, alone = made(begun, "甲局", below=True), made(begun, "甲科")
    with begun.writing() as session:
        closed = plans.find_task(session, "2026", "2")
        progress.close(session, closed, at=MONDAY, by="test", text="")
    register(begun, "name,kind\n新科,部门\n")
    merged(begun, "甲科", "新科", is_renaming=True)
    assert numbers(begun, above) == {"1", "2", "3", "4"}
    assert numbers(begun, alone) == {"2"}


def test_a_renamed_unit_gets_no_feed_under_its_former_name(begun: Ledger) -> None:
    """What it closed before is in the feed that went along; who was merged keeps a feed of that."""
    with begun.writing() as session:
        for number in ("2", "5"):
            progress.close(session, plans.find_task(session, "2026", number), at=MONDAY, by="test", text="")
    register(begun, "name,kind\n新科,部门\n")
    merged(begun, "甲科", "新科", is_renaming=True)
    merged(begun, "丁局", "甲局", is_renaming=False)
    with begun.reading() as session:
        names = [feed.name for feed in feeds.views(session)]
    assert [names.count(each) for each in ("新科", "甲科", "丁局")] == [1, 0, 1]


def test_a_unit_given_to_another_body_leaves_the_tree(begun: Ledger) -> None:
    """Its open tasks are the successor's; what it closed before is still its own."""
    above = made(begun, "甲局", below=True)
    with begun.writing() as session:
        progress.close(session, plans.find_task(session, "2026", "2"), at=MONDAY, by="test", text="")
    merged(begun, "甲股", "丁局", is_renaming=False)
    assert numbers(begun, above) == {"1", "2", "3"}
    merged(begun, "甲科", "丁局", is_renaming=False)
    assert numbers(begun, above) == {"1", "2", "3"}


def test_a_group_words_task_is_theirs_whom_it_means(begun: Ledger) -> None:
    """Once the office has said who is meant, it is theirs and no longer the word's."""
    town = made(begun, "乙镇")
    with begun.reading() as session:
        word = made(begun, f"unit:{unit_id(session, '相关属地')}")
    assert (numbers(begun, town), numbers(begun, word)) == ({"3", "4"}, {"6"})
    with begun.writing() as session:
        wanted = plans.find_task(session, "2026", "6")
        resolve(session, wanted, "相关属地", ["乙镇"], now=LATER, by="test")
    assert (numbers(begun, town), numbers(begun, word)) == ({"3", "4", "6"}, set())


def test_the_query_and_the_rule_agree(begun: Ledger) -> None:
    """For every scope, what is selected is what the feed shows of all tasks."""
    for name, below in (("甲局", True), ("乙镇", False), ("丁局", False), ("李一", False)):
        made(begun, name, below=below)
    made(begun, plan_key(begun))
    every = tasks_of(begun).values()
    with begun.reading() as session:
        known = feeds.views(session)
        assert {feed.scope for feed in known} == set(FeedScope)
        for feed in known:
            assert shown(session, feed) == {view.number for view in every if feed_scope.shows(feed, view)}


def test_listing_feeds_takes_the_same_few_questions_however_many(begun: Ledger) -> None:
    """No question is asked for each feed."""

    def asked() -> int:
        said: list[str] = []
        with begun.reading() as session:
            sa.event.listen(begun.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
            feeds.views(session)
        return len(said)

    few = asked()
    for name in ("甲局", "甲科", "李一", "office"):
        made(begun, name)
    assert asked() == few


def test_however_many_feeds_no_statement_has_many_ids(begun: Ledger) -> None:
    """Both databases end a statement somewhere, SQLite as early as at 32,766 ids; the last has its name."""
    sent: list[int] = []
    with begun.reading() as session:
        owners = [*range(1001, 2001), unit_id(session, "甲局")]
        rows = [
            Feed(id=number, scope=FeedScope.UNIT, unit_id=owner, created_at=MONDAY)
            for number, owner in enumerate(owners)
        ]
        sa.event.listen(begun.engine, "before_cursor_execute", lambda *args: sent.append(len(args[3])))
        assert feed_views(session, rows)[-1].name == "甲局"
    assert max(sent) == AT_ONCE


def test_the_day_a_feed_was_read_is_the_offices(begun: Ledger) -> None:
    """Whoever read it on a day is among those since that day, and not among those since the next."""
    feed, source = made(begun, "甲局"), FeedSource(begun, ZONE)
    source.touch((feed,), MONDAY.date())
    with source.reading() as reading:
        found = [reading.used_since(day) for day in (MONDAY.date(), LATER.date())]
    assert [[each.id for each in used] for used in found] == [[feed], []]


def test_nobody_gets_a_second_feed_or_a_subtree_unasked(begun: Ledger) -> None:
    """Units, leaders and the office have one each; a revoked one is not made anew by the next import."""
    with begun.reading() as session:
        before = feeds.views(session)
    assert {feed.scope for feed in before} == {FeedScope.UNIT, FeedScope.LEADER, FeedScope.OFFICE}
    town = next(feed for feed in before if feed.name == "乙镇")
    revoked(begun, town.id)
    bring_in(begun, [of_unit(1, "甲局", "乙镇")], at=LATER)
    with begun.reading() as session:
        assert len(feeds.views(session)) == len(before)
        assert owner_key(town) not in feeds.by_owner(session)


def test_the_first_feed_that_lives_is_the_owners(begun: Ledger) -> None:
    """Mails carry the address of the oldest one that is not revoked."""
    with begun.reading() as session:
        first = feeds.find(session, "甲局")
    second, _third = made(begun, "甲局", label="值班室"), made(begun, "甲局")
    revoked(begun, first.id)
    with begun.reading() as session:
        assert feeds.by_owner(session)[owner_key(first)].id == second
        assert feeds.first_of(session, owner_key(first)).id == second
        assert feeds.first_of(session, "unit:99999") is None


def test_an_earlier_address_ends_after_its_grace(begun: Ledger) -> None:
    """Each one by itself; a second new address gives the first no more time."""
    feed = made(begun, "甲局")
    rotated(begun, feed)
    twice = rotated(begun, feed, now=LATER)
    assert twice.generation == 3
    assert [twice.ended_at(each) for each in (1, 2, 3)] == [MONDAY + GRACE, LATER + GRACE, None]


def test_no_grace_ends_every_earlier_address(begun: Ledger) -> None:
    """Who ends an address at once means those before it too."""
    feed = made(begun, "甲局")
    rotated(begun, feed)
    ended = rotated(begun, feed, now=LATER, grace=timedelta())
    assert [ended.ended_at(each) for each in (1, 2, 3)] == [LATER, LATER, None]


def test_a_revoked_feed_ends_all_addresses_and_gets_no_new_one(begun: Ledger) -> None:
    """Those in their time of grace too; revoking again changes nothing."""
    feed = made(begun, "甲局")
    rotated(begun, feed)
    ended = revoked(begun, feed, now=LATER)
    assert [ended.ended_at(each) for each in (1, 2)] == [LATER, LATER]
    assert revoked(begun, feed, now=LATER + GRACE).revoked_at == LATER
    with pytest.raises(UsageError, match="duban feed new"):
        rotated(begun, feed, now=LATER)


def test_every_change_is_logged_for_people(begun: Ledger) -> None:
    """Who did what to whose feed, and until when the earlier address works."""
    feed = made(begun, "甲局", label="值班室")
    rotated(begun, feed)
    revoked(begun, feed)
    revoked(begun, feed)
    with begun.reading() as session:
        newest = list(session.exec(select(Event).order_by(Event.id)))[-3:]
    assert [event.kind for event in newest] == [
        EventKind.FEED_ADDED,
        EventKind.FEED_ROTATED,
        EventKind.FEED_REVOKED,
    ]
    named = {"feed": feed, "name": "甲局", "label": "值班室"}
    assert all(named.items() <= event.detail.items() for event in newest)
    assert newest[1].by == "李一"
    assert newest[1].detail["earlier_until"] == (MONDAY + GRACE).isoformat()


def test_a_name_of_several_feeds_is_asked_about(begun: Ledger) -> None:
    """To read one the first will do; to end one it takes its number, its label or the owner's key."""
    second = made(begun, "甲局", label="值班室")
    third = made(begun, "甲局", below=True)
    with begun.reading() as session:
        first = feeds.find(session, "甲局").id
        with pytest.raises(UsageError, match=f"{first}, {second}, {third}"):
            feeds.find_one(session, "甲局")
        below = owner_key(feeds.view(session, third))
        assert [feeds.find_one(session, each).id for each in (str(second), "值班室", below)] == [
            second,
            second,
            third,
        ]
        assert feeds.find(session, "老甲局").id == first
        with pytest.raises(NotFoundError, match="duban feed list"):
            feeds.find_one(session, "没有的局")


def test_a_revoked_feed_is_in_nobodys_way(begun: Ledger) -> None:
    """The name means the one that is left; only when none is left it means the revoked ones."""
    with begun.reading() as session:
        first = feeds.find(session, "甲局").id
    second = made(begun, "甲局")
    revoked(begun, first)
    with begun.reading() as session:
        assert feeds.find_one(session, "甲局").id == second
        assert len(feeds.find_all(session, "甲局", with_revoked=True)) == 2
    revoked(begun, second)
    with begun.reading() as session:
        assert feeds.find(session, "甲局").id == first


def test_an_owner_that_does_not_fit_is_told(begun: Ledger) -> None:
    """Nobody is below a leader, and an unknown name owns nothing."""
    with begun.reading() as session:
        with pytest.raises(UsageError, match="李一"):
            find_owner(session, "李一", with_units_below=True)
        with pytest.raises(NotFoundError, match="没有的局"):
            find_owner(session, "没有的局")


def test_a_reader_reads_what_is_theirs(begun: Ledger) -> None:
    """A unit its own and its subtree's, the office its own and every plan's, a leader the leader's."""
    below, plan = made(begun, "甲局", below=True), made(begun, plan_key(begun))
    with begun.reading() as session:
        for name, more in (("甲局", [below]), ("office", [plan]), ("李一", [])):
            first = feeds.find(session, name)
            assert [feed.id for feed in feeds.of_reader(session, first)] == [first.id, *more]


def test_a_reader_of_one_plan_reads_nothing_else(begun: Ledger) -> None:
    """The page of a plan's feed offers that plan's feeds, and neither another plan's nor the office's."""
    bring_in(begun, [task(7)], title="二〇二五年修桥方案", year=2025)
    with begun.reading() as session:
        other = f"plan:{plans.find_plan(session, '2025').id}"
    one, again = made(begun, plan_key(begun)), made(begun, plan_key(begun), label="值班室")
    made(begun, other)
    with begun.reading() as session:
        theirs = feeds.of_reader(session, feeds.view(session, one))
    assert [feed.id for feed in theirs] == [one, again]
