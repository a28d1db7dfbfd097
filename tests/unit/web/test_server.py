# SPDX-License-Identifier: Apache-2.0
"""The server inside the daemon."""

import logging
import signal

import pytest

from models.errors import SettingsError
from web.server import listen, make_server


async def no_app(scope, receive, send):
    raise AssertionError("nobody asks")


def test_the_server_leaves_signals_to_the_daemon():
    """SIGTERM keeps the daemon's handler while the server serves in the main thread."""
    before = signal.getsignal(signal.SIGTERM)
    with make_server(no_app, "127.0.0.1", 0).capture_signals():
        assert signal.getsignal(signal.SIGTERM) is before


def test_the_server_logs_no_paths():
    """A feed's path is its secret, so there is no access log at all."""
    assert make_server(no_app, "127.0.0.1", 0).config.access_log is False
    assert not logging.getLogger("uvicorn.access").isEnabledFor(logging.CRITICAL)


def test_a_taken_port_is_told_with_a_cure():
    """The second program on a port hears which port it is and what to do."""
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1 port {port} .*choose another"):
            listen("127.0.0.1", port)
