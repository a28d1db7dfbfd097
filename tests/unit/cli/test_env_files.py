# SPDX-License-Identifier: Apache-2.0
"""Which file of settings counts, and what is told where it cannot."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import typer

import cli.env_files
from cli.env_files import env_file
from cli.main import app
from cli.settings_loading import load_settings
from models.errors import SettingsError

NOBODY = 65534


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the file of the machine, which is not there yet, and an empty folder to stand in."""
    before = Path.cwd()
    with TemporaryDirectory(prefix="duban-places-") as name:  # pytest's own folders are closed to others
        folder = Path(name)
        for each in (folder, folder / "here", folder / "etc"):
            each.mkdir(exist_ok=True)
            each.chmod(0o755)
        os.chdir(folder / "here")
        monkeypatch.setattr(cli.env_files, "OF_THE_MACHINE", folder / "etc" / "env")
        yield folder / "etc" / "env"
        os.chdir(before)


@contextmanager
def nobody() -> Iterator[None]:
    """Be somebody who may read only what is open: root reads everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def write(path: Path, text: str = "DUBAN_PORT=9999\n", mode: int = 0o644) -> Path:
    """Write a file of settings."""
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_first_that_there_is_counts(machine: Path) -> None:
    """What an option names, what the environment names, the one here, that of the machine, none."""
    named, set_ = machine.with_name("named"), machine.with_name("set")
    assert env_file(None, {}) is None
    write(machine)
    assert env_file(None, {}) == machine
    write(Path(".env"))
    assert env_file(None, {}) == Path(".env")
    assert env_file(None, {"DUBAN_ENV_FILE": ""}) == Path(".env")
    assert env_file(None, {"DUBAN_ENV_FILE": str(write(set_))}) == set_
    assert env_file(write(named), {"DUBAN_ENV_FILE": str(set_)}) == named


def test_another_program_s_file_here_hides_nothing(machine: Path) -> None:
    """An administrator stands in the folder of some other service."""
    here = write(Path(".env"), "DATABASE_URL=postgres://other\n")
    assert env_file(None, {}) == here
    write(machine)
    assert env_file(None, {}) == machine
    here.write_text("DUBAN_PORT=9999\n", encoding="utf-16")
    assert env_file(None, {}) == here  # which is told as one that is not UTF-8


def test_a_file_that_is_named_must_be_there(machine: Path) -> None:
    """Else a daemon would run with nothing but defaults; a folder is none either."""
    write(machine)
    for path, told in ((machine.with_name("no"), "There is no file"), (machine.parent, "cannot be read")):
        with pytest.raises(SettingsError, match=rf"{path}.*Correct --env-file") as refused:
            env_file(path, {})
        assert told in str(refused.value)
        with pytest.raises(SettingsError, match=rf"{path}.*Correct DUBAN_ENV_FILE"):
            env_file(None, {"DUBAN_ENV_FILE": str(path)})


@pytest.mark.parametrize("closed", ["the file", "its folder"])
def test_what_this_user_may_not_read_is_told(machine: Path, closed: str) -> None:
    """With the user to become, and never by going on without the settings."""
    write(machine)
    (machine if closed == "the file" else machine.parent).chmod(0)
    for named, environ in ((None, {}), (machine, {}), (None, {"DUBAN_ENV_FILE": str(machine)})):
        with (
            nobody(),
            pytest.raises(SettingsError, match=r"You may not read the settings in .*sudo -u duban"),
        ):
            env_file(named, environ)


def test_the_option_takes_what_this_user_may_not_read(machine: Path) -> None:
    """So that the sentence above is what is said, and not click's own in English."""
    write(machine)
    machine.chmod(0)
    group = typer.main.get_group(app)
    os.setresuid(NOBODY, NOBODY, 0)  # click asks for the rights of the real user
    try:
        group.make_context("duban", ["--env-file", str(machine), "check"])
    finally:
        os.setresuid(0, 0, 0)


def test_a_folder_that_may_not_be_looked_into_has_no_file(machine: Path) -> None:
    """Somebody becomes duban's user in /root: the settings of the machine count there too."""
    here = machine.parent.with_name("here")
    write(machine)
    write(Path(".env"))
    here.chmod(0)
    with nobody():
        assert env_file(None, {}) == machine
    machine.unlink()
    with nobody():
        assert env_file(None, {}) is None
    here.chmod(0o755)


def test_a_closed_file_here_is_told_not_passed_over(machine: Path) -> None:
    """It may well be the one that is meant."""
    write(machine)
    write(Path(".env"), mode=0)
    with nobody():
        found = env_file(None, {})
        assert found == Path(".env")
        with pytest.raises(SettingsError, match=r"\.env cannot be read"):
            load_settings(found, {})


@pytest.mark.parametrize(
    "line",
    [
        "DUBAN_VAR=var",
        "DUBAN_POLICY=policy.toml",
        "DUBAN_HOLIDAYS=days.csv",
        "DUBAN_MAILDIR=mails",
        "DUBAN_DATABASE_URL=sqlite:///duban.db",
        "DUBAN_BOUNCES=maildir:returned",
        "DUBAN_SMTP_URL_FILE=smtp",
    ],
)
def test_a_file_that_counts_everywhere_has_whole_paths(machine: Path, line: str) -> None:
    """Else each folder had a ledger of its own; a file beside the work may have others."""
    key, _sign, path = line.partition("=")
    Path("smtp").write_text("smtp://relay.example:25")
    whole = (
        f"DUBAN_VAR={machine.parent}\nDUBAN_MAIL_FROM=a@office.example\nDUBAN_BASE_URL=https://a.example\n"
    )
    write(machine, f"{whole}{line}\n")
    told = path.removeprefix("sqlite:///").removeprefix("maildir:")
    for environ in ({}, {"DUBAN_ENV_FILE": str(machine)}):
        with pytest.raises(SettingsError, match=f"{key}={told} is another place for each folder"):
            load_settings(env_file(None, environ), environ)
    assert load_settings(env_file(write(Path("own.env"), f"{whole}{line}\n"), {}), {})


def test_without_a_word_about_the_state_folder_a_file_for_everywhere_is_refused(machine: Path) -> None:
    """The default lies where duban is started; the environment may name the folder instead."""
    with pytest.raises(SettingsError, match="DUBAN_VAR=var is another place"):
        load_settings(write(machine, ""), {})
    assert load_settings(machine, {"DUBAN_VAR": "/srv/duban"}).var == Path("/srv/duban")


def test_the_name_of_the_file_is_a_variable_of_the_environment_alone(machine: Path) -> None:
    """In the file itself it would lead nowhere."""
    with pytest.raises(SettingsError, match="DUBAN_ENV_FILE is not a setting"):
        load_settings(write(machine, f"DUBAN_VAR=/srv\nDUBAN_ENV_FILE={machine}\n"), {})
