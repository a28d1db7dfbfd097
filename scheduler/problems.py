# SPDX-License-Identifier: Apache-2.0
"""What the office must mend so that nothing is lost: told in its digest and by `duban check`."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from models.addresses import Mailbox, address_key, fault_of
from models.findings import TASKS, Finding, Several
from models.kinds import BounceEffect, MessageState, Severity
from models.queries import bounces, channels, mailboxes, nodes, outbox, readers, tasks
from models.queries.channels import Trouble
from models.tables import Bounce, Message, Relay, ServedSlot
from models.text import clean_line, shell_word
from scheduler.calendar_years import years_known_now, years_not_known
from scheduler.policy import Policy
from scheduler.workdays import WorkingCalendar

TOLD_FOR = timedelta(days=7)
"""For so many *calendar* days a skipped slot is told."""
SHOWN_FOR = timedelta(days=14)
"""For so many *calendar* days it is told that a mail came back, though the mailbox still gets others."""
STUCK_AFTER = timedelta(hours=2)
"""A message that has not left for this long is told to the office.

A stop that ran out this long ago was not renewed although every tick tries again: nothing waits for it.
"""
MOST_MESSAGES = 50
"""So many causes are told one by one; a digest of ten thousand lines would be read by nobody."""
MOST_NAMES = 8
"""So many of an enumeration are named, the others counted."""
STOPPED, STUCK = "relay-stopped", "message-stuck"
NOT_TRIED = "–"
"""The reason of what has not been tried, or of which none is known."""
GIVEN_UP = '"{subject}" to {recipient} was given up: {reason}'
WAITING = '"{subject}" to {recipient} has not left yet: {reason}'
MEND_ONE = "Mend the address or the relay, then run: duban outbox retry {id}; or drop it."
MEND_MAILBOX = (
    "If the mailbox is wrong: duban unit set {shown} --mailbox ADDRESS; or mend the relay, then run: "
    "duban outbox retry {id}; or drop it."
)
MANY_GIVEN_UP = "{count} mails to {recipients} were given up: {reason}"
MANY_WAITING = "{count} mails to {recipients} have not left yet: {reason}"
MEND_MANY = (
    "Mend the addresses or the relay, then run: duban outbox retry NUMBER… with the numbers listed by: "
    "duban outbox list --state {state}; or drop them."
)


def ledger_problems(
    session: Session, *, calendar: WorkingCalendar, policy: Policy, now: datetime
) -> tuple[Finding, ...]:
    """Gather everything that keeps somebody from being told, worst first."""
    stops = nodes.stopped(session, since=now - STUCK_AFTER)
    named = mailboxes.named(session)
    unsent, unwritten = outbox.not_sent(session, waiting_since=now - STUCK_AFTER), outbox.unwritten(session)
    return (
        *relays_stopped(stops, now=now),
        *letters_unwritten(unwritten, now=now),
        *messages_not_sent(unsent, is_relay_stopped=bool(stops)),
        *channels_troubled(channels.troubled(session, waiting_since=now - STUCK_AFTER)),
        *slots_skipped(outbox.skipped(session, since=now - TOLD_FOR)),
        *mailboxes_failing(bounces.failing(session).values(), named=named),
        *mails_came_back(bounces.shown(session, since=now - SHOWN_FOR)),
        *mailboxes_unusable(named, unwritten=unwritten),
        *units_without_mailbox(readers.units_without_mailbox(session)),
        *units_ended(readers.ended_units(session)),
        *group_words(readers.group_words(session)),
        *leaders_without_mailbox(readers.leaders_without_mailbox(session, on=now.date())),
        *years_not_known(calendar, now=now, until=tasks.last_deadline(session)),
        *years_known_now(session, calendar=calendar, policy=policy, now=now),
    )


def relays_stopped(stops: Iterable[Relay], *, now: datetime) -> list[Finding]:
    """Tell which relay refuses to work, what it answered, and when it is tried again."""
    return [
        Finding(
            code=STOPPED,
            severity=Severity.ERROR,
            sentence="Relay {relay} is stopped until {until}; every mail waits, none is lost: {reason}",
            cure="Mend it or DUBAN_SMTP_URL, then run: duban outbox resume.",
            facts={
                "relay": relay.name,
                "until": f"{relay.stopped_until.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
                "reason": relay.stopped_by or "–",
            },
        )
        for relay in stops
        if relay.stopped_until
    ]


def letters_unwritten(messages: Iterable[Message], *, now: datetime) -> list[Finding]:
    """Tell which letters could not be written down, why, and when each is tried again; one cause once."""
    by_cause: dict[str, list[Message]] = {}
    for message in {item.letter_key: item for item in messages}.values():
        by_cause.setdefault(message.last_error or NOT_TRIED, []).append(message)
    return [_unwritten(reason, theirs, now) for reason, theirs in by_cause.items()][:MOST_MESSAGES]


def messages_not_sent(messages: Sequence[Message], *, is_relay_stopped: bool = False) -> list[Finding]:
    """Tell which messages are given up or have waited too long, and why; one cause once.

    While a relay is stopped it is the reason for all that wait, and told as one.
    """
    by_cause: dict[tuple[bool, str], list[Message]] = {}
    for message in messages:
        if message.state is MessageState.DEAD or not is_relay_stopped:
            by_cause.setdefault((message.state is MessageState.DEAD, _cause(message)), []).append(message)
    grouped = list(by_cause.values())
    untold = sum(map(len, grouped[MOST_MESSAGES:]))
    return [*map(_not_sent, grouped[:MOST_MESSAGES]), *_more(untold)]


def _cause(message: Message) -> str:
    """Give the reason without the mail's own address, which relays repeat in their answers."""
    address = re.compile(re.escape(message.recipient) or "(?!)", re.IGNORECASE)
    return address.sub("…", message.last_error or NOT_TRIED)


def _more(count: int) -> list[Finding]:
    if count <= 0:
        return []
    return [
        Finding(
            code="messages-not-sent",
            severity=Severity.ERROR,
            sentence="{count} more messages were given up or have not left yet.",
            cure="List them with: duban outbox list --state dead --state queued.",
            facts={"count": count},
        )
    ]


def channels_troubled(troubles: Iterable[Trouble]) -> list[Finding]:
    """Tell which channels do not take what they should; the mails of their readers go out as ever."""
    return [
        Finding(
            code="channel-troubled",
            severity=Severity.WARNING,
            sentence="Channel {id} of {reader} fails ({dead} given up, {waiting} waiting): {reason}",
            cure="Try it with: duban unit channel test {id}; then duban outbox retry or drop what it missed.",
            facts={
                "id": trouble.channel_id,
                "reader": trouble.reader,
                "dead": trouble.dead,
                "waiting": trouble.waiting,
                "reason": trouble.reason,
            },
        )
        for trouble in troubles
    ]


def slots_skipped(skipped: Iterable[ServedSlot]) -> list[Finding]:
    """Tell which weekly mails and digests never went out because nobody was there."""
    return [
        Finding(
            code="slot-skipped",
            severity=Severity.WARNING,
            sentence="The {kind} of {label} did not go out: duban was not running.",
            cure="See that it runs always; what is still owed is told by the next one.",
            facts={"kind": slot.kind, "label": slot.label},
        )
        for slot in skipped
    ]


def mailboxes_failing(hard: Iterable[Bounce], *, named: Iterable[tuple[str, Mailbox]] = ()) -> list[Finding]:
    """Tell which mailboxes are gone, so that nothing is sent there any more; `named` says whose they are."""
    owners = {address_key(mailbox.address): name for name, mailbox in named}
    return [_failing(bounce, owners.get(address_key(bounce.mailbox))) for bounce in hard]


def _failing(bounce: Bounce, owner: str | None) -> Finding:
    cure = "Correct the address, or run: duban bounce clear {mailbox}."
    if owner:
        cure = (
            "Correct it with: duban unit set {shown} --mailbox ADDRESS, "
            "or send there again: duban bounce clear {mailbox}."
        )
    return Finding(
        code="mailbox-failing",
        severity=Severity.ERROR,
        sentence="Mail to {mailbox} came back: {text}. Nothing is sent there any more.",
        cure=cure,
        facts={
            "mailbox": bounce.mailbox,
            "text": bounce.text or bounce.status,
            "shown": shell_word(clean_line(owner or "")),
        },
    )


def mails_came_back(shown: Iterable[Bounce]) -> list[Finding]:
    """Tell which mails did not arrive although their mailboxes still get others, each address once.

    What proves nothing, and what could not be read, is one line each: strangers shall not fill the digest.
    """
    by_effect: dict[BounceEffect, dict[tuple[str, str], Bounce]] = {}
    for bounce in shown:
        by_effect.setdefault(bounce.effect, {})[bounce.mailbox, bounce.recipient] = bounce
    told = [
        *map(_member_bounced, by_effect.get(BounceEffect.MEMBER, {}).values()),
        *map(_came_back, by_effect.get(BounceEffect.SOFT, {}).values()),
        *map(_came_back, by_effect.get(BounceEffect.VAGUE, {}).values()),
    ]
    unproven = sorted({mailbox for mailbox, _ in by_effect.get(BounceEffect.UNPROVEN, {})})
    unread = BounceEffect.UNREAD in by_effect
    more = _more_came_back(len(told) - MOST_MESSAGES)
    return [*told[:MOST_MESSAGES], *more, *_unproven(unproven), *([_UNREAD] if unread else [])]


def _member_bounced(bounce: Bounce) -> Finding:
    return Finding(
        code="member-bounced",
        severity=Severity.WARNING,
        sentence="Mail to {mailbox} is passed on to {recipient}, where it came back: {text}. "
        "The mailbox itself gets mail as before.",
        cure="Have it taken out of {mailbox}; then run: duban bounce clear {mailbox}.",
        facts={
            "mailbox": bounce.mailbox,
            "recipient": bounce.recipient,
            "text": bounce.text or bounce.status or "–",
        },
    )


def _came_back(bounce: Bounce) -> Finding:
    return Finding(
        code="mail-came-back",
        severity=Severity.WARNING,
        sentence="Mail to {mailbox} came back: {text}. The mailbox gets mail as before.",
        cure="See that mail reaches it, or correct the address; then run: duban bounce clear {mailbox}.",
        facts={"mailbox": bounce.mailbox, "text": bounce.text or bounce.status or "–"},
    )


def _more_came_back(count: int) -> list[Finding]:
    if count <= 0:
        return []
    return [
        Finding(
            code="mails-came-back",
            severity=Severity.WARNING,
            sentence="Mail to {count} more addresses came back; the mailboxes get mail as before.",
            cure="List them with: duban bounce list.",
            facts={"count": count},
        )
    ]


def _unproven(mailboxes: Sequence[str]) -> list[Finding]:
    if not mailboxes:
        return []
    return [
        Finding(
            code="bounce-unproven",
            severity=Severity.INFO,
            sentence="It is said of mail to {mailboxes} that it came back, which anybody could have written; "
            "these mailboxes get mail as before.",
            cure="Read what it says with: duban bounce list. Where it is right, correct the address.",
            facts={"mailboxes": Several(mailboxes, most=MOST_NAMES)},
        )
    ]


_UNREAD = Finding(
    code="bounce-unread",
    severity=Severity.INFO,
    sentence="Some mails that came back could not be read.",
    cure="Look at them in the mailbox of DUBAN_BOUNCES; then run: duban bounce clear --unread.",
)


def mailboxes_unusable(
    named: Iterable[tuple[str, Mailbox]], *, unwritten: Sequence[Message] = ()
) -> list[Finding]:
    """Tell which mailboxes no mail can carry, from pairs of their owner's name and mailbox.

    What a letter that could not be written gives as its reason is told with that letter.
    """
    reasons = [item.last_error or "" for item in unwritten[:MOST_MESSAGES]]  # so many are told for certain
    faults = ((name, item.address, fault_of(item.address)) for name, item in named)
    return [
        Finding(
            code="bad-mailbox",
            severity=Severity.ERROR,
            sentence="The mailbox {mailbox} of {name} gets no mail: {why}",
            cure="Correct it with: duban unit set {shown} --mailbox ADDRESS.",
            facts={
                "name": clean_line(name),
                "shown": shell_word(clean_line(name)),
                "mailbox": clean_line(address),
                "why": why,
            },
        )
        for name, address, why in faults
        if why and not any(clean_line(name) in told and clean_line(address) in told for told in reasons)
    ]


def units_without_mailbox(named: Iterable[tuple[str, str]]) -> list[Finding]:
    """Tell which units with open tasks no mail can reach, from pairs of unit and task number."""
    return [
        Finding(
            code="no-mailbox",
            severity=Severity.WARNING,
            sentence="Unit {unit} has no mailbox; nobody tells it of tasks {tasks}.",
            cure="Give it one with: duban unit set {shown} --mailbox ADDRESS.",
            facts={
                "unit": name,
                "shown": shell_word(clean_line(name)),
                "tasks": Several(numbers, most=MOST_NAMES, counted=TASKS),
            },
        )
        for name, numbers in _gathered(named)
    ]


def units_ended(named: Iterable[tuple[str, str]]) -> list[Finding]:
    """Tell which units were ended while open tasks name them, from pairs of unit and task number."""
    return [
        Finding(
            code="unit-ended",
            severity=Severity.WARNING,
            sentence="Unit {unit} was ended, and tasks {tasks} still name it.",
            cure="Give them to another unit with: duban unit merge {shown} UNIT --from DATE.",
            facts={
                "unit": name,
                "shown": shell_word(clean_line(name)),
                "tasks": Several(numbers, most=MOST_NAMES, counted=TASKS),
            },
        )
        for name, numbers in _gathered(named)
    ]


def group_words(named: Iterable[tuple[str, str]]) -> list[Finding]:
    """Tell which open tasks only a group word names, and so nobody, from pairs of word and task number."""
    return [
        Finding(
            code="group-word",
            severity=Severity.WARNING,
            sentence='"{word}" names no unit in particular; tasks {tasks} have nobody to remind through it.',
            cure="Say who is meant: duban unit resolve {word} --plan PLAN --task NUMBER --to UNIT.",
            facts={"word": word, "tasks": Several(numbers, most=MOST_NAMES, counted=TASKS)},
        )
        for word, numbers in _gathered(named)
    ]


def leaders_without_mailbox(names: Sequence[str]) -> list[Finding]:
    """Tell which leaders in charge of open tasks cannot be told when they are late."""
    if not names:
        return []
    return [
        Finding(
            code="leader-without-mailbox",
            severity=Severity.INFO,
            sentence="{count} leaders have no mailbox and get no digest: {names}.",
            cure="Give each of them one, as with: duban unit set {shown} --mailbox ADDRESS.",
            facts={
                "count": len(names),
                "names": Several(names, most=MOST_NAMES),
                "shown": shell_word(clean_line(names[0])),
            },
        )
    ]


def _not_sent(messages: Sequence[Message]) -> Finding:
    """Tell of messages that one cause keeps from leaving."""
    one, dead = messages[0], messages[0].state is MessageState.DEAD
    if len(messages) == 1:
        sentence, cure = GIVEN_UP if dead else WAITING, MEND_MAILBOX if _is_registered(one) else MEND_ONE
    else:
        sentence, cure = MANY_GIVEN_UP if dead else MANY_WAITING, MEND_MANY
    recipients = tuple(dict.fromkeys(message.recipient for message in messages))
    return Finding(
        code="message-dead" if dead else STUCK,
        severity=Severity.ERROR if dead else Severity.WARNING,
        sentence=sentence,
        cure=cure,
        facts={
            "id": one.id,
            "shown": shell_word(clean_line(one.reader_name)),
            "count": len(messages),
            "subject": one.subject,
            "recipient": one.recipient,
            "recipients": Several(recipients, most=MOST_NAMES),
            "reason": (one.last_error or NOT_TRIED) if len(recipients) == 1 else _cause(one),
            "state": (MessageState.DEAD if dead else MessageState.QUEUED).value,
        },
    )


def _is_registered(message: Message) -> bool:
    """Tell whether the mailbox is one of the registry, not of the settings, and the message a mail."""
    return message.channel_id is None and not message.reader_key.startswith("office")


def _unwritten(reason: str, messages: Sequence[Message], now: datetime) -> Finding:
    one, following = messages[0], min(message.next_at for message in messages)
    facts = {
        "id": one.id,
        "count": len(messages),
        "reader": one.reader_name,
        "readers": Several([message.reader_name for message in messages], most=MOST_NAMES),
        "reason": reason,
        "next": f"{following.astimezone(now.tzinfo):%Y-%m-%d %H:%M}",
    }
    return Finding(
        code="letter-unwritten",
        severity=Severity.ERROR,
        sentence="The letter to {reader} could not be written: {reason}"
        if len(messages) == 1
        else "{count} letters could not be written, to {readers}: {reason}",
        cure="Mend its cause; it is written anew at {next} or when duban starts, "
        "at once with: duban outbox retry {id}."
        if len(messages) == 1
        else "Mend the cause; they are written anew from {next} on or when duban starts. "
        "List them with: duban outbox list --state unwritten.",
        facts=facts,
    )


def _gathered(named: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    found: dict[str, list[str]] = {}
    for name, number in named:
        found.setdefault(name, []).append(number)
    return sorted(found.items())
