"""Whom the words of a command mean: the owner of a feed, the office by its own name, or a plan."""

from sqlmodel import Session

from cli.state import State
from models.errors import UsageError
from models.queries import plans
from models.queries.feed_owners import OFFICE_KEY, find_owner


def meant(here: State, name: str) -> str:
    """Take the office by its own name too."""
    return OFFICE_KEY if name == here.program.settings.office_name else name


def owner_meant(
    here: State, session: Session, owner: str | None, plan: str | None, *, with_units_below: bool
) -> str:
    """Give the key of the owner or of the plan; UsageError unless it is exactly one of them."""
    if (owner is None) == (plan is None) or (plan and with_units_below):
        raise UsageError(
            "A feed is either an owner's or a plan's.",
            cure="Name a unit, a leader or `office`, or write --plan KEY alone.",
        )
    if plan:
        return f"plan:{plans.find_plan(session, plan).id}"
    return find_owner(session, meant(here, owner or ""), with_units_below=with_units_below)
