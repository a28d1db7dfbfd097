# SPDX-License-Identifier: Apache-2.0
"""What docs/operate.md tells, out of the program and of the files in deploy/ beside it."""

from collections.abc import Iterator

from cli.daemon import cluster, daemon, shortages
from cli.daemon.logs import PAUSE
from cli.settings import Settings
from models.errors import LedgerError
from models.kinds import NodeRole
from models.letters import HARD
from models.queries import claims
from models.queries.nodes import STALE_AFTER
from notifiers import bounces
from scheduler import problems, upkeep
from scheduler.delivery import cluster as job_care
from scheduler.delivery import cluster as jobs
from scheduler.delivery import deliver, relay, transport
from scheduler.problems import STUCK_AFTER
from tests.support.docs.documents import text_of
from tests.unit.docs.facts.words import figure, part, span, spelled, spelled_span
from web.bounded_protocol import REFUSALS
from web.bounds import RESERVED_FILES, SHARE_SPARED, bounds_below
from web.caldav_server.auth import LARGEST
from web.networks import LOOPBACK

UNIT = "deploy/systemd/duban.service"
BACKUP = "deploy/systemd/duban-backup.service"


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield from _installing()
    yield from _several()
    yield from _dying()
    yield from _watching()
    yield from _strangers()
    yield from _failing()
    yield from _coming_back()


def _strangers() -> Iterator[str]:
    bounds = bounds_below(shortages.MOST_FILES)
    assert (bounds.line, bounds.head) == (8 << 10, 64 << 10)
    yield f"| a line of a request's head | {bounds.line >> 10} KB | 431, or 414 when it is the first line |"
    yield f"| the whole head | {bounds.head >> 10} KB, {bounds.headers} lines | 431 |"
    yield f"until its first byte | {span(bounds.head_seconds)} | 408, or nothing |"
    yield (
        f"| content, where any is taken | {bounds.content // 10**6} MB, {bounds.content_seconds:.0f} seconds | 413, 408 |"
    )
    assert bounds.content == LARGEST
    yield f"| requests sent before the first one is answered | {bounds.waiting} |"
    yield f"| an answer that is not taken | {bounds.least_taken >> 10} KB in {span(bounds.stalled_seconds)} |"
    yield f"| a connection at rest | {bounds.idle_seconds} seconds | the connection ends; nginx ends its own after 60 |"
    yield f"| connections from one address, of IPv6 from one /64 | {bounds.per_address} |"
    yield f"| all connections | {figure(bounds.connections)}, or what the limit of open files leaves |"
    yield f"as far as it may, at most to {figure(shortages.MOST_FILES)}, and keeps {RESERVED_FILES} of them, or half"
    yield f"{part(SHARE_SPARED)} more is kept for this machine and for proxies"
    assert {400, 408, 413, 414, 431} < set(REFUSALS)
    yield "A request that could be read in two ways is 400 and ends its connection:"
    yield "everybody else hears whether all is well, and 404."
    assert PAUSE == 60
    yield "What strangers repeat is one line of a kind in a minute in the log"
    assert all(name in LOOPBACK for name in Settings.model_fields["proxies"].default)
    yield "`DUBAN_PROXIES` names the proxies in front; as it is shipped, those on the same machine."


def _installing() -> Iterator[str]:
    version = text_of("pyproject.toml").partition('version = "')[2].partition('"')[0]
    needs = text_of("pyproject.toml").partition('requires-python = ">=')[2].partition('"')[0]
    yield f"/opt/duban/bin/pip install --no-deps dist/duban-{version}-py{needs[0]}-none-any.whl"
    yield "The timer does so every night and keeps thirty days."
    assert "-mtime +30 -delete" in text_of(BACKUP)
    assert "every night" in text_of("deploy/systemd/duban-backup.timer")


def _several() -> Iterator[str]:
    yield f"takes jobs of about {spelled(jobs.BATCH_OF_A_JOB)} mails and sends them |"
    yield "Only one daemon may hold an SQLite ledger; a second one says who does."
    yield f"Without a role a node has all {spelled(len(NodeRole))}; several may be named at once."
    yield "| `duban run --web` | feeds, pages, `/healthz`, `/metrics` |"
    yield "| `duban run --scheduler` | decides what is owed and writes it down with its jobs | two, so that one may die;"
    yield "`DUBAN_MAILS_PER_MINUTE`, `DUBAN_BASE_URL` and policy. `DUBAN_SMTP_CONNECTIONS` counts for each node."
    yield "and asks the next one when a node does not answer"
    assert "proxy_next_upstream error timeout" in text_of("deploy/nginx/duban.conf")
    compose = text_of("deploy/container/compose.yaml")
    nodes = compose.count("<<: *node") - 1  # one of them only brings the tables up to date
    yield f"is all of it: PostgreSQL, {spelled(nodes)} nodes, nginx."


def _dying() -> Iterator[str]:
    tick = Settings.model_fields["tick_seconds"].default
    beats = spelled(job_care.BEATS_TO_SILENCE + 1)
    assert cluster.BEATS_PER_TICK == 3
    yield (
        f"its jobs start on another node within {beats} heartbeats (a heartbeat is a third of `DUBAN_TICK_SECONDS`: "
        f"{tick / cluster.BEATS_PER_TICK:.0f} s); at most {spelled(transport.BATCH)} mails a connection "
        f"that it had in hand wait for the end of their lease, {span(claims.LEASE)},"
    )
    yield "| a node that serves | nginx asks the others |"
    yield "| a node that decides | the others tick as before; nothing waits for it |"
    yield "| all nodes that send | jobs wait in the database |"
    yield "| jobs, by somebody's hand | every tick gives out anew what is due and in no job; a job that runs twice sends nothing twice |"
    assert 30 <= sum(deliver.STAMP_AGAIN_SECONDS) < 45
    yield "a mail that was just taken is stamped as soon as it is back, within half a minute;"
    yield f"says so and ends with status {LedgerError.exit_status}; systemd and the compose file start it again."
    assert "Restart=always" in text_of(UNIT)
    assert "restart: unless-stopped" in text_of("deploy/container/compose.yaml")


def _watching() -> Iterator[str]:
    yield (
        "| is it alive | `GET /healthz`: 200, or 503 when the ledger is away, before this node's first good tick, "
        f"or after {spelled(STALE_AFTER)} intervals without one |"
    )
    yield "| numbers | `GET /metrics` for Prometheus, from this machine and from what `DUBAN_METRICS_FROM` names;"
    yield "| what to mend | `duban check`, and the findings at the end of every overdue digest |"
    yield "| what it did | the log on stderr: one line a decision and an attempt,"
    assert daemon.ASK_EVERY.total_seconds() == 60
    yield "`DUBAN_WATCHDOG_URL`: asked for after every good tick, at most once a minute;"
    yield f"`duban_oldest_waiting_seconds > {STUCK_AFTER.total_seconds():.0f}`, `duban_relay_stopped == 1`,"
    yield '`increase(duban_attempts_total{outcome="refused"}[1d]) > 0`, `duban_messages{state="unwritten"} > 0`,'
    yield "`duban_skipped_slots` rising, `/healthz` not 200."


def _failing() -> Iterator[str]:
    first, last = relay.FIRST_STOP, relay.LONGEST_STOP
    yield (
        "keeps every mail, stops the relay for "
        f"{first.total_seconds() / 60:.0f} to {span(last)}, tries again by itself; no mail is given up because of it"
    )
    yield (
        f"| the relay defers one mail | waits {span(relay.FIRST_RETRY)}, then twice as long up to "
        f"{span(relay.LONGEST_RETRY)}, for {span(relay.GIVE_UP_AFTER)} | nothing |"
    )
    yield "| the relay refuses one address for good | gives that mail up at once and tells the office |"
    first, longest = span(relay.FIRST_RETRY), span(relay.LONGEST_RETRY)
    yield f"(`letter-unwritten`), tries it again after {first}, then twice as long up to {longest} |"
    yield "sends it again with the same bytes and Message-ID, counts it as ambiguous | nothing |"
    yield "makes good what the policy's `catch_up` allows, records the rest as skipped and tells the office"
    yield "says one byte after the other | keeps to one deadline for the whole exchange"
    yield "| the process or the machine dies | at the next start takes back what the dead process had in hand |"
    yield "| the disk is full, the database read-only or away | writes nothing by halves, logs it, `/healthz` is red, tries again at the next tick |"
    yield "| the clock jumps | a slot is settled once by its calendar label, so nothing is doubled |"
    yield "| a quiet tick | under 20 ms, whatever the size | not measured |"
    yield "until `retention.mail_bodies` empties them"


def _coming_back() -> Iterator[str]:
    yield (
        f"(status {', '.join(hard_statuses())}), to the return path of a mail that left "
        f"in the last {span(upkeep.BELIEVED_FOR)} | no mail goes there any more |"
    )
    yield f"or before a later one that has not come back for {spelled_span(upkeep.SETTLED_AFTER)} | listed; mail goes on |"
    yield "| a mailbox that is full, slow or choosy (any other status) | told; mail goes on |"
    yield "the target of a forwarding | told as the member's; mail goes on |"
    yield "| sentences only, without fields that say whom they are about | told; mail goes on |"
    yield "whatever Message-ID it quotes | listed, one line in the digest; mail goes on |"
    yield "| a delay, an absent person's answer | nothing |"
    yield "| a mail that cannot be read at all | set aside, one line in the digest |"
    assert problems.SHOWN_FOR.days == 14
    yield "in the office's digest for two weeks;"
    yield (
        f"reads the mailbox every {spelled_span(daemon.COLLECT_EVERY)}: {bounces.MOST_AT_ONCE} mails at a time, "
        f"the first mebibyte of each, for {bounces.SECONDS:.0f} seconds at most."
    )
    assert bounces.MOST_BYTES == 1 << 20
    yield "over a 502 or 503 Thunderbird asks no more until it is restarted"


def hard_statuses() -> list[str]:
    """Give the codes that stop mail, in the order of their numbers."""
    return sorted(HARD, key=lambda status: [int(part) for part in status.split(".")])
