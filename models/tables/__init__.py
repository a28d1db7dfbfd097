# SPDX-License-Identifier: Apache-2.0
"""The tables of the ledger; importing this package registers all of them with SQLModel's metadata."""

from models.tables.channels import Channel, LeaderFrequency, Mute
from models.tables.delivery import Bounce, GoLive, Heartbeat, Relay
from models.tables.feeds import Edition, Feed, FeedEnding
from models.tables.mailboxes import MailboxRow
from models.tables.outbox import Delivery, LetterFault, Message, NoticeSent, ServedSlot
from models.tables.people import Lead, Person, Post, Tenure
from models.tables.plans import Assignment, Milestone, Plan, Target, Task
from models.tables.progress import Event, ProgressReport
from models.tables.units import Resolution, Succession, Unit, UnitAlias

__all__ = [
    "Assignment",
    "Bounce",
    "Channel",
    "Delivery",
    "Edition",
    "Event",
    "Feed",
    "FeedEnding",
    "GoLive",
    "Heartbeat",
    "Lead",
    "LeaderFrequency",
    "LetterFault",
    "MailboxRow",
    "Message",
    "Milestone",
    "Mute",
    "NoticeSent",
    "Person",
    "Plan",
    "Post",
    "ProgressReport",
    "Relay",
    "Resolution",
    "ServedSlot",
    "Succession",
    "Target",
    "Task",
    "Tenure",
    "Unit",
    "UnitAlias",
]
