"""The sender for everything beside mail: each message goes to its own channel, as that is spoken to."""

import json
from collections.abc import Callable
from datetime import datetime

from models.channels import ChannelView, number_of
from models.errors import DeliveryError, DubanError
from models.kinds import ChannelKind, Outcome
from models.letters import Envelope
from notifiers import chat
from notifiers.bots import bot_at, post_to_bot
from notifiers.http_post import HttpPost, told_to_stop
from notifiers.webhook import post_signed


class ChannelSender:
    """Hand messages to channels; no failure is ever the way's as a whole, each is its own message's.

    `find` gives the channel of a number as it is set at this moment; `now` is the clock that signs.
    """

    def __init__(
        self,
        find: Callable[[int], ChannelView],
        *,
        now: Callable[[], datetime],
        post: HttpPost | None = None,
    ) -> None:
        self._find = find
        self._now = now
        self._post = post or HttpPost()
        self._aborted = False

    def send(self, envelope: Envelope) -> None:
        """Hand one message over, or raise DeliveryError: refused, deferred, or told to stop."""
        if self._aborted:
            raise told_to_stop()
        channel = self._channel(envelope)
        if channel.settings.kind is ChannelKind.WEBHOOK:
            self._post_signed(channel, envelope)
        else:
            self._say(channel, envelope)

    def close(self) -> None:
        """Nothing is kept open."""

    def abort(self) -> None:
        """Begin nothing more; what is being sent ends by its own timeout, sooner than a daemon must."""
        self._aborted = True

    def _channel(self, envelope: Envelope) -> ChannelView:
        try:
            return self._find(number_of(envelope.recipient))
        except DubanError as failure:  # removed at this moment, or the ledger is away
            raise DeliveryError(
                "The channel cannot be looked up: {reason}", outcome=Outcome.DEFERRED, reason=failure
            ) from failure

    def _post_signed(self, channel: ChannelView, envelope: Envelope) -> None:
        settings = channel.settings
        post_signed(
            self._post,
            settings.url,
            secret=settings.secret,
            key=envelope.key,
            body=envelope.content,
            now=self._now(),
        )

    def _say(self, channel: ChannelView, envelope: Envelope) -> None:
        settings, note = channel.settings, _note(envelope)
        text = "\n".join(part for part in (note["text"], note["link"]) if part)
        if bot := bot_at(settings.url):
            whole = f"{note['title']}\n{text}"
            post_to_bot(self._post, bot, settings.url, secret=settings.secret, text=whole, now=self._now())
        else:
            chat.say(settings.url, title=note["title"], text=text)


def _note(envelope: Envelope) -> dict[str, str]:
    try:
        note = json.loads(envelope.content)
        return {name: str(note[name]) for name in ("title", "text", "link")}
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryError(
            "Message {key} has no text for a chat.",
            outcome=Outcome.REFUSED,
            cure="Take it off the list with: duban outbox drop.",
            key=envelope.key,
        ) from error
