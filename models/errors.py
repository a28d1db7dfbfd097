# SPDX-License-Identifier: Apache-2.0
"""Errors that a person can act on.

    DubanError
    ├── UsageError            2   the command line does not fit together
    ├── SettingsError         3   a setting or the policy is wrong
    ├── InputError            4   a file cannot be read, or nothing could be read from it
    ├── NotFoundError         5   no such plan, task, unit or feed
    ├── LedgerError           6   the database is away, locked, read-only, full, absent or of another revision
    ├── DeliveryError         7   a message could not be handed over
    ├── ChecksFailed          8   `duban check` found something to mend
    ├── NotApproved           9   the proposal was not approved, or met what only a person can match
    ├── ReadWithFindings     10   `duban plan read` read the document, with warnings or errors to settle
    └── MachineError         11   the machine is out of files, memory, threads or room

Exit status 0 is success and 1 a bug, which keeps its traceback.
Each class states one sentence and its cure as templates, so that both can be translated.
"""

from datetime import timedelta
from typing import ClassVar

from models.kinds import Outcome


class DubanError(Exception):
    """State in one sentence what is wrong and what to do; `exit_status` tells scripts which kind it is."""

    exit_status: ClassVar[int] = 1

    def __init__(self, sentence: str, *, cure: str = "", **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.cure = cure
        self.facts = facts

    def __str__(self) -> str:
        return " ".join(part.format(**self.facts) for part in (self.sentence, self.cure) if part)


class UsageError(DubanError):
    """The command line asks for something that does not fit together."""

    exit_status = 2


class SettingsError(DubanError):
    """A setting or the reminder policy is wrong; all problems are told at once."""

    exit_status = 3


class InputError(DubanError):
    """A file cannot be read, or nothing could be read from it."""

    exit_status = 4


class NotFoundError(DubanError):
    """There is no such plan, task, unit or feed."""

    exit_status = 5


class LedgerError(DubanError):
    """The database is away, locked, read-only, full, absent or of another revision."""

    exit_status = 6


class DeliveryError(DubanError):
    """A message could not be handed over; `outcome` tells how the attempt ended.

    `not_before` is how long the receiver asked to be left alone.
    """

    exit_status = 7

    def __init__(
        self,
        sentence: str,
        *,
        outcome: Outcome,
        code: int | None = None,
        cure: str = "",
        not_before: timedelta = timedelta(0),
        **facts: object,
    ) -> None:
        super().__init__(sentence, cure=cure, **facts)
        self.outcome = outcome
        self.code = code
        self.not_before = not_before

    @property
    def permanent(self) -> bool:
        """Tell whether trying again cannot help."""
        return self.outcome is Outcome.REFUSED

    @property
    def relay(self) -> bool:
        """Tell whether the fault is the relay's, not the message's."""
        return self.outcome in (Outcome.RELAY, Outcome.BUSY)


class ChecksFailed(DubanError):  # noqa: N818  (the office's word for it)
    """`duban check` found something to mend."""

    exit_status = 8


class NotApproved(DubanError):  # noqa: N818  (the office's word for it)
    """The proposal was not approved; nothing was changed."""

    exit_status = 9


class ReadWithFindings(DubanError):  # noqa: N818  (a reading that is there is no error)
    """The document was read, with findings that a person must settle."""

    exit_status = 10


class MachineError(DubanError):
    """The machine is out of files, memory, threads or room; it will pass, and nothing was settled."""

    exit_status = 11
