"""One collection of calendar items at a moment, and what changed between two moments (RFC 6578)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from notifiers.calendar_items import Item

SYNC_TOKEN = "data:,{digest}"  # noqa: S105  (no secret)
"""A sync token has to be a URI (section 3.2); this one names its state and no place."""
REMEMBERED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One item in its collection: `href` is its last path segment, `tag` its ETag without quotes."""

    href: str
    tag: str
    item: Item


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """A collection as it stands: its members by href; equal members give equal tokens, on any node."""

    members: Mapping[str, Member]
    token: str
    changed_at: datetime | None


def member(item: Item) -> Member:
    """Give an item its place in a collection."""
    return Member(href=f"{item.uid}.ics", tag=sha256(item.body).hexdigest(), item=item)


def snapshot(members: Iterable[Member]) -> Snapshot:
    """Make a collection of members that each have their own UID."""
    found = {each.href: each for each in members}
    digest = sha256("".join(f"{href} {found[href].tag}\n" for href in sorted(found)).encode())
    return Snapshot(
        members=found,
        token=SYNC_TOKEN.format(digest=digest.hexdigest()),
        changed_at=max((each.item.changed_at for each in found.values()), default=None),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """A collection with its last states, each of them kept as the little that changed after it."""

    now: Snapshot
    steps: tuple[tuple[str, frozenset[str]], ...] = ()
    """Oldest first: a token given out, and the hrefs that differ between it and the one after it."""

    def advanced(self, now: Snapshot) -> "History":
        """Add the newest state; one like the last adds nothing."""
        if now.token == self.now.token:
            return self
        step = (self.now.token, _difference(self.now, now))
        return History(now=now, steps=(*self.steps, step)[-REMEMBERED:])

    def changed_since(self, token: str) -> frozenset[str] | None:
        """Name what came, changed or went since a token was given out; None when it is not remembered."""
        if token == self.now.token:
            return frozenset()
        changed: frozenset[str] = frozenset()
        for before, step in reversed(self.steps):
            changed |= step
            if before == token:
                return changed
        return None


def _difference(old: Snapshot, new: Snapshot) -> frozenset[str]:
    before = {(each.href, each.tag) for each in old.members.values()}
    after = {(each.href, each.tag) for each in new.members.values()}
    return frozenset(href for href, _tag in before ^ after)
