# SPDX-License-Identifier: Apache-2.0
"""A reader declines an overview: by the mail program's one click, on a page, never by looking."""

import asyncio

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from models.database import Ledger
from models.errors import UsageError
from models.kinds import EventKind, LetterKind
from models.queries import readers
from models.tables import Event
from scheduler.agenda import plan_round
from tests.builders import MONDAY, SUPERVISOR, bring_in, late_task, office, register
from web.pages.unsubscribe import add_unsubscribing
from web.tokens import decline_token, unsubscribe_address, verify_decline

pytestmark = pytest.mark.one_database

KEY, BASE = b"k" * 32, "https://office.example"


def ask(ledger: Ledger, address: str, method: str = "GET") -> httpx.Response:
    """Ask the pages without a socket, as a mail program or a browser does."""

    def decline(reader_key: str, kind: LetterKind) -> None:
        with ledger.writing() as session:
            readers.mute(session, reader_key, kind, now=MONDAY, by=reader_key)

    app = FastAPI()
    add_unsubscribing(app, decline, key=KEY, locale="zh_CN")

    async def once() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            data = {"List-Unsubscribe": "One-Click"} if method == "POST" else None
            return await client.request(method, address, data=data)

    return asyncio.run(once())


def address(kind: LetterKind = LetterKind.DIGEST, reader: str = SUPERVISOR.key, key: bytes = KEY) -> str:
    """Give the address in a reader's mail."""
    return unsubscribe_address(BASE, decline_token(reader, kind, key=key))


def muted(ledger: Ledger) -> frozenset[tuple[str, LetterKind]]:
    """Give what is muted."""
    with ledger.reading() as session:
        return readers.muted(session)


def owed(ledger: Ledger) -> dict[str, tuple[LetterKind, ...]]:
    """Give who is owed which mail on Monday."""
    agenda = plan_round(ledger, office(), now=MONDAY, full=True)
    return {letter.reader.key: letter.covers for letter in agenda.letters}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_the_address_changes_nothing(ledger: Ledger, method: str) -> None:
    """Filters and previews follow links; only a person or a mail program's click declines."""
    answer = ask(ledger, address(), method)
    assert answer.status_code == 200
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert muted(ledger) == frozenset()


def test_one_click_declines_and_is_logged(ledger: Ledger) -> None:
    """The post of RFC 8058 mutes the kind for the reader, once however often it comes."""
    for _again in range(2):
        answer = ask(ledger, address(), "POST")
        assert answer.status_code == 200
        assert "不再向您发送" in answer.text
    assert muted(ledger) == {(SUPERVISOR.key, LetterKind.DIGEST)}
    with ledger.reading() as session:
        lines = [each for each in session.exec(select(Event)) if each.kind is EventKind.MAIL_MUTED]
    assert [each.detail for each in lines] == [{"reader": SUPERVISOR.key, "kind": "digest"}]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "token", ["x", "%00", "中", decline_token(SUPERVISOR.key, LetterKind.DIGEST, key=b"j" * 32)]
)
def test_a_token_that_nobody_made_is_answered_with_404(ledger: Ledger, method: str, token: str) -> None:
    """A guessed or foreign token declines nothing."""
    assert ask(ledger, unsubscribe_address(BASE, token), method).status_code == 404
    assert muted(ledger) == frozenset()


def test_a_token_stands_for_its_reader_and_kind() -> None:
    """What was signed is what is read; one changed character is not."""
    token = decline_token("office:督查@example.org", LetterKind.REPORT, key=KEY)
    assert verify_decline(token, key=KEY) == ("office:督查@example.org", LetterKind.REPORT)
    assert verify_decline(token[:-2] + "xx", key=KEY) is None


def test_a_declined_digest_is_not_owed_and_the_rest_is(ledger: Ledger) -> None:
    """The supervisor who declined gets no digest by mail; units and leaders get theirs."""
    register(ledger)
    bring_in(ledger, [late_task()])
    before = owed(ledger)
    ask(ledger, address(), "POST")
    assert {key: covers for key, covers in before.items() if key != SUPERVISOR.key} == {
        key: covers for key, covers in owed(ledger).items() if key != SUPERVISOR.key
    }
    assert LetterKind.DIGEST in before[SUPERVISOR.key]
    agenda = plan_round(ledger, office(), now=MONDAY, full=True)
    assert [letter.kind for letter in agenda.unmailed] == [LetterKind.DIGEST]


def test_who_declined_the_portfolio_still_gets_the_copy_of_an_urging(ledger: Ledger) -> None:
    """Declining an overview never takes a duty notice along."""
    register(ledger)
    bring_in(ledger, [late_task()])
    (leader,) = (key for key in owed(ledger) if key.startswith("person:"))
    assert owed(ledger)[leader] == (LetterKind.PORTFOLIO, LetterKind.URGING)
    ask(ledger, address(LetterKind.PORTFOLIO, leader), "POST")
    assert owed(ledger)[leader] == (LetterKind.URGING,)


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if kind.is_duty])
def test_a_duty_notice_cannot_be_declined(ledger: Ledger, kind: LetterKind) -> None:
    """Neither the office nor a forged wish silences a reminder."""
    with pytest.raises(UsageError), ledger.writing() as session:
        readers.mute(session, "unit:1", kind, now=MONDAY, by="test")


def test_what_was_declined_can_be_sent_again(ledger: Ledger) -> None:
    """Taking it back leaves nothing muted, and says whether there was anything."""
    ask(ledger, address(), "POST")
    with ledger.writing() as session:
        facts = (session, SUPERVISOR.key, LetterKind.DIGEST)
        assert [readers.unmute(*facts, now=MONDAY, by="test") for _again in range(2)] == [True, False]
    assert muted(ledger) == frozenset()
