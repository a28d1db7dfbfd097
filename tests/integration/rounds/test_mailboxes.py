# SPDX-License-Identifier: Apache-2.0
"""Several mailboxes of one reader: told by the registry, kept in the ledger, each with a mail of its own."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import migrations
from models.addresses import Mailbox
from models.database import Ledger
from models.errors import InputError
from models.kinds import BounceEffect, EventKind, LetterKind, MessageState, Outcome
from models.queries import bounces, feeds, log, mailboxes, people, plans, progress, readers, units
from models.queries.outbox import run_report
from models.tables import Bounce, Message, NoticeSent
from plans.units.registry import import_registry
from scheduler.agenda import Agenda
from scheduler.delivery.deliver import Delivered, deliver
from scheduler.delivery.transport import Transport
from scheduler.problems import ledger_problems
from scheduler.round import run_round
from tests.builders import MONDAY, boxes, bring_in, late_task, office, register, task, write_down
from tests.support.mails.outboxes import Desk, messages

pytestmark = pytest.mark.one_database

DAY = timedelta(days=1)
BEFORE = "0007"
"""The revision before units could have several mailboxes."""
HEADER = "name,kind,mailbox,cc\n"
JIA, LEAD, DUTY = (
    Mailbox(address="jia@office.example"),
    Mailbox(address="lead@office.example", is_copy=True, label="分管领导"),
    Mailbox(address="duty@office.example", label="值班"),
)
THREE = f'{HEADER}甲局,部门,"jia@office.example；值班 duty@office.example",分管领导 lead@office.example\n'


def of_unit(ledger: Ledger, name: str = "甲局") -> tuple[Mailbox, ...]:
    """Give the mailboxes of a unit."""
    with ledger.reading() as session:
        return next(each.mailboxes for each in units.entries(session) if each.name == name)


def run(ledger: Ledger, now=MONDAY) -> Agenda:
    """Run a full round and write plainly."""
    return run_round(ledger, office(), write_down, now=now, full=True)


def send(ledger: Ledger, endings: dict[str, list[Outcome]] | None = None) -> Delivered:
    """Send everything that waits; some recipients' attempts end as told."""
    transport = Transport(name="test", senders=(Desk(endings),))
    return deliver(ledger, transport, clock=lambda: MONDAY, owner="test")


def to_unit(ledger: Ledger) -> dict[str, Message]:
    """Give the messages to 甲局 by recipient."""
    return {row.recipient: row for row in messages(ledger) if row.reader_name == "甲局"}


@pytest.fixture
def staffed(ledger: Ledger) -> Ledger:
    """Give a ledger with a late task of a unit that has three mailboxes, and of a leader who has two."""
    register(ledger, THREE + "李一,leader,li@office.example；抄送：mi@office.example,\n")
    bring_in(ledger, [late_task(1)])
    return ledger


def test_a_cell_may_hold_several_mailboxes(ledger: Ledger) -> None:
    """The first is the one to write to, marks make copies, words say whose each is."""
    (change,) = register(ledger, THREE)
    assert of_unit(ledger) == (JIA, DUTY, LEAD)
    assert change.fields["mailbox"] == (
        "",
        "jia@office.example; duty@office.example（值班）; cc: lead@office.example（分管领导）",
    )
    assert register(ledger, THREE) == ()


@pytest.mark.parametrize(
    ("row", "after"),
    [
        ("甲局,,,", (JIA, DUTY, LEAD)),
        ("甲局,,new@office.example,", (*boxes("new@office.example"), LEAD)),
        (
            "甲局,,jia@office.example；cc: b@office.example,",
            (JIA, Mailbox(address="b@office.example", is_copy=True)),
        ),
        ("甲局,,,b@office.example", (JIA, DUTY, Mailbox(address="b@office.example", is_copy=True))),
        ("甲局,,,-", (JIA, DUTY)),
        ("甲局,,-,", ()),
        ("甲局,,lead@office.example,", boxes("lead@office.example")),
        ("甲局,,JIA@office.example,jia@office.example", boxes("JIA@office.example")),
    ],
)
def test_a_row_changes_only_what_it_tells(ledger: Ledger, row: str, after: tuple[Mailbox, ...]) -> None:
    """An empty cell leaves its part, a dash empties it, and no mailbox stands twice."""
    register(ledger, THREE)
    register(ledger, f"{HEADER}{row}\n")
    assert of_unit(ledger) == after


def test_what_the_registry_tells_reads_back(ledger: Ledger) -> None:
    """The text of the mailboxes, as lists and diffs show it, is a cell of a registry file."""
    (change,) = register(ledger, THREE)
    register(ledger, f'name,mailbox\n乙局,"{change.fields["mailbox"][1]}"\n')
    assert of_unit(ledger, "乙局") == of_unit(ledger)


@pytest.mark.parametrize("cell", ["，", "、;", "bcc: a@b.cn", "a@b.cn；nobody"])
def test_a_cell_without_a_mailbox_empties_nothing(ledger: Ledger, cell: str) -> None:
    """Only a dash does; anything else is refused with its row."""
    register(ledger, THREE)
    with pytest.raises(InputError, match="Row 2"):
        register(ledger, f'name,mailbox\n甲局,"{cell}"\n')
    assert of_unit(ledger) == (JIA, DUTY, LEAD)


def test_an_address_behind_the_last_column_is_refused(ledger: Ledger) -> None:
    """A comma that nobody quoted made a cell of the second address; it would be lost without a word."""
    with pytest.raises(InputError, match=r"Row 2: b@office\.example stands behind the last column"):
        register(ledger, "name,mailbox\n甲局,a@office.example,b@office.example\n")
    register(ledger, "name,mailbox\n甲局,a@office.example,remark\n")


def test_a_row_with_too_many_mailboxes_is_refused(ledger: Ledger) -> None:
    """Every mail names them all: twenty are the most, in both columns together."""
    many = ";".join(f"a{number}@office.example" for number in range(15))
    with pytest.raises(InputError, match="Row 2: 甲局 has 21 mailboxes, where 20 are the most"):
        register(ledger, f"{HEADER}甲局,,{many},{many.replace('a', 'b', 6).rpartition('a6')[0]}\n")
    register(ledger, f"{HEADER}甲局,,{many},b@office.example\n")
    assert len(of_unit(ledger)) == 16


def test_a_changed_mailbox_leaves_feeds_and_pages(staffed: Ledger) -> None:
    """The unit is the same one: its addresses live on."""
    with staffed.reading() as session:
        before = feeds.views(session)
    register(staffed, "name,mailbox\n甲局,new@office.example\n")
    with staffed.reading() as session:
        assert feeds.views(session) == before


def test_a_renamed_unit_takes_its_mailboxes_along(ledger: Ledger) -> None:
    """A unit of the registry that is told to be another name of one gives what that one lacks."""
    register(ledger, 'name,mailbox\n老甲局,"a@office.example; cc: b@office.example"\n')
    register(ledger, "name,aliases\n甲局,老甲局\n")
    assert of_unit(ledger) == (
        Mailbox(address="a@office.example"),
        Mailbox(address="b@office.example", is_copy=True),
    )
    with ledger.reading() as session:
        assert list(mailboxes.by_owner(session)) == [f"unit:{units.find(session, '甲局').id}"]


def test_mails_to_a_post_go_to_all_mailboxes_of_its_holder(staffed: Ledger) -> None:
    """As long as the post has none of its own."""
    register(staffed, "name,kind,contact\n常务副区长,post,李一\n")
    with staffed.reading() as session:
        key = people.key_of(people.find(session, "常务副区长"))
        theirs = people.mailboxes_of_readers(session, ["unit:1", key, "unit:99"], on=MONDAY.date())
    assert [each.address for each in theirs[key]] == ["li@office.example", "mi@office.example"]
    assert set(theirs) == {"unit:1", key}


def test_each_mailbox_gets_a_mail_of_its_own(staffed: Ledger) -> None:
    """With keys and Message-IDs of their own, one letter key, and what is said noted once."""
    agenda = run(staffed)
    mails = to_unit(staffed)
    letter = next(each for each in agenda.letters if each.reader.key == "unit:1")
    assert [row.key for row in mails.values()] == [
        letter.key,
        f"{letter.key}@duty@office.example",
        f"{letter.key}@lead@office.example",
    ]
    assert {row.letter_key for row in mails.values()} == {letter.key}
    assert len({row.message_id for row in mails.values()}) == 3
    with staffed.reading() as session:
        said = list(session.exec(select(NoticeSent.key).where(NoticeSent.key.endswith("unit:1"))))
    assert len(said) == len(letter.notices) == 1
    assert not [each for each in run(staffed).letters if each.reader.key == "unit:1"]


def test_each_mail_is_sent_and_recorded_apart(staffed: Ledger) -> None:
    """One mailbox refuses for good, one is put off, one takes it."""
    run(staffed)
    endings = {"jia": [Outcome.REFUSED], "duty": [Outcome.DEFERRED]}
    send(staffed, endings)
    states = {name.partition("@")[0]: row.state for name, row in to_unit(staffed).items()}
    assert states == {"jia": MessageState.DEAD, "duty": MessageState.QUEUED, "lead": MessageState.SENT}


def test_the_run_report_counts_a_letter_once(staffed: Ledger) -> None:
    """As sent when one mailbox took it, as given up when none did."""
    agenda = run(staffed)
    send(staffed, {"jia": [Outcome.REFUSED], "li": [Outcome.REFUSED], "mi": [Outcome.REFUSED]})
    with staffed.reading() as session:
        report = run_report(session, earliest=MONDAY - timedelta(days=1))
    assert (report.planned, report.sent, report.waiting, report.failed) == (len(agenda.letters), 2, 0, 1)
    assert report.is_weekly


def test_every_mail_of_a_letter_is_moot_once_its_tasks_are_closed(ledger: Ledger) -> None:
    """A copy does not tell what the first mail need not tell any more."""
    register(ledger, THREE)
    bring_in(ledger, [task(1, due=MONDAY.date() + timedelta(days=1))])
    run_round(ledger, office(), write_down, now=MONDAY + timedelta(days=1))
    assert {row.kind for row in to_unit(ledger).values()} <= {LetterKind.WEEKLY, LetterKind.THRESHOLD}
    with ledger.writing() as session:
        for row in session.exec(select(Message)):
            row.kind = LetterKind.THRESHOLD
        progress.close(session, plans.find_task(session, "2026", "1"), at=MONDAY, by="test", text="")
    transport = Transport(name="test", senders=(Desk(),))
    deliver(ledger, transport, clock=lambda: MONDAY + timedelta(days=1), owner="test")
    assert {row.state for row in to_unit(ledger).values()} == {MessageState.MOOT}


def test_a_mailbox_that_mail_came_back_from_is_left_out_alone(staffed: Ledger) -> None:
    """Also in other capitals; the others get the next letter, which names them only."""
    run(staffed)
    send(staffed)
    _bounce(staffed, "JIA@office.example")
    (letter,) = [
        each for each in run(staffed, MONDAY + timedelta(days=7)).letters if each.reader.name == "甲局"
    ]
    assert letter.reader.mailboxes == (DUTY, LEAD)
    assert letter.reader.addressed == ((DUTY,), (LEAD,))
    for address in ("duty@office.example", "lead@office.example"):
        _bounce(staffed, address)
    agenda = run(staffed, MONDAY + timedelta(days=14))
    assert [each.reader.name for each in agenda.unreachable] == ["甲局"]


def test_a_mailbox_registered_in_capitals_is_left_out_too(ledger: Ledger) -> None:
    """Capitals tell no mailboxes apart, on neither side."""
    register(ledger, "name,mailbox\n甲局,Jia@Office.Example；duty@office.example\n")
    bring_in(ledger, [late_task(1)])
    _bounce(ledger, "jia@OFFICE.example")
    (letter,) = [each for each in run(ledger).letters if each.reader.key == "unit:1"]
    assert letter.reader.mailboxes == boxes("duty@office.example")


def _bounce(ledger: Ledger, address: str) -> None:
    """Note that mail to an address came back for good, in that spelling."""
    with ledger.writing() as session:
        session.add(
            Bounce(
                source=address,
                mailbox=address,
                recipient=address,
                at=MONDAY,
                effect=BounceEffect.STOPS,
                is_hard=True,
                status="5.1.1",
                text="gone",
            )
        )
        log.record(session, EventKind.MAILBOX_FAILED, at=MONDAY, by="test", detail={"mailbox": address})


def test_threads_and_first_mails_are_those_of_a_mailbox(staffed: Ledger) -> None:
    """A mailbox that is added later was never written to, and follows nothing."""
    run(staffed)
    register(staffed, "name,mailbox\n甲局,jia@office.example；new@office.example\n")
    with staffed.reading() as session:
        assert readers.never_mailed(session) == {("unit:1", "new@office.example")}
        begun = readers.begun_since(session, MONDAY - timedelta(days=1))
    first = to_unit(staffed)
    assert begun["unit:1", "jia@office.example"] == first["jia@office.example"].message_id
    assert begun["unit:1", "lead@office.example"] == first["lead@office.example"].message_id


def test_a_mailbox_that_declines_silences_no_other(staffed: Ledger) -> None:
    """Who reads a copy of the overview can end it for that mailbox alone; an urging goes to all."""
    with staffed.writing() as session:
        leader = people.find(session, "李一")
        key = people.key_of(leader)
        assert readers.mute(session, f"{key}@mi@office.example", LetterKind.PORTFOLIO, now=MONDAY, by="test")
    (urging,) = [each for each in run(staffed).letters if each.reader.key == key]
    assert len(urging.reader.mailboxes) == 2
    (portfolio,) = [each for each in run(staffed, MONDAY + DAY).letters if each.reader.key == key]
    assert portfolio.covers == (LetterKind.PORTFOLIO,)
    assert portfolio.reader.mailboxes == boxes("li@office.example")
    with staffed.writing() as session:
        readers.mute(session, f"{key}@li@office.example", LetterKind.PORTFOLIO, now=MONDAY, by="test")
    agenda = run(staffed, MONDAY + 2 * DAY)
    assert [letter.reader.key for letter in agenda.unmailed] == [key]
    assert agenda.unreachable == ()


def test_who_declines_while_another_mailbox_is_out_of_use_declines_for_itself_alone(staffed: Ledger) -> None:
    """The one that mail came back from declined nothing: once it is cleared it gets the overview again."""
    with staffed.reading() as session:
        key = people.key_of(people.find(session, "李一"))
    _bounce(staffed, "mi@office.example")
    run(staffed)
    (portfolio,) = [each for each in run(staffed, MONDAY + DAY).letters if each.reader.key == key]
    (working,) = portfolio.reader.mailboxes
    declining = readers.key_of(portfolio.reader, working)
    assert declining == f"{key}@li@office.example"
    with staffed.writing() as session:
        readers.mute(session, declining, LetterKind.PORTFOLIO, now=MONDAY, by="test")
    agenda = run(staffed, MONDAY + 2 * DAY)
    assert [letter.reader.key for letter in agenda.unmailed] == [key]
    assert agenda.unreachable == ()
    with staffed.writing() as session:
        bounces.restore(session, "mi@office.example", now=MONDAY + 2 * DAY, by="test")
    (portfolio,) = [each for each in run(staffed, MONDAY + 3 * DAY).letters if each.reader.key == key]
    assert [each.address for each in portfolio.reader.mailboxes] == ["mi@office.example"]


def test_the_copy_of_an_urging_brings_no_overview_that_every_working_mailbox_declined(
    staffed: Ledger,
) -> None:
    """One by one or all at once: what is a duty comes alone."""
    with staffed.writing() as session:
        key = people.key_of(people.find(session, "李一"))
        readers.mute(session, f"{key}@li@office.example", LetterKind.PORTFOLIO, now=MONDAY, by="test")
    _bounce(staffed, "mi@office.example")
    (urging,) = [each for each in run(staffed).letters if each.reader.key == key]
    assert urging.covers == (LetterKind.URGING,)
    assert urging.reader.mailboxes == boxes("li@office.example")


def test_a_bad_address_in_the_ledger_is_named_with_its_unit_and_stops_nobody(staffed: Ledger) -> None:
    """As long as another mailbox works, the bad one is left out."""
    with staffed.writing() as session:
        mailboxes.put(session, "unit:1", boxes("yi@office.example，", "duty@office.example"))
    agenda = run(staffed)
    assert list(to_unit(staffed)) == ["duty@office.example"]
    assert len(agenda.letters) == 3
    with staffed.reading() as session:
        told = {
            each.code: each
            for each in ledger_problems(
                session, calendar=office().calendar, policy=office().policy, now=MONDAY
            )
        }
    assert str(told["bad-mailbox"]).startswith("The mailbox yi@office.example， of 甲局 gets no mail: ")
    assert str(told["bad-mailbox"]).endswith("Correct it with: duban unit set 甲局 --mailbox ADDRESS.")


def test_units_are_without_mailbox_when_they_have_none(staffed: Ledger) -> None:
    """A copy alone is a mailbox too."""
    register(staffed, "name,mailbox,cc\n甲局,-,c@office.example\n")
    with staffed.reading() as session:
        assert readers.units_without_mailbox(session) == []
    register(staffed, "name,mailbox\n甲局,-\n")
    with staffed.reading() as session:
        assert readers.units_without_mailbox(session) == [("甲局", "1")]


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ("jia@office.example", boxes("jia@office.example")),
        ("yi@office.example，", boxes("yi@office.example")),
        ("dcs@政务.cn", boxes("dcs@xn--zfr164b.cn")),
        (
            "a@office.example; cc: b@office.example",
            (*boxes("a@office.example"), Mailbox(address="b@office.example", is_copy=True)),
        ),
        ("wu@office..example", boxes("wu@office..example")),
        (" ", ()),
        (None, ()),
    ],
)
def test_former_mailboxes_are_moved_by_the_rule(
    ledger: Ledger, value: str | None, after: tuple[Mailbox, ...]
) -> None:
    """What the rule can read is taken, the rest stays as it is for a person to mend; and it goes back."""
    migrations.downgrade(ledger, BEFORE)
    with ledger.engine.begin() as connection:
        connection.execute(
            sa.text("INSERT INTO unit (id, name, kind, mailbox) VALUES (7, '甲局', '', :v)"), {"v": value}
        )
        connection.execute(
            sa.text("INSERT INTO person (id, name, mailbox) VALUES (3, '李一', 'li@office.example')")
        )
        connection.execute(sa.text("INSERT INTO post (id, name) VALUES (3, '区长')"))
    migrations.upgrade(ledger)
    with ledger.reading() as session:
        assert mailboxes.of(session, "unit:7") == after
        assert mailboxes.of(session, "person:3") == boxes("li@office.example")
        assert mailboxes.of(session, "post:3") == ()
    migrations.downgrade(ledger, BEFORE)
    with ledger.engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT mailbox FROM unit")).scalar_one()
    assert kept == (after[0].address if after else None)


def test_two_rows_of_one_file_may_share_a_mailbox(ledger: Ledger) -> None:
    """Several small units may be served by one office."""
    with ledger.writing() as session:
        import_registry(
            session, b"name,mailbox\nA,x@b.cn\nB,x@b.cn\n", name="units.csv", now=MONDAY, by="test"
        )
    assert of_unit(ledger, "A") == of_unit(ledger, "B") == boxes("x@b.cn")
