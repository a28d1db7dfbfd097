"""Which tasks a feed shows: as a query, and as a rule for one task."""

from sqlalchemy.sql.selectable import SelectBase
from sqlmodel import col, exists, select, union

from models.kinds import FeedScope
from models.queries.feed_owners import OF_UNITS
from models.tables import Assignment, Lead, Resolution, Task
from models.views import FeedView, TaskView


def task_ids(feed: FeedView) -> SelectBase:
    """Select the ids of a feed's tasks, withdrawn ones included: the tasks that it `shows`."""
    if feed.scope in OF_UNITS:
        return of_units(feed.unit_ids)
    if feed.scope is FeedScope.PLAN:
        return select(Task.id).where(Task.plan_id == feed.plan_id)
    if feed.scope is FeedScope.OFFICE:
        return select(Task.id)
    kind, _colon, number = (feed.leader_key or "").partition(":")
    column = Lead.post_id if kind == "post" else Lead.person_id
    return select(Lead.task_id).where(column == int(number))


def shows(feed: FeedView, task: TaskView) -> bool:
    """Tell whether a task is one of a feed's."""
    if feed.scope in OF_UNITS:
        return any(unit.id in feed.unit_ids for unit in task.units)
    if feed.scope is FeedScope.PLAN:
        return task.plan_key == feed.plan_key
    if feed.scope is FeedScope.LEADER:
        return any(leader.key == feed.leader_key for leader in task.leaders)
    return True


def of_units(unit_ids: frozenset[int]) -> SelectBase:
    """Select the tasks with a part of these units: named ones, and those meant by a group word."""
    word = col(Assignment.unit_id) == col(Resolution.word_id)
    same_part = (col(Assignment.task_id) == col(Resolution.task_id)) & word
    named = select(Assignment.task_id).where(col(Assignment.unit_id).in_(unit_ids))
    meant = select(Resolution.task_id).join(Assignment, same_part)
    return union(named.where(~exists().where(same_part)), meant.where(col(Resolution.unit_id).in_(unit_ids)))
