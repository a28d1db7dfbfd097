"""What a mail carries besides its letter: where it leads, what it follows, what it brings along."""

from dataclasses import dataclass

from models.views import FeedView, TaskView
from notifiers.calendar_style import Style


@dataclass(frozen=True, kw_only=True, slots=True)
class Introduction:
    """A reader's feed with the tasks it shows, and how its events are written down."""

    feed: FeedView
    tasks: tuple[TaskView, ...]
    style: Style


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """A calendar file; `tasks` are in it, `left_out` later ones are not, for its size."""

    content: bytes
    tasks: int
    left_out: int


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
