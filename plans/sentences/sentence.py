"""What a finding says: its severity, its sentence and its cure, as templates."""

from typing import NamedTuple

from models.kinds import Severity

INFO, WARNING, ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR


class Sentence(NamedTuple):
    """What a finding says, as templates."""

    severity: Severity
    text: str
    cure: str
