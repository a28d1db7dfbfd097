# SPDX-License-Identifier: Apache-2.0
"""The one place that joins settings, ledger, rules, letters, senders and the web."""

import getpass
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from cli import clock
from cli.env_files import env_file
from cli.ledger_place import Beginning, LedgerPlace
from cli.output import Output
from cli.settings import BOUNCE_MAILDIR, Settings, signer_of
from cli.settings_loading import dressed_addresses, load_settings
from models.addresses import Mailbox
from models.channels import ChannelMessage, ChannelView, Medium
from models.database import Ledger
from models.errors import DubanError, SettingsError
from models.findings import Finding
from models.kinds import LetterKind, ReaderKind
from models.letters import Envelope, Letter, OfficeContact, Reader, SenderIdentity
from models.queries import channels, editions, feeds, readers
from models.queries.feed_scope import OFFICE_KEY
from models.tables.base import row_id
from notifiers.ical.entries import AlarmRule, CalendarStyle, Options, fingerprint
from notifiers.mail.mime import ReturnPaths, return_path
from notifiers.senders.smtp_url import parse_smtp_url
from scheduler.delivery.transport import CHANNELS, MAILDIR, REHEARSAL, Transport
from scheduler.policy import Policy, default_policy, read_policy
from scheduler.ports import Clock, Inbox
from scheduler.slots import is_office_hour
from scheduler.workdays import WorkingCalendar, default_overrides, read_overrides
from templates.catalogues import Catalogue, load
from web.tokens import (
    PAGE,
    decline_token,
    feed_address,
    purpose_of,
    reader_page_address,
    sign,
    unsubscribe_address,
)

if TYPE_CHECKING:
    from cli.mail_context import Addresses
    from models.queries.feed_reading import FeedSource
    from notifiers.mail.dkim import Signer
    from scheduler.agenda import Office
    from web.pages.reader_page import ReaderPages
    from web.site import Site

CHANNEL_SENDERS = 4


class Program:
    """Everything a command may need, each made on first use from the settings.

    What only some commands need is imported where it is made: looking at tasks loads no mail and no web.
    """

    def __init__(
        self, named: Path | None = None, *, beginning: Beginning = Beginning.NONE, **overriding: Any
    ) -> None:
        self.beginning = beginning
        self._named = named
        self._overriding = overriding

    @cached_property
    def env_file(self) -> Path | None:
        """Find the file of settings that counts, None where there is none."""
        return env_file(self._named, os.environ)

    @cached_property
    def settings(self) -> Settings:
        """Read the file of settings and the environment, which wins; SettingsError tells every problem."""
        return load_settings(self.env_file, os.environ).model_copy(update=self._overriding)

    def dressed_addresses(self) -> list[Finding]:
        """Tell which addresses of the settings are read in another way than they are written."""
        return dressed_addresses(self.env_file, os.environ)

    def overriding(self, **settings: Any) -> "Program":
        """Give the same program with some settings replaced."""
        return Program(self._named, beginning=self.beginning, **{**self._overriding, **settings})

    @property
    def user(self) -> str:
        """Name who is at the keyboard, for the log."""
        return getpass.getuser()

    @cached_property
    def catalogue(self) -> Catalogue:
        """Give the words of the chosen locale."""
        return load(self.settings.locale)

    @cached_property
    def timezone(self) -> ZoneInfo:
        """Give the office's time zone."""
        return ZoneInfo(self.settings.timezone)

    def now(self) -> datetime:
        """Tell the time, in the office's time zone."""
        return clock.now(self.timezone)

    @cached_property
    def started_at(self) -> datetime:
        """Give the moment at which this process began, as it says in its signs of life."""
        return self.now()

    @cached_property
    def place(self) -> LedgerPlace:
        """Give the place of what this office keeps."""
        return LedgerPlace(self.settings, beginning=self.beginning)

    @property
    def raw_ledger(self) -> Ledger:
        """Give the ledger whatever its revision, and whether it is there or not."""
        return self.place.raw_ledger

    @property
    def ledger(self) -> Ledger:
        """Give the ledger; LedgerError where there is none, or one of another revision."""
        return self.place.ledger

    @cached_property
    def policy(self) -> Policy:
        """Give the reminder policy."""
        path = self.settings.policy
        return read_policy(_text(path), source=str(path)) if path else default_policy()

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """Give the official working days with the office's own days laid over."""
        path = self.settings.holidays
        own = read_overrides(_text(path), source=str(path)) if path else ()
        return WorkingCalendar(country=self.policy.calendar.country, overrides=(*default_overrides(), *own))

    @cached_property
    def office(self) -> "Office":
        """Give the rules and the supervisors."""
        from scheduler.agenda import Office  # noqa: PLC0415  (for rounds)

        return Office(policy=self.policy, calendar=self.calendar, supervisors=self._supervisors())

    @cached_property
    def sender_identity(self) -> SenderIdentity:
        """Give what all letters have in common."""
        domain = self.settings.mail_from.rpartition("@")[2]
        return SenderIdentity(
            office=self.settings.office_name,
            sender=self.settings.mail_from,
            reply_to=self.settings.reply_to or self.settings.mail_from,
            base_url=self.settings.base_url,
            message_domain=domain,
            secret=self.key,
            list_domain=domain,
            locale=self.settings.locale,
            answer_within=self.policy.thresholds.answer_within,
            contact=self.contact,
            has_bulletin=bool(self.policy.thresholds.bulletin_at),
        )

    @property
    def contact(self) -> OfficeContact:
        """Give whom units may ask at the office."""
        settings = self.settings
        return OfficeContact(person=settings.office_contact, telephone=settings.office_telephone)

    @property
    def key(self) -> bytes:
        """Give the key behind feed addresses."""
        return self.place.key

    @cached_property
    def signer(self) -> "Signer | None":
        """Give who signs the mails, None when that is left to the relay."""
        return signer_of(self.settings)

    def composer(self, *, is_first: bool | None = None) -> Callable[[Letter, Mailbox], Envelope]:
        """Give a function that writes the letters of one round down, as the ledger stands now.

        `is_first` writes every mail to a unit as its first one, or none; left out, as it is.
        """
        from cli.mail_context import MailContext  # noqa: PLC0415  (for mails)
        from notifiers.mail.compose import compose  # noqa: PLC0415  (for mails)

        mail_context = MailContext(self.ledger, self._addresses(), self.style)
        signer = self.signer

        def write_down(letter: Letter, mailbox: Mailbox) -> Envelope:
            context = mail_context.of(letter, mailbox, is_first=is_first)
            envelope = compose(letter, mailbox, identity=self.sender_identity, context=context)
            content = signer.signed(envelope.content) if signer else envelope.content
            return replace(envelope, sender=self.return_path(envelope.key), content=content)

        return write_down

    def _addresses(self) -> "Addresses":
        from cli.mail_context import Addresses  # noqa: PLC0415  (for mails)

        base_url = self.settings.base_url
        return Addresses(
            feed=lambda feed: self.feed_address(feed.id, feed.generation),
            page=lambda feed: self.page_of(feed.id, feed.generation),
            unsubscribe=lambda reader_key, kind, is_rehearsal: unsubscribe_address(
                base_url, decline_token(reader_key, kind, key=self.key, purpose=purpose_of(is_rehearsal))
            ),
        )

    def decline(self, reader_key: str, kind: LetterKind) -> None:
        """Send a reader no more mail of a kind, because the reader said so."""
        with self.ledger.writing() as session:
            readers.mute(session, reader_key, kind, now=self.now(), by=reader_key)

    @cached_property
    def proof(self) -> ReturnPaths:
        """Give what tells notifications about our own mails from forged ones."""
        return ReturnPaths(address=self.settings.bounce_address, secret=self.key)

    def return_path(self, key: str) -> str:
        """Give the envelope sender of one message: its own one where returned mails are told apart."""
        address = self.settings.bounce_address
        if not address:
            return self.settings.mail_from
        return return_path(key, address=address, secret=self.key)

    def inbox(self) -> Inbox | None:
        """Give the place where returned mails arrive, None when none is set."""
        from notifiers.bounce_imap import BounceImap  # noqa: PLC0415  (for returned mails)
        from notifiers.bounce_maildir import BounceMaildir  # noqa: PLC0415  (for returned mails)

        url = self.settings.bounces.get_secret_value()
        if not url:
            return None
        path = url.removeprefix(BOUNCE_MAILDIR)
        return BounceImap(url) if path == url else BounceMaildir(Path(path))

    def feed_address(self, feed_id: int, generation: int) -> str:
        """Give the address of one feed."""
        return feed_address(self.settings.base_url, sign(feed_id, generation, key=self.key))

    def page_address(self, reader_key: str) -> str:
        """Give the address of a reader's page by the key of a letter's reader; "" for one without a feed."""
        owner = OFFICE_KEY if reader_key.startswith(f"{OFFICE_KEY}:") else reader_key
        with self.ledger.reading() as session:
            feed = feeds.first_of(session, owner)
        if feed is None:
            return ""
        return self.page_of(row_id(feed), feed.generation)

    def page_of(self, feed_id: int, generation: int) -> str:
        """Give the address of the page of a feed's reader; it lives as long as the feed's own."""
        token = sign(feed_id, generation, key=self.key, purpose=PAGE)
        return reader_page_address(self.settings.base_url, token)

    def reader_pages(self) -> "ReaderPages":
        """Give the ledger as the readers' pages read it."""
        from web.pages.reader_page import ReaderPages  # noqa: PLC0415  (for the web)

        return ReaderPages(
            self.ledger,
            self.office,
            name=self.settings.office_name,
            contact=self.contact,
            clock=self.now,
            address=lambda feed: self.feed_address(feed.id, feed.generation),
        )

    def transport(self) -> Transport:
        """Give the way out: the relay if one is set, else the Maildir; `close` it in the end."""
        from notifiers.senders.maildir import Maildir  # noqa: PLC0415  (for sending)
        from notifiers.senders.smtp import Smtp  # noqa: PLC0415  (for sending)

        url = self.settings.smtp_url.get_secret_value()
        if not url:
            return Transport(name=MAILDIR, senders=(Maildir(self.settings.mail_folder),))
        return Transport(
            name=parse_smtp_url(url).name,
            senders=tuple(Smtp(url) for _each in range(self.settings.smtp_connections)),
            mails_per_minute=self.settings.mails_per_minute,
            tell=Output(self.catalogue).told,
            is_open=self.is_office_hour,
        )

    def rehearsal_outlet(self) -> Transport:
        """Give the way of what is rehearsed: into the Maildir, whatever relay is set."""
        from notifiers.senders.maildir import Maildir  # noqa: PLC0415  (for sending)

        return Transport(
            name=REHEARSAL, senders=(Maildir(self.settings.mail_folder),), medium=Medium.REHEARSAL
        )

    def is_office_hour(self, moment: datetime) -> bool:
        """Tell whether mails and messages may leave the machine at a moment."""
        return is_office_hour(moment.astimezone(self.timezone), calendar=self.calendar, policy=self.policy)

    def channel_outlet(self) -> Transport:
        """Give the way out to everything beside mail: several at a time, so that none waits for another."""
        from notifiers.senders.channels import ChannelSender  # noqa: PLC0415  (for sending)

        return Transport(
            name=CHANNELS,
            senders=tuple(ChannelSender(self.channel, now=self.now) for _each in range(CHANNEL_SENDERS)),
            tell=Output(self.catalogue).told,
            medium=Medium.CHANNEL,
            at_once=1,
            is_open=self.is_office_hour,
        )

    def channel(self, channel_id: int) -> ChannelView:
        """Give a channel as it is set now."""
        with self.ledger.reading() as session:
            return channels.find(session, channel_id)

    def shorten(self, letter: Letter) -> ChannelMessage:
        """Put a letter into a few words for channels, with the address of its reader's page."""
        from notifiers.chat_text import shorten  # noqa: PLC0415  (for messages)

        return shorten(letter, identity=self.sender_identity, link=self.page_address(letter.reader.key))

    def say(self, failure: Exception) -> str:
        """Tell in the office's language why something failed; what no sentence of ours says, by its kind."""
        if isinstance(failure, DubanError):
            return Output(self.catalogue).told(failure)
        return f"{type(failure).__name__}: {failure}"

    def feed_source(self) -> "FeedSource":
        """Give the ledger as the web's feeds read it."""
        from models.queries.feed_reading import FeedSource  # noqa: PLC0415  (for the web)

        return FeedSource(self.ledger, self.timezone)

    @cached_property
    def site(self) -> "Site":
        """Give what feeds and pages say of where they come from."""
        from web.redirects import hosts_of  # noqa: PLC0415  (for the web)
        from web.site import Site  # noqa: PLC0415  (for the web)

        return Site(
            base_url=self.settings.base_url.rstrip("/"),
            locale=self.settings.locale,
            timezone=self.settings.timezone,
            keep_done=self.policy.feeds.keep_done,
            contact=self.contact,
            former_hosts=hosts_of(self.settings.former_urls),
        )

    def style(self, options: Options | None = None) -> CalendarStyle:
        """Give how calendars are written, in the edition in force now."""
        with self.ledger.reading() as session:
            edition = editions.current(session)
        return CalendarStyle(
            base_url=self.settings.base_url.rstrip("/"),
            locale=self.settings.locale,
            timezone=self.settings.timezone,
            keep_done=self.policy.feeds.keep_done,
            alarms=tuple(AlarmRule(days=rule.days, at=rule.at) for rule in self.policy.feeds.alarms),
            edition=edition,
            options=options or Options(),
        )

    def renewed_style(self) -> CalendarStyle:
        """Give how calendars are written from now on: in another edition if settings or an upgrade say so."""
        style = self.style()
        with self.ledger.writing() as session:
            edition = editions.renew(session, fingerprint(style), now=self.now())
        return replace(style, edition=edition)

    def today(self) -> date:
        """Give the office's day."""
        return self.now().date()

    @property
    def node(self) -> str:
        """Name this process among the nodes that share a ledger."""
        return f"{socket.gethostname()}:{self.settings.port}"

    def clock_at(self, moment: datetime | None) -> Clock:
        """Give a clock that stands still at `moment`, or the real one."""
        return (lambda: moment) if moment else self.now

    def close(self) -> None:
        """Give connections back."""
        if "place" in self.__dict__:
            self.place.close()

    def _supervisors(self) -> tuple[Reader, ...]:
        name = self.settings.office_name
        return tuple(
            Reader(
                kind=ReaderKind.OFFICE,
                key=f"{OFFICE_KEY}:{address}",
                name=name,
                mailboxes=(Mailbox(address=address),),
            )
            for address in self.settings.office_mailboxes
        )


def has_display() -> bool:
    """Tell whether a browser opened here would be seen: not over SSH, and not without a screen."""
    if "SSH_CONNECTION" in os.environ:
        return False
    return sys.platform != "linux" or bool({"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise SettingsError(
            "{path} cannot be read: {reason}.",
            cure="Name a UTF-8 text file that the user who runs duban may read.",
            path=path,
            reason=str(failure),
        ) from failure
