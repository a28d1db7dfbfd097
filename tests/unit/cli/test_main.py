# SPDX-License-Identifier: Apache-2.0
"""What the command line makes of a failure."""

import errno

import pytest

from cli.main import told_as
from models.errors import DubanError, MachineError, SettingsError


def failed(number: int) -> Exception:
    """Give what a command raises whose file could not be opened, as it explains that."""
    try:
        try:
            raise OSError(number, "the reason")
        except OSError as failure:
            raise SettingsError("It cannot be written.", cure="Open the folder.") from failure
    except SettingsError as told:
        return told


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_what_fails_for_want_of_means_is_the_fault_of_the_machine(number: int) -> None:
    """Whatever was being done: the cure is about files and memory, and the status is the machine's."""
    for failure in (failed(number), OSError(number, "the reason")):
        told = told_as(failure)
        assert isinstance(told, MachineError)
        assert "the reason" in str(told)
        assert "Open the folder" not in str(told)


def test_any_other_failure_istold_as_it_tells_itself() -> None:
    """With its own cure, a lock that another one holds too; a bug is no error that a person reads."""
    for number in (errno.EACCES, errno.EAGAIN):
        refused = failed(number)
        assert told_as(refused) is refused
    alone = DubanError("It is so.")
    assert told_as(alone) is alone
    assert told_as(ValueError("a bug")) is None
