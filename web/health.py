"""`/healthz`: green only while the ledger answers and this process decides what is owed."""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from models.queries.vitals import Signs, Vitals, is_silent
from models.tables import Heartbeat
from web.ports import Watch

Answer = TypeVar("Answer")
OK, STARTING, SILENT, FAILING = "ok", "starting", "silent", "failing"
"""The last three are red: no tick has come to a good end yet, three have not, the ledger is away."""
logger = logging.getLogger(__name__)


def health_report(vitals: Vitals | None, watch: Watch) -> dict[str, Any]:
    """Shape the answer for those who watch; without vitals the ledger is away.

    A message that failed is no failure of the daemon.
    """
    if vitals is None:
        return {"status": FAILING, "database": "away"}
    beat = _own(vitals, watch)
    return {
        "status": _status(vitals, watch),
        "database": "ok",
        "last_tick_at": beat.at.isoformat() if beat else None,
        "last_round_at": vitals.last_round_at.isoformat() if vitals.last_round_at else None,
        "messages": {
            "waiting": vitals.waiting,
            **{state.value: count for state, count in sorted(vitals.messages.items())},
        },
    }


def bare_report(signs: Signs | None, watch: Watch) -> dict[str, Any]:
    """Shape the answer for everybody else: whether all is well, and not one number."""
    return {"status": _status(signs, watch) if signs else FAILING}


def asked(question: Callable[[], Answer]) -> Answer | None:
    """Ask the ledger; None when it cannot tell."""
    try:
        return question()
    except Exception:
        logger.exception("The state of the daemon cannot be told.")
        return None


def _own(signs: Signs | Vitals, watch: Watch) -> Heartbeat | None:
    """Find the last good tick of this process, not of one that had its name before."""
    name = watch.node, watch.started_at
    return next((beat for beat in signs.nodes if (beat.node, beat.started_at) == name), None)


def _status(signs: Signs | Vitals, watch: Watch) -> str:
    beat = _own(signs, watch)
    if beat is None:
        return STARTING
    return SILENT if is_silent(beat, now=signs.at) else OK
