# SPDX-License-Identifier: Apache-2.0
"""CalDAV is an extra: without it everything else works, and asking for it says what to do."""

import os
import subprocess
import sys

import pytest

from cli.settings_loading import load_settings
from models.errors import SettingsError

WITHOUT = "import sys; sys.modules['radicale'] = sys.modules['a2wsgi'] = None; "


def test_it_is_off_unless_asked_for(tmp_path):
    """No setting, no CalDAV."""
    assert load_settings(tmp_path / ".env", {}).caldav is False


@pytest.mark.parametrize("missing", ["radicale", "a2wsgi"])
def test_asking_for_it_without_the_extra_says_what_to_install(tmp_path, monkeypatch, missing):
    """The error comes with the settings, before anything starts."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(SettingsError, match=r"-m pip install .*a2wsgi"):
        load_settings(tmp_path / ".env", {"DUBAN_CALDAV": "true"})


def test_the_web_server_loads_without_the_extra():
    """Neither library is imported by what the daemon imports."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + "import cli.daemon.web"],
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
