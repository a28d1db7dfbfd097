# SPDX-License-Identifier: Apache-2.0
"""Every command: where it is, and what help says of it. Help reads this table and imports no command."""

from cli.lazy_commands import CommandEntry

PLAN = {
    "read": CommandEntry(
        at="cli.commands.plan:read_",
        help="Read a document and show what was understood, without touching the ledger.",
    ),
    "import": CommandEntry(
        at="cli.commands.plan:import_",
        help="Show what a document would change in the ledger, and change it once a person approves.",
    ),
    "export": CommandEntry(
        at="cli.commands.plan:export",
        help="Give the ledger of a plan back as a table, for people to fill in and `plan import` to read.",
    ),
    "list": CommandEntry(at="cli.commands.plan:list_", help="List the plans in the ledger."),
    "show": CommandEntry(at="cli.commands.plan:show", help="List the tasks of one plan with their signals."),
}
CHANNEL = {
    "list": CommandEntry(at="cli.commands.channel:list_", help="List the channels, their addresses masked."),
    "add": CommandEntry(
        at="cli.commands.channel:add",
        help="Give a unit, a leader or the office a channel; a webhook's secret is shown this once.",
    ),
    "set": CommandEntry(
        at="cli.commands.channel:set_", help="Set a channel anew; what is not named stays as it is."
    ),
    "remove": CommandEntry(
        at="cli.commands.channel:remove", help="Take a channel away; what still waits for it is dropped."
    ),
    "test": CommandEntry(
        at="cli.commands.channel:test",
        help="Send one message now, whatever the hour, and say what came of it.",
    ),
}
UNIT = {
    "mute": CommandEntry(
        at="cli.commands.unit:mute",
        help="Send a leader or the office no more mail of a kind that is no duty notice.",
    ),
    "unmute": CommandEntry(at="cli.commands.unit:unmute", help="Send mail of a kind again that was stopped."),
    "frequency": CommandEntry(
        at="cli.commands.unit:frequency",
        help="Send a leader mail each working day with something overdue, weekly with all open, or both.",
    ),
    "import": CommandEntry(
        at="cli.commands.unit_import:import_",
        help="Show which units, leaders and posts a file adds or changes, and write them once a person "
        "approves.",
    ),
    "set": CommandEntry(
        at="cli.commands.unit_change:set_",
        help="Change one unit, leader or post: mailboxes, name, other names, contact, leader, kind, parent.",
    ),
    "remove": CommandEntry(
        at="cli.commands.unit_change:remove",
        help="Take a unit, leader or post off the registry; a unit that tasks name is ended instead.",
    ),
    "list": CommandEntry(at="cli.commands.unit:list_", help="List every unit with its names and mailbox."),
    "suggest": CommandEntry(
        at="cli.commands.unit:suggest", help="Show the units that a name reads like; none is taken for it."
    ),
    "merge": CommandEntry(
        at="cli.commands.unit:merge",
        help="Let one unit take over from another; what was closed keeps the former name.",
    ),
    "resolve": CommandEntry(
        at="cli.commands.unit:resolve",
        help="Say which units a group word of one task means: they get its mails.",
    ),
    "channel": CommandEntry(help="Tell units, leaders and the office by chat or webhook.", below=CHANNEL),
}
TASK = {
    "show": CommandEntry(
        at="cli.commands.task:show",
        help="Show everything the ledger knows of one task, its history included.",
    ),
    "report": CommandEntry(
        at="cli.commands.task:report",
        help="Record what was reached: in words, in percent, a milestone, or a target's value.",
    ),
    "set": CommandEntry(
        at="cli.commands.task:set_",
        help="Change a task as the office decided, with the reason; later imports do not undo it silently.",
    ),
    "close": CommandEntry(
        at="cli.commands.task:close", help="Close a task: its mails stop at once, its feeds show it as done."
    ),
    "reopen": CommandEntry(at="cli.commands.task:reopen", help="Open a closed task again."),
}
FEED = {
    "list": CommandEntry(at="cli.commands.feed:list_", help="List the feeds with their addresses."),
    "show": CommandEntry(
        at="cli.commands.feed:show",
        help="Print the bytes of a feed as a subscriber gets them, or the QR code of its address.",
    ),
    "new": CommandEntry(
        at="cli.commands.feed:new",
        help="Make another feed: of a unit, with those below it or alone, of a leader, of the office "
        "or of a plan.",
    ),
    "rotate": CommandEntry(
        at="cli.commands.feed:rotate",
        help="Give a feed a new address; earlier ones work for 14 calendar days more, or as --grace says.",
    ),
    "revoke": CommandEntry(at="cli.commands.feed:revoke", help="End every address of a feed now."),
}
MAIL = {
    "preview": CommandEntry(
        at="cli.commands.mail:preview",
        help="Write a gallery of every kind of mail from what the ledger has, and send nothing.",
    ),
}
OUTBOX = {
    "list": CommandEntry(at="cli.commands.outbox:list_", help="List the messages, newest first."),
    "show": CommandEntry(
        at="cli.commands.outbox:show", help="Show one message with every attempt to hand it over."
    ),
    "retry": CommandEntry(
        at="cli.commands.outbox:retry",
        help="Try messages again at once, a stopped relay too; what was given up or not written is "
        "written anew.",
    ),
    "drop": CommandEntry(
        at="cli.commands.outbox:drop",
        help="Take messages that did not leave off the list; they stay in the ledger.",
    ),
    "resume": CommandEntry(
        at="cli.commands.outbox:resume",
        help="Try a stopped relay again at once, instead of waiting for its next trial.",
    ),
}
BOUNCE = {
    "list": CommandEntry(
        at="cli.commands.bounce:list_",
        help="List what came back, newest first, and whether it stops mail to its mailbox.",
    ),
    "read": CommandEntry(
        at="cli.commands.bounce:read", help="Read returned mails now; the daemon does so by itself."
    ),
    "clear": CommandEntry(
        at="cli.commands.bounce:clear",
        help="Send to a mailbox again after it was mended; what it missed and is still owed goes out next.",
    ),
}
DB = {
    "upgrade": CommandEntry(
        at="cli.commands.db:upgrade_", help="Bring the tables to the revision this program needs."
    ),
    "backup": CommandEntry(
        at="cli.commands.db:backup",
        help="Copy the ledger as it stands at this moment, also while the daemon runs.",
    ),
    "revision": CommandEntry(
        at="cli.commands.db:revision_",
        help="Say which revision the tables are at and which one this program needs.",
    ),
    "move": CommandEntry(
        at="cli.commands.db:move_",
        help="Move the ledger into another database and compare every row; run it again if it was "
        "broken off.",
    ),
}
COMMANDS = {
    "due": CommandEntry(
        at="cli.commands.due:due", help="Show where every task stands on a day, worst first."
    ),
    "round": CommandEntry(
        at="cli.commands.round:round_",
        help="Run one round: decide what is owed, write it down, send it, and show who gets what.",
    ),
    "run": CommandEntry(
        at="cli.commands.run:run",
        help="Run the daemon until SIGTERM or Ctrl-C: all of its roles, or only those that are named.",
    ),
    "live": CommandEntry(
        at="cli.commands.live:live",
        help="End the rehearsal: show who gets what first and what is missing, ask, and let mails leave.",
    ),
    "status": CommandEntry(
        at="cli.commands.status:status",
        help="Show how delivery stands: messages, relays, nodes, and what is owed and not written yet.",
    ),
    "check": CommandEntry(
        at="cli.commands.check:check",
        help="Look at settings, database, calendar, mailboxes, messages and relay, and say what to mend.",
    ),
    "demo": CommandEntry(
        at="cli.commands.demo:demo",
        help="Load the bundled plan of 2026, run a full round into a Maildir, show it, and serve the feeds.",
    ),
    "settings": CommandEntry(
        at="cli.commands.settings:settings",
        help="Show every setting with its value and meaning; secrets are masked.",
    ),
    "plan": CommandEntry(help="Read plan documents and bring them into the ledger.", below=PLAN),
    "unit": CommandEntry(help="Keep the registry of units, leaders and posts.", below=UNIT),
    "task": CommandEntry(help="Look at one task and record its progress.", below=TASK),
    "feed": CommandEntry(help="Give out, list and revoke calendar subscriptions.", below=FEED),
    "mail": CommandEntry(help="Look at the mails before anybody gets them.", below=MAIL),
    "outbox": CommandEntry(help="Look at the messages and mend those that did not leave.", below=OUTBOX),
    "bounce": CommandEntry(help="Look at mails that came back, and send to a mailbox again.", below=BOUNCE),
    "db": CommandEntry(help="Look after the database.", below=DB),
}
