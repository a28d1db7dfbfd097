# SPDX-License-Identifier: Apache-2.0
"""What docs/feeds.md tells, out of feeds as they are written and served."""

import re
from collections.abc import Iterator

from cli.commands.feed import GRACE_DAYS
from models.kinds import FeedScope
from models.queries.editions import ROOM
from notifiers.ical import components, feed
from notifiers.ical.components import todo_uid
from notifiers.ical.entries import CalendarStyle, EntryStatus
from notifiers.ical.words import FACTS, PREFIXES
from scheduler.policy import default_policy
from templates.catalogues import load
from tests.support.docs.documents import text_of
from tests.support.served import STYLE
from tests.unit.docs.facts.words import clock, figure, listed, spelled
from web import redirects, tokens
from web.feeds import answer, cache, refresh
from web.feeds.address import PREFIX
from web.feeds.answer import CACHED, CALENDAR, QUIET, VARIES
from web.feeds.cache import NOTICE_LASTS
from web.feeds.handler import METHODS, REFUSALS
from web.tokens import feed_address

HOW_OFTEN = {"Outlook": "every 3 to 24 hours", "Google Calendar": "every 4 to 18 hours"}
"""What others reported; two pages tell it."""


TOLD = {
    "dated_milestone": "the milestone with its day",
    "plan_and_number": "plan and number",
    "section": "section",
    "assessment_dimension": "assessment dimension",
    "grade": "grade",
    "leaders": "leaders",
    "units_by_role": "units by role",
    "due": "deadline",
    "targets": "targets",
    "percent": "the percentage last reported",
}
"""What the page calls each fact of a description."""


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    for program, interval in HOW_OFTEN.items():
        yield (
            f"| {interval} |"
            if program == "Outlook"
            else f"| Google Calendar | Other calendars → From URL | {interval} |"
        )
    yield "| Thunderbird | New calendar → On the network | every 30 minutes |"
    assert feed.POLL_EVERY.total_seconds() == 3600
    yield "| Evolution, GNOME Calendar | New calendar → On the web | every hour |"
    yield "| iPhone, Mac | Add calendar → Add subscription calendar | as set there |"
    yield "| Android with ICSx5 | Add subscription | as set there |"
    yield "| Nextcloud | New subscription | every hour, as the feed asks |"
    yield f"The description names the title, {listed([*map(TOLD.__getitem__, FACTS)])}."
    yield from _addresses()
    yield from _entries()
    yield from _alarms()
    yield from _todos()
    yield from _versions()
    yield from _http()
    yield from _memory()
    yield from _token()


def _addresses() -> Iterator[str]:
    scopes = {
        FeedScope.UNIT: "by itself",
        FeedScope.SUBTREE: "`duban feed new UNIT --subtree`",
        FeedScope.LEADER: "by itself",
        FeedScope.OFFICE: "by itself",
        FeedScope.PLAN: "`duban feed new --plan KEY`",
    }
    for scope in FeedScope:
        yield f"| {scope} | "
        yield f"| {scopes[scope]} |"
    yield f"| `duban feed rotate` | a new one works | work for {GRACE_DAYS} calendar days more |"
    yield "| `duban feed new` | works | |"
    yield "| `duban feed rotate --grace 0` | a new one works | all end now |"
    yield "| `duban feed revoke` | ends now | all end now |"
    yield "Every unit, leader and the office has a page, `/units/{token}`"
    yield "with signal, working days late or left, deadline, next milestone, progress and plan;"
    yield "then what was closed in the last `feeds.keep_done` days"
    yield "an unknown or ended link is 404 in plain text, and 503 with `Retry-After` while the ledger is away."


def _entries() -> Iterator[str]:
    words, days = load("zh_CN").gettext, default_policy().feeds.keep_done
    late, done, gone = (
        words(PREFIXES[status]).partition("{")[0]
        for status in (EntryStatus.LATE, EntryStatus.DONE, EntryStatus.WITHDRAWN)
    )
    yield "| open | its number | CONFIRMED, or TENTATIVE for a date only striven for (力争) | by the policy | always |"
    yield f"| late: the day after its date has begun in the office | {late} | the same | none | always |"
    yield f"| closed, or a milestone reached | {done} | CONFIRMED | none | {days} calendar days |"
    yield f"| withdrawn from its plan | {gone} | CANCELLED | none | {days} calendar days |"
    yield f"The {days} days are `feeds.keep_done` in the policy."
    assert CalendarStyle(base_url="", locale="en", timezone="UTC").keep_done == days
    weights = components.PRIORITIES
    yield (
        f"PRIORITY is {weights[EntryStatus.LATE]} for late, {weights[EntryStatus.OPEN]} for open "
        f"and {components.LEAST} for the rest."
    )
    yield "a backslash becomes the full-width `＼`, and in CATEGORIES a comma the full-width `，`"
    yield "URL leads to `/tasks/{identity}`"
    yield "the identity, 122 random bits;"


def _alarms() -> Iterator[str]:
    near, far = STYLE.rules
    yield "They count calendar days, because an exchanged weekend announced later would move an alarm"
    assert (near.days, far.days) == (1, 7)
    yield (
        f"as shipped, at {clock(near.at)} on the day before (`{_duration(near)}`) "
        f"and {spelled(far.days)} calendar days before (`{_duration(far)}`)."
    )


def _duration(rule: object) -> str:
    left = -rule.trigger  # type: ignore[attr-defined]
    return f"-P{f'{left.days}D' if left.days else ''}T{left.seconds // 3600}H"


def _todos() -> Iterator[str]:
    yield "| `?alarms=0` | has no alarms, for programs that ring for every calendar |"
    yield "| `?todo=1` | has a to-do beside each event, for programs with a list of tasks |"
    yield "| `?lang=en` | speaks English, whatever the office's locale |"
    assert todo_uid.__doc__
    yield "under a UID of its own, `todo-` before that of the event."
    yield "| open, nothing reported | NEEDS-ACTION | | |"
    yield f"| open, a percentage reported | IN-PROCESS | as reported, at most {components.MOST_WHILE_OPEN}: Thunderbird takes 100 for done,"
    yield "| closed, or a milestone reached | COMPLETED | 100 | when it was closed, or 00:00 on the day it was reached, in UTC |"
    yield "| withdrawn | CANCELLED | as reported | |"


def _versions() -> Iterator[str]:
    yield "| UID | of the task or milestone, for life, in every feed and mail |"
    yield "| SEQUENCE | 2 × (revision + edition), and 1 more when late |"
    yield "when late, a second more and no earlier than 00:00 in the office on the day after the date |"
    yield "| LAST-MODIFIED of the calendar | the newest of its tasks, or the day on which a done one left; never now |"
    yield f"Its moment is a whole second, {spelled(ROOM.total_seconds())} seconds or more after the one before"
    yield "another `DUBAN_BASE_URL`, locale, time zone, `feeds.keep_done` or `feeds.alarms` changes every event at once"


def _http() -> Iterator[str]:
    yield f"`{METHODS[0]}` and `{METHODS[1]} {PREFIX}{{token}}.ics`, everything else is 405 with `Allow`."
    assert {405, 404, 410, 503} == set(REFUSALS)
    yield f"| 200 | `{CALENDAR[1].decode()}`, gzip for who takes it, strong `ETag` for each encoding, `Last-Modified` |"
    yield "| 304 | `If-None-Match` with any known tag"
    yield "| 404 | a token that is none, in plain text |"
    yield "| 503 | the ledger is away and nothing is held yet; with `Retry-After` |"
    yield "Thunderbird asks no more after a 503 until it is started again"
    yield "After a 308 it asks at the former host each time, without its tag, so it never hears 304:"
    yield "`/healthz` answers 200, or 503 when the ledger is away or [no tick came to a good end]"
    yield f"| 410 | an address that ended more than {NOTICE_LASTS.days} days ago; until then it serves a calendar with one notice |"
    cached, varies = (b": ".join(header).decode() for header in (CACHED, VARIES))
    yield f"Every 200 and 304 says `{cached.replace('cache-control', 'Cache-Control')}` and `{varies.replace('vary', 'Vary')}`;"
    said = dict(QUIET)
    yield (
        f"every answer with content says `X-Robots-Tag: {said[b'x-robots-tag'].decode()}` "
        f"and `Referrer-Policy: {said[b'referrer-policy'].decode()}`."
    )
    yield "There is never HTML and never 429 on this address"
    yield "| 308 | asked for at a host of `DUBAN_FORMER_URLS`: the same path and query at the present address;"
    assert redirects.KEPT == ("/feeds/", "/units/", "/tasks/")


def _memory() -> Iterator[str]:
    yield "| SQLite | `PRAGMA data_version` at each poll, some microseconds |"
    yield "| PostgreSQL | `LISTEN duban_log`; while there is no line to listen on, the log is asked once a second |"
    yield f"or more than {spelled(cache.MOST_AT_ONCE)} tasks at once make each feed read its tasks again"
    yield "where three looks suffice: the number of changes, the day, the tag."
    yield "The day of the last reading is noted some seconds later, once a day,"
    yield f"A ledger that does not answer within {spelled(refresh.PATIENCE)} seconds, or not at all,"
    assert refresh.TELL_EVERY == 60
    yield "and the log says so once a minute."
    yield (
        f"at most {figure(cache.MOST_FEEDS)} addresses and {figure(cache.MOST_BLOCKS)} blocks, "
        f"and {answer.MOST_BYTES >> 20} MiB of whole bodies."
    )
    yield f"It is gzip at level {answer.LEVEL}, a third of the time of level 6 for a quarter more bytes;"
    assert refresh.LATELY.days == 14
    yield "and a node that starts builds what was read within two weeks."


def _token() -> Iterator[str]:
    token = tokens.sign(1, 1, key=b"k")
    bits = tokens.MAC_BYTES * 8
    yield f"{len(token)} characters: feed number, generation, and {bits} bits of HMAC-SHA256 under `DUBAN_SECRET_KEY`"
    longest = 256
    room = longest - len(feed_address("", token))
    yield f"the whole address has at most {longest} characters while `DUBAN_BASE_URL` has at most {room}."
    hidden = re.search(r'"~/\(([a-z|]+)\)/" +0;', text_of("deploy/nginx/duban.conf"))
    assert hidden is not None
    masked = listed([f"`/{name}/`" for name in hidden[1].split("|")])
    yield f"because the path is the secret: switch it off, or mask {masked}, in a proxy in front too."
