# SPDX-License-Identifier: Apache-2.0
"""A daemon is told to stop by a signal, which interrupts its main thread at any step."""

import threading
from pathlib import Path

import pytest

from cli.daemon.daemon import Daemon
from cli.wiring import Program


def test_it_can_be_asked_while_its_main_thread_holds_the_lock_of_its_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set that event from a signal's handler would wait for a lock that nobody gives back."""
    monkeypatch.setenv("DUBAN_VAR", str(tmp_path / "var"))
    daemon = Daemon(Program())
    asking = threading.Thread(target=daemon.stop, daemon=True)
    with daemon._stopping._cond:  # as the main thread holds it for a moment whenever it waits
        asking.start()
        asking.join(10)
        assert not asking.is_alive()
