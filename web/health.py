"""`/healthz`: red when the ledger is away, or when nobody decides what is owed any more."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from models.queries.vitals import Vitals, is_silent
from models.tables import Heartbeat

Answer = TypeVar("Answer")
logger = logging.getLogger(__name__)


def health_report(vitals: Vitals | None, *, node: str) -> dict[str, Any]:
    """Shape the answer of the node of that name; without vitals the ledger is away.

    A message that failed is no failure of the daemon; three ticks without a sign of life are (`silent`).
    """
    if vitals is None:
        return {"status": "failing", "database": "away"}
    beat = _heard(vitals, node)
    silent = beat is not None and is_silent(beat, now=vitals.at)
    return {
        "status": "silent" if silent else "ok",
        "database": "ok",
        "last_tick_at": beat.at.isoformat() if beat else None,
        "last_round_at": vitals.last_round_at.isoformat() if vitals.last_round_at else None,
        "messages": {
            "waiting": vitals.waiting,
            **{state.value: count for state, count in sorted(vitals.messages.items())},
        },
    }


def asked(question: Callable[[], Answer]) -> Answer | None:
    """Ask the ledger; None when it cannot tell."""
    try:
        return question()
    except Exception:
        logger.exception("The state of the daemon cannot be told.")
        return None


def _heard(vitals: Vitals, node: str) -> Heartbeat | None:
    """Give this node's own sign of life; for one that only serves the web, the freshest of all."""
    own = next((beat for beat in vitals.nodes if beat.node == node), None)
    return own or next(iter(vitals.nodes), None)
