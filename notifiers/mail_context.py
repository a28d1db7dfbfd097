"""What a mail carries besides its letter: where it leads, what it follows, what it brings along."""

from dataclasses import dataclass

from notifiers.mail_calendar import Introduction


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """All that a mail says of its reader's other ways to duban; whatever is missing is not mentioned."""

    feed_address: str | None = None
    page_address: str | None = None
    """The reader's signed page, which has every row."""
    thread: str | None = None
    """The Message-ID of the mail that this one follows."""
    unsubscribe: str | None = None
    """Where the reader ends mails of this kind; only for what is no duty."""
    introduction: Introduction | None = None
    """What the first mail to a reader brings along."""
