# SPDX-License-Identifier: Apache-2.0
"""Leaders in charge: persons and posts, and who holds a post on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import Session, col, delete, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models.addresses import Mailbox
from models.queries import mailboxes
from models.tables import Feed, Lead, Person, Post, Tenure
from models.tables.base import row_id
from models.views import LeaderView


def leaders_by_task(session: Session, task_ids: SelectBase, *, on: date) -> dict[int, tuple[LeaderView, ...]]:
    """Give the leaders of the tasks that `task_ids` selects, in the order as printed."""
    known = leaders(session, on=on)
    grouped: defaultdict[int, list[LeaderView]] = defaultdict(list)
    theirs = select(Lead.task_id, Lead.person_id, Lead.post_id).where(col(Lead.task_id).in_(task_ids))
    for task_id, person_id, post_id in session.exec(theirs.order_by(col(Lead.position))):
        grouped[task_id].append(known[lead_key(person_id, post_id)])
    return {task_id: tuple(views) for task_id, views in grouped.items()}


def leaders(session: Session, *, on: date) -> dict[str, LeaderView]:
    """Give every person and post by its key; mail to a post goes to its own mailboxes, or its holder's."""
    known = mailboxes.by_owner(session)
    persons = {row.id: _person_view(row, known) for row in session.exec(select(Person))}
    holders = _holders(session, on=on)
    posts = (
        _post_view(row, persons.get(holders.get(row_id(row), 0)), known) for row in session.exec(select(Post))
    )
    return {view.key: view for view in (*persons.values(), *posts)}


def mailboxes_of_readers(
    session: Session, keys: Collection[str], *, on: date
) -> Mapping[str, tuple[Mailbox, ...]]:
    """Give where mails to units, persons and posts go on a day, by their keys; who has none is missing."""
    of_units = [key for key in keys if key.startswith("unit:")]
    found = mailboxes.by_owner(session, of_units) if of_units else {}
    if len(of_units) < len(keys):
        known = leaders(session, on=on)
        found |= {key: known[key].mailboxes for key in keys if key in known}
    return {key: theirs for key, theirs in found.items() if theirs}


def find(session: Session, name: str) -> Person | Post | None:
    """Give the post or person of exactly that name."""
    post = session.exec(select(Post).where(Post.name == name)).first()
    return post or session.exec(select(Person).where(Person.name == name)).first()


def names(session: Session) -> dict[str, str]:
    """Give the name of every post and person, as suggestions are made from."""
    known = (*session.exec(select(Post.name)), *session.exec(select(Person.name)))
    return {name: name for name in known}


def find_or_add(session: Session, name: str, *, is_post: bool) -> Person | Post:
    """Give the person or post of that name; a name unknown to both is added as what it looks like."""
    known = find(session, name)
    if known:
        return known
    added: Person | Post = Post(name=name) if is_post else Person(name=name)
    session.add(added)
    session.flush()
    return added


def key_of(leader: Person | Post) -> str:
    """Name a person or a post as feeds and letters do."""
    return f"{'post' if isinstance(leader, Post) else 'person'}:{leader.id}"


def lead_key(person_id: int | None, post_id: int | None) -> str:
    """Name who leads by the one of the two ids that is there."""
    return f"person:{person_id}" if person_id else f"post:{post_id}"


def appoint(session: Session, post: Post, person: Person, *, on: date) -> bool:
    """Record that `person` holds `post` from `on`; tell whether that is news."""
    current = session.exec(_holding(on).where(Tenure.post_id == post.id)).first()
    if current and current.person_id == person.id:
        return False
    if current:
        current.until = on
    session.add(Tenure(post_id=row_id(post), person_id=row_id(person), since=on))
    return True


def vacate(session: Session, post: Post, *, on: date) -> bool:
    """End from `on` on whoever holds `post`; tell whether somebody did."""
    current = session.exec(_holding(on).where(Tenure.post_id == post.id)).first()
    if current:
        current.until = on
    return current is not None


def holder(session: Session, post: Post, *, on: date) -> Person | None:
    """Give who holds a post on a day."""
    current = session.exec(_holding(on).where(Tenure.post_id == post.id)).first()
    return session.get_one(Person, current.person_id) if current else None


def kinds_by_name(session: Session) -> dict[str, str]:
    """Say of the name of each person and post which of the two it is: `leader` or `post`."""
    persons = dict.fromkeys(session.exec(select(Person.name)), "leader")
    return persons | dict.fromkeys(session.exec(select(Post.name)), "post")


def is_used(session: Session, leader: Person | Post) -> bool:
    """Tell whether a task, a feed or a post refers to a leader."""
    column = "post_id" if isinstance(leader, Post) else "person_id"
    theirs = [select(table.id).filter_by(**{column: leader.id}) for table in (Lead, Feed)]
    if isinstance(leader, Person):
        theirs.append(select(Tenure.id).where(Tenure.person_id == leader.id))
    return any(session.exec(query.limit(1)).first() is not None for query in theirs)


def forget(session: Session, leader: Person | Post) -> None:
    """Delete a leader that nothing refers to, with its mailboxes, and of a post who held it."""
    mailboxes.put(session, key_of(leader), ())
    if isinstance(leader, Post):
        session.exec(delete(Tenure).where(col(Tenure.post_id) == leader.id))
    session.delete(leader)
    session.flush()


def _holders(session: Session, *, on: date) -> dict[int, int]:
    rows = session.exec(_holding(on).order_by(col(Tenure.since)))
    return {row.post_id: row.person_id for row in rows}


def _holding(on: date) -> SelectOfScalar[Tenure]:
    lasts = or_(col(Tenure.until).is_(None), col(Tenure.until) > on)
    return select(Tenure).where(col(Tenure.since) <= on, lasts)


def _person_view(row: Person, known: Mapping[str, tuple[Mailbox, ...]]) -> LeaderView:
    key = f"person:{row.id}"
    return LeaderView(key=key, name=row.name, mailboxes=known.get(key, ()), is_post=False)


def _post_view(row: Post, holder: LeaderView | None, known: Mapping[str, tuple[Mailbox, ...]]) -> LeaderView:
    key = f"post:{row.id}"
    return LeaderView(
        key=key,
        name=row.name,
        mailboxes=known.get(key) or (holder.mailboxes if holder else ()),
        is_post=True,
        holder=holder.name if holder else None,
    )
