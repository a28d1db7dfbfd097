"""How this process and the delivery stand, as the web tells it."""

from datetime import datetime
from typing import TYPE_CHECKING

from models.queries import heartbeats
from models.queries.vitals import Signs, Vitals, vitals
from scheduler.decision import Memo, count_owed

if TYPE_CHECKING:
    from cli.wiring import Program


class LedgerWatch:
    """Ask the ledger of one program."""

    def __init__(self, program: "Program") -> None:
        self._program = program
        self._memo = Memo()

    @property
    def node(self) -> str:
        """Name this process among the nodes that share a ledger."""
        return self._program.node

    @property
    def started_at(self) -> datetime:
        """Give the moment at which this process says that it was started."""
        return self._program.started_at

    def signs(self) -> Signs:
        """Give the signs of life of all nodes alone."""
        with self._program.ledger.reading() as session:
            return Signs(at=self._program.now(), nodes=tuple(heartbeats.beats(session)))

    def vitals(self) -> Vitals:
        """Give the state of delivery now."""
        with self._program.ledger.reading() as session:
            return vitals(session, now=self._program.now())

    def owed(self) -> int:
        """Count the letters that are owed and not written yet."""
        program = self._program
        return count_owed(program.ledger, program.office, now=program.now(), memo=self._memo)
