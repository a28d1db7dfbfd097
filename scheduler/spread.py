"""When a written letter may leave: at once, or at its reader's own minute of a window."""

from datetime import timedelta
from hashlib import sha256

from models.kinds import LetterKind
from models.letters import Letter
from scheduler.policy import Policy


def wait_of(letter: Letter, *, policy: Policy) -> timedelta:
    """Give how long a letter waits before it leaves; nothing, unless it is a weekly one without a notice.

    The same reader waits equally long every week.
    """
    minutes = policy.spread.weekly
    if letter.covers != (LetterKind.WEEKLY,) or not minutes:
        return timedelta(0)
    place = int.from_bytes(sha256(letter.reader.key.encode()).digest()[:8], "big") / 2**64
    return timedelta(minutes=minutes) * place
