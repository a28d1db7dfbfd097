# SPDX-License-Identifier: Apache-2.0
"""What is done for one letter, kept apart: its own fault condemns it alone, the machine's ends the round."""

import logging
from collections.abc import Callable, Collection, MutableMapping
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from sqlmodel import Session

from models.database import Ledger
from models.errors import DubanError
from models.faults import is_of_the_machine, is_well
from models.letters import Letter
from models.queries import failed
from scheduler.agenda import Unwritten

FAILED_ROUNDS = 3
"""After so many rounds that failed at a reader's letter it is set aside, and tried alone from then on."""
FailedRounds = MutableMapping[str, tuple[int, str]]
"""How many rounds failed at a reader's letter, and why the last one did, by the reader's key."""
T = TypeVar("T")
logger = logging.getLogger(__name__)


def in_plain_words(failure: Exception) -> str:
    """Say a failure as it says itself, or name its kind where it says nothing."""
    return str(failure) or type(failure).__name__


class Guard:
    """Try what is done for the letters of one round, and find out at which of them rounds fail.

    `known` is what this process remembers of earlier rounds, for as long as the ledger cannot be told.
    """

    def __init__(
        self, ledger: Ledger, known: FailedRounds, *, say: Callable[[Exception], str], now: datetime
    ) -> None:
        self._ledger = ledger
        self._known = known
        self._say = say
        self._now = now
        self._traced: set[str] = set()
        self.suspects: dict[str, Exception] = {}
        """At whose letters this round failed, by the readers' keys, though the machine is well."""

    @cached_property
    def aside(self) -> dict[str, str]:
        """Give why the letters of some readers, by key, are tried alone."""
        return {key: why for key, (rounds, why) in self._all_known.items() if rounds >= FAILED_ROUNDS}

    def attempt(self, letter: Letter, work: Callable[[], T]) -> T | Unwritten:
        """Do a letter's work, or tell why it cannot be done; raise what will pass, so that the round ends."""
        try:
            return work()
        except Exception as failure:
            if is_of_the_machine(failure):
                if not self._fails_still(work):
                    raise
                self.suspect(letter, failure)
            return self._condemned(letter, failure)

    def suspect(self, letter: Letter, failure: Exception) -> None:
        """Note that the round failed at a letter; not again at one that was set aside for it."""
        if letter.reader.key not in self.aside:
            self.suspects.setdefault(letter.reader.key, failure)

    def count(self) -> None:
        """Count this round against its suspects; raise the first failure that has not come often enough."""
        rounds = {key: self._counted(key, failure) for key, failure in self.suspects.items()}
        for key, failure in self.suspects.items():
            if rounds[key] < FAILED_ROUNDS:
                raise failure

    def forget(self, session: Session, reader_keys: Collection[str]) -> None:
        """Count anew from now on: letters to these readers were written down."""
        if cleared := self._all_known.keys() & set(reader_keys):
            failed.forget_failed_rounds(session, cleared)
            for key in cleared:
                self._known.pop(key, None)

    @cached_property
    def _all_known(self) -> dict[str, tuple[int, str]]:
        with self._ledger.reading() as session:
            told = failed.failed_rounds(session)
        return {
            key: max(told.get(key, (0, "")), self._known.get(key, (0, ""))) for key in {*told, *self._known}
        }

    def _counted(self, key: str, failure: Exception) -> int:
        why = self._say(failure)
        rounds = self._all_known.get(key, (0, ""))[0] + 1
        self._known[key] = rounds, why
        try:
            with self._ledger.writing() as session:
                failed.note_failed_rounds(session, key, rounds, reason=why, now=self._now)
        except Exception as untold:
            if not is_of_the_machine(untold):
                raise
            logger.warning("that rounds fail at a letter is known to this process alone: %s", untold)
        logger.error("%d rounds failed at the letter to %s", rounds, key, exc_info=failure)
        return rounds

    def _condemned(self, letter: Letter, failure: Exception) -> Unwritten:
        reason = self._say(failure)
        # A sentence of ours says all there is; anything else may be a bug, of which one traceback is wanted.
        trace = None if isinstance(failure, DubanError) or reason in self._traced else failure
        self._traced.add(reason)
        told = {"key": letter.key, "reader": letter.reader.name}
        logger.error("a letter could not be written: %s", reason, exc_info=trace, extra=told)
        return Unwritten(letter=letter, reason=reason)

    def _fails_still(self, work: Callable[[], object]) -> bool:
        """Tell whether work fails once more, and only this: files, memory, threads, ledger are there."""
        if not is_well(self._ledger):
            return False
        try:
            work()
        except Exception as failure:
            return is_of_the_machine(failure) and is_well(self._ledger)
        return False
