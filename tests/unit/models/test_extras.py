# SPDX-License-Identifier: Apache-2.0
"""What duban says when a library is missing works where it came as a wheel that is on no index."""

import re
import shlex
import sys
import tomllib
from collections.abc import Callable, Iterator

import pytest

from cli.settings import Settings, dkim_problems
from cli.settings_loading import load_settings
from models.database import Ledger
from models.errors import DubanError, SettingsError
from models.extras import EXTRAS, install_command
from notifiers.senders import apprise
from tests.support.docs.documents import PROJECT, text_of


def test_the_packages_are_those_of_the_project() -> None:
    """Every extra for users is named with the very versions of pyproject.toml, extras in extras resolved."""
    declared = tomllib.loads(text_of("pyproject.toml"))["project"]["optional-dependencies"]

    def packages(extra: str) -> Iterator[str]:
        for each in declared[extra]:
            inner = re.fullmatch(r"duban\[(\w+)\]", each)
            yield from packages(inner[1]) if inner else [each]

    assert {extra: set(packages(extra)) for extra in declared if extra not in {"build", "dev"}} == {
        extra: set(named) for extra, named in EXTRAS.items()
    }


def test_the_command_installs_into_the_environment_that_runs() -> None:
    """By its own interpreter, with signs that a shell would take for its own in quotes."""
    words = shlex.split(install_command("caldav"))
    assert words[:4] == [sys.executable, "-m", "pip", "install"]
    assert words[4:] == list(EXTRAS["caldav"])
    assert "'radicale>=3.9,<3.10'" in install_command("caldav")


def _without_psycopg() -> None:
    Ledger("postgresql+psycopg://duban@127.0.0.1/duban").engine  # noqa: B018  (asking for it loads the driver)


def _without_dkim() -> None:
    for told in dkim_problems(Settings(dkim_key="key", dkim_selector="duban2026")):  # type: ignore[arg-type]
        raise SettingsError(str(told))


def _without_caldav() -> None:
    load_settings(PROJECT / "none.env", {"DUBAN_CALDAV": "true"})


def _without_apprise() -> None:
    apprise._apprise.cache_clear()
    apprise.require_known("slack://token")


@pytest.mark.parametrize(
    ("missing", "extra", "act"),
    [
        ("psycopg", "postgres", _without_psycopg),
        ("dkim", "dkim", _without_dkim),
        ("radicale", "caldav", _without_caldav),
        ("defusedxml", "caldav", _without_caldav),
        ("apprise", "chat", _without_apprise),
    ],
)
def test_the_cure_of_a_missing_library_is_that_command(
    missing: str, extra: str, act: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever one is missed."""
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "notifiers.mail.dkim", raising=False)
    with pytest.raises(DubanError) as refused:
        act()
    assert install_command(extra) in str(refused.value)


@pytest.mark.parametrize(
    ("page", "extra"),
    [("docs/caldav.md", "caldav"), ("docs/channels.md", "chat"), ("docs/operate.md", "cluster")],
)
def test_pages_tell_the_same_packages(page: str, extra: str) -> None:
    """A line to copy has each package of the extra, and no name of an extra that no index knows."""
    assert f"/opt/duban/bin/pip install {shlex.join(EXTRAS[extra])}" in text_of(page)
    assert "duban[" not in text_of(page)
