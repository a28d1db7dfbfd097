"""What an entry says in any of its forms, gathered before a byte is written: equal contents, equal bytes."""

from dataclasses import dataclass
from datetime import date

from icalendar import Component
from icalendar.prop import vText, vUri

from models.kinds import DueKind
from notifiers.calendar_entries import Entry, Mark
from notifiers.calendar_style import Style
from notifiers.calendar_versions import Version, entry_version
from notifiers.calendar_words import categories, contact, description, summary

PRIORITIES = {Mark.LATE: 1, Mark.OPEN: 5}
LEAST = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """The words, version and weight of an entry, its alarms apart."""

    uid: str
    version: Version
    by: date
    summary: str
    description: str
    url: str
    categories: tuple[str, ...] = ()
    contact: str = ""
    priority: int
    status: str


def contents_of(entry: Entry, style: Style) -> Contents:
    """Gather what an entry says in the style's language."""
    words = style.words
    return Contents(
        uid=entry.uid,
        version=entry_version(entry, style),
        by=entry.deadline.by,
        summary=summary(entry, words),
        description=description(entry, words),
        url=f"{style.base_url}/tasks/{entry.task.uid}",
        categories=categories(entry.task),
        contact=contact(entry.task, words),
        priority=PRIORITIES.get(entry.mark, LEAST),
        status=_status(entry),
    )


def add_identity(component: Component, uid: str, version: Version) -> None:
    """Say which entry it is and in which version: both numbers rise with every visible change."""
    component.add("UID", uid)
    component.add("DTSTAMP", version.changed_at)
    component.add("LAST-MODIFIED", version.changed_at)
    component.add("SEQUENCE", version.sequence)


def add_words(component: Component, contents: Contents) -> None:
    """Say in words what is due and whom to ask; what is empty is left out."""
    component.add("SUMMARY", vText(contents.summary))
    component.add("DESCRIPTION", vText(contents.description))
    component.add("URL", vUri(contents.url))
    if contents.categories:
        component.add("CATEGORIES", contents.categories)
    if contents.contact:
        component.add("CONTACT", vText(contents.contact))


def _status(entry: Entry) -> str:
    if entry.mark is Mark.WITHDRAWN:
        return "CANCELLED"
    is_soft = entry.task.due_kind is DueKind.SOFT and entry.deadline.milestone is None
    return "TENTATIVE" if is_soft and entry.mark is not Mark.DONE else "CONFIRMED"
