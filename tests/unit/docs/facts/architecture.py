# SPDX-License-Identifier: Apache-2.0
"""What docs/architecture.md tells, out of the modules it speaks of."""

from collections.abc import Iterator

from cli import clock, settings
from cli.daemon import daemon, logs, senders
from cli.daemon import web as daemon_web
from models import addresses, channels, errors, faults
from models import changes as ledger_changes
from models.queries import channel_messages, claims, failed, log, tasks
from notifiers import bounces, chat_text, deadlines
from notifiers.ical import components, words
from notifiers.mail import compose, mime, rows
from notifiers.senders import apprise, bots, http, smtp, smtp_replies, webhook
from plans.fields import task_fields
from plans.revisions import changes, matching
from plans.time import dates
from scheduler import again, agenda, assessment, guard, policy, ports, slots, upkeep, workdays
from scheduler import round as round_
from scheduler.delivery import cluster, deliver, relay, threads, transport
from scheduler.round import run_round
from tests.unit.docs.facts.words import part, span, spelled, spelled_span, where
from web.feeds import answer, cache
from web.pages import app


def facts() -> Iterator[str]:
    """Give every sentence that must stand on the page."""
    yield from _places()
    yield from _round()
    yield from _failing()
    yield from _leaving()


def _places() -> Iterator[str]:
    yield f"a time of day, the horizon | `data/policy.toml`, checked by `{where(policy.read_policy)}` |"
    yield f"| which day is a working day | `{where(workdays.WorkingCalendar)}`, overrides in `data/holidays.csv` |"
    yield f"| the colour of a task | `{where(assessment.assess)}` |"
    yield f"| what one reader is owed now | `{where(agenda.decide)}` |"
    yield f"| which tasks a round reads at all | `{where(assessment.tasks_for_round)}`, `{where(tasks.ledger_view)}` |"
    yield f"| the bytes of a mail | `{where(mime.mail_bytes)}` |"
    yield f"| which facts of a task a mail tells | `FACTS` in `{where(rows.facts_of)}` |"
    yield f"| an event's title and description | `{where(words.description)}` |"
    yield f"| who may see numbers | asked in `{where(app.make_pages)}`, named in `{where(daemon_web.WebThread)}` |"
    yield f"| which task of a revised plan is which | `{where(matching.match)}`, how alike two are in"
    yield f"| how long a claim holds | `{where(claims.claim)}` |"
    yield "| the weekly mail's subject, lead and steps | `templates/mail/weekly.jinja`, Chinese in `templates/locale/zh_CN/mail.po` |"
    yield f"| when a relay is stopped, how its limit is shared | `{where(relay.count_fault)}` |"
    yield f"| when a message is tried again, a letter written anew | `{where(relay.next_writing)}` |"
    yield f"| which letters are owed once more | `{where(again.owed_again)}`, `{where(failed)}` |"
    yield f"| whose fault a failure is | `{where(faults)}`, what follows from it in `{where(guard.Guard)}` |"
    yield f"| what a reply of a relay means | `{where(smtp_replies)}` |"
    yield f"| which node does what, which engine sends | `{where(daemon.Daemon)}`, `{where(senders)}` |"
    yield f"| the words of a chat message | `{where(chat_text.shorten)}`, Chinese in"
    yield f"| what WeCom, DingTalk or Feishu answer | `{where(bots.post_to_bot)}` |"
    yield f"| the signature of a webhook | `{where(webhook.signed_headers)}` |"
    yield f"| which channel is told what | `{where(round_)}`, `{where(channel_messages)}` |"
    yield f"| when a channel is quiet | `{where(channels)}` |"
    yield f"| a header of a mail | `{where(mime.list_id)}` |"
    yield f"| an event's dates, status and alarms | `{where(components.write_event)}` |"
    yield f"| the ETag of a feed, its headers | `{where(answer.rendering)}` |"
    yield f"| when a feed is written again | `{where(cache.FeedCache)}`, what the log says to it in `{where(log)}` |"
    yield f"| how a node hears of a change | `{where(ledger_changes)}` |"
    yield f"| the reading of a label (牵头单位, 完成时限, …) | labels in `{where(task_fields)}`, dates in `{where(dates)}` |"
    yield f"| what an import changes | `{where(changes)}` |"
    yield f"`{where(deadlines)}`, the seconds in `{where(smtp)}`, `senders/http.py`, `senders/apprise.py`, `bounces.py` |"
    yield f"| what a returned mail says, what it does | `{where(bounces)}`, `{where(upkeep)}` |"
    yield f"| what is a mail address, and which two are equal | `{where(addresses)}` |"
    assert logs.PAUSE == 60
    yield f"| what the log says once a minute | `{where(logs)}` |"
    yield f"| what time it is | `{where(clock)}` |"
    yield "| a table | `models/tables/` and a revision in `models/migrations/` |"
    yield f"| a setting | `{where(settings.Settings)}` |"
    yield f"| an error's exit status | `{where(errors.DubanError)}` |"


def _round() -> Iterator[str]:
    yield f"`{where(slots.slots_due)}` says which duties are due at this moment."
    yield f"`{where(agenda.decide)}` decides from tasks, ledger, policy and calendar"
    yield f"`{where(compose.compose)}` writes each letter down"
    yield f"`{where(run_round)}` puts slots, messages and notices into the ledger in one transaction."
    yield "All three are unique, and the round gives way if the ledger moved since it read,"
    yield "so ten rounds, two rounds at once and a round after a crash write one set."
    yield f"`{where(deliver.deliver)}` claims messages with a lease"
    assert deliver.deliver_batch
    yield "`deliver` starts a thread for each connection there is work for; `deliver_batch` is what each of them does"


def _failing() -> Iterator[str]:
    assert guard.FAILED_ROUNDS == 3
    yield "the same letter fails twice in a round while files, memory, threads and ledger are there |"
    yield "the round ends; at the third one that letter is set aside as unwritten, and tried alone from then on"
    first, longest = span(relay.FIRST_RETRY), span(relay.LONGEST_RETRY)
    yield f"and by itself after {first}, doubling to {longest}, for as long as it takes."
    yield "| this machine is out of files, memory or threads | waits, unspent | – |"


def _leaving() -> Iterator[str]:
    assert claims.LEASE == 2 * claims.LONGEST_ATTEMPT
    assert claims.LONGEST_ATTEMPT.total_seconds() == smtp.ATTEMPT_SECONDS + smtp.AFTER_DOT_SECONDS
    yield (
        f"A claim is a short transaction over {spelled(transport.BATCH)} rows; "
        f"the lease of {span(claims.LEASE)} lasts twice as long as the slowest attempt, and no attempt begins that could outlast it."
    )
    assert 30 <= sum(deliver.STAMP_AGAIN_SECONDS) < 45
    yield "is stamped at once, and if the ledger is away just then, for half a minute more."
    first, longest = span(relay.FIRST_RETRY), span(relay.LONGEST_RETRY)
    over = span(relay.GIVE_UP_AFTER)
    yield f"| 4xx at RCPT or DATA | tried again after {first}, doubling to {longest}, dead after {over} | – |"
    yield (
        "| the line breaks before the dot | tried again after "
        f"{span(relay.FIRST_RETRY_OF_A_BROKEN_LINE)}, doubling to {longest}, dead after {over} | one fault |"
    )
    yield "| 5xx at RCPT or DATA | dead at once, told to the office; written anew once the mailbox is another one | – |"
    yield "| the line breaks after the dot | *ambiguous*: tried again like 4xx, same bytes, same Message-ID | one fault |"
    yield "| 4xx or a broken line at connect, EHLO, AUTH or MAIL; 421 anywhere | waits, unspent | one fault |"
    yield "| 250 after the dot | sent | its faults are forgotten |"
    yield "| 5xx there, nobody answers, no encryption, a wrong certificate | waits, unspent | stopped at once |"
    yield (
        f"{spelled(relay.PATIENCE).capitalize()} faults without a mail taken in between stop the relay too; "
        f"a connection that meets {spelled(deliver.FAULTS_TO_PAUSE)} in a row ends its work until the next look."
    )
    assert relay.LONGEST_STOP == 30 * relay.FIRST_STOP
    yield f"A stop lasts {spelled_span(relay.FIRST_STOP)} and doubles to half an hour with every trial that fails"
    yield f"the {spelled(relay.GIVE_UP_AFTER.days)} days begin with the first failure of the message itself"
    yield f"The limit is a bucket: {part(relay.BURSTS_PER_MINUTE)} of it may leave at once"
    yield (
        f"`{where(cluster.Jobs)}` gives what a round wrote to jobs of Procrastinate, {spelled(cluster.BATCH_OF_A_JOB)} "
        f"mails each, in the round's own transaction; `{where(cluster.JobWorker)}` runs the engine's worker"
    )
    yield f"it hands what it wrote to a `{ports.Dispatch.__name__}` (`{where(ports)}`), and `{where(senders)}` chooses"
    yield f"Jobs of workers that fell silent start again (`{where(cluster)}`)."
    yield from _deadlines()
    assert threads.GRACE_SECONDS + threads.LAST_SECONDS <= 30
    yield (
        f"A relay may take {spelled_span(smtp.AFTER_DOT_SECONDS)} to answer the final dot, a daemon must end within "
        f"30 seconds: after {threads.GRACE_SECONDS:.0f} the line is broken off"
    )


def _deadlines() -> Iterator[str]:
    assert (smtp.OPENING_SECONDS, smtp.COMMAND_SECONDS) == (60, 30)
    yield "a minute for looking a relay up, reaching it, encrypting and logging in, half a minute for each command"
    yield (
        f"{spelled_span(smtp.ATTEMPT_SECONDS)} for all that comes before the final dot, "
        f"{spelled_span(smtp.AFTER_DOT_SECONDS)} for the answer to it."
    )
    yield f"A reply of more than {smtp.LONGEST_REPLY >> 10} KB is a broken line."
    yield (
        f"has {spelled(http.SECONDS)} seconds from the look-up to its answer, {spelled(apprise.SECONDS)} where Apprise "
        f"speaks to it; one look into the mailbox of returned mails has {bounces.SECONDS:.0f},"
    )
