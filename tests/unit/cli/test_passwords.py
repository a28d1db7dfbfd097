# SPDX-License-Identifier: Apache-2.0
"""No piece of a password is told, however badly an address is written."""

import traceback
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.commands.settings import redacted
from cli.daemon.logs import mask
from cli.output import Output
from cli.settings import Settings
from cli.settings_loading import load_settings
from models.channels import ChannelSettings
from models.database import Ledger
from models.errors import DubanError, SettingsError
from models.failures import explained, shown
from models.kinds import ChannelKind
from notifiers.bounce_imap import parse_imap_url
from notifiers.senders.channels import settled
from notifiers.senders.smtp_url import parse_smtp_url
from templates import catalogues
from tests.support.samples import of_many

LETTERS = "QXZJW"
"""None of them stands beside another one in what duban says."""
PASSWORDS = st.text(
    st.sampled_from(LETTERS + "79" + "@#/%?:[]&=+\\'\"!$ .;,|℀密码"), min_size=8, max_size=20
).filter(lambda password: any(sign in LETTERS for sign in password))
SECRET_SETTINGS = {
    "DUBAN_SMTP_URL": "smtp://duban:{}@127.0.0.1:2525",
    "DUBAN_BOUNCES": "imaps://b@office.example:{}@127.0.0.1/INBOX",
    "DUBAN_DATABASE_URL": "postgresql+psycopg://duban:{}@127.0.0.1/duban",
    "DUBAN_WATCHDOG_URL": "https://duban:{}@127.0.0.1/ping",
}
OTHER_SETTINGS = (
    "DUBAN_BASE_URL",
    "DUBAN_FORMER_URLS",
    "DUBAN_MAIL_FROM",
    "DUBAN_OFFICE_MAILBOXES",
    "DUBAN_PORT",
)
AROUND = {"DUBAN_MAIL_FROM": "duban@office.example", "DUBAN_BASE_URL": "https://duban.office.example"}
often = settings(deadline=None, max_examples=of_many(400, sample=50))


def pieces(password: str) -> set[str]:
    """Give every piece of four signs, as it is written and as it is meant, that is a password's own."""
    parts = {password[at : at + 4] for at in range(len(password) - 3)}
    return {part for part in parts if any(sign in part for sign in LETTERS)}


def told_by(error: BaseException) -> str:
    """Give all that an error can tell: its sentence in both languages, its traceback, its representation."""
    texts = ["".join(traceback.format_exception(error)), repr(error)]
    if isinstance(error, DubanError):
        texts += [Output(catalogues.load(locale)).told(error) for locale in catalogues.LOCALES]
    return "\n".join(texts)


def assert_untold(password: str, *texts: str) -> None:
    """Find no piece of a password in what was told."""
    told = "\n".join(texts)
    assert not [piece for piece in pieces(password) if piece in told], told


def loaded(given_settings: dict[str, str]) -> Settings | SettingsError:
    """Load settings, or give what is told against them."""
    try:
        return load_settings(Path("/nonexistent/.env"), given_settings)
    except SettingsError as refused:
        return refused


@often
@given(password=PASSWORDS, key=st.sampled_from(sorted(SECRET_SETTINGS)), encoded=st.booleans())
def test_an_address_is_read_as_it_is_meant_or_refused_without_being_told(
    password: str, key: str, encoded: bool
) -> None:
    """A sign that ends the host for every reader of addresses is no part of a host that is then told."""
    address = SECRET_SETTINGS[key].format(quote(password, safe="") if encoded else password)
    result = loaded(AROUND | {key: address})
    if isinstance(result, SettingsError):
        assert_untold(password, told_by(result))
        assert not encoded or key == "DUBAN_WATCHDOG_URL"
        return
    assert_untold(password, str(redacted(result)), repr(result))
    if key == "DUBAN_SMTP_URL":
        relay = parse_smtp_url(address)
        assert (relay.host, relay.user, relay.port) == ("127.0.0.1", "duban", 2525)
        assert_untold(password, repr(relay), relay.name)
    elif key == "DUBAN_BOUNCES":
        account = parse_imap_url(address)
        assert (account.host, account.user, account.folder) == ("127.0.0.1", "b@office.example", "INBOX")
        assert_untold(password, repr(account))
    elif key == "DUBAN_DATABASE_URL":
        parts = sa.make_url(address)
        assert (parts.host, parts.username, parts.database) == ("127.0.0.1", "duban", "duban")
        assert_untold(password, shown(address), repr(parts), repr(Ledger(address)))


@often
@given(password=PASSWORDS, key=st.sampled_from(OTHER_SETTINGS))
def test_an_address_in_the_wrong_setting_is_not_told_either(password: str, key: str) -> None:
    """Whoever mistakes the line shows the relay's password to nobody."""
    result = loaded({key: f"smtp://duban:{password}@relay.office.example"})
    assert isinstance(result, SettingsError)
    assert_untold(password, told_by(result))


@often
@given(password=PASSWORDS)
def test_a_broken_line_of_settings_does_not_tell_what_stands_in_it(password: str, tmp_path_factory) -> None:
    """Neither where the sign of equality is missing, nor where it stands in the password."""
    folder = tmp_path_factory.getbasetemp()
    for begin in ("DUBAN_SMTP_URL ", "DUBAN_SMTP_URL: ", "DUBAN_SMTP_URL", "DUBAN_SMTP_URL='", "export "):
        (folder / "broken.env").write_text(
            f"{begin}smtp://u:{password}@relay\nDUBAN_PORT=x\n", encoding="utf-8"
        )
        try:
            load_settings(folder / "broken.env", {})
        except SettingsError as refused:
            assert_untold(password, told_by(refused))


@often
@given(password=PASSWORDS)
def test_the_address_of_a_channel_that_is_refused_is_not_told(password: str) -> None:
    """Tokens and passwords of chats are as secret."""
    for address in (
        f"https://duban:{password}@hook.example/x",
        f"https://hook.example:{password}/x",
        f"dingtalk://{password}@{password}",
        f"https://{password}",
        f"{password}://hook",
    ):
        try:
            settled(ChannelSettings(kind=ChannelKind.CHAT, url=address))
        except DubanError as refused:
            assert_untold(password, told_by(refused))


@often
@given(password=PASSWORDS)
def test_no_log_line_keeps_a_password(password: str) -> None:
    """Whatever signs it has, and whoever logs the address."""
    signs = password.replace(" ", "")
    line = f"cannot open smtp://office@duban.example:{signs}@relay.example:25 (again)"
    event = mask(None, "error", {"event": line, "exception": line})
    assert_untold(signs, str(event))
    assert "relay.example:25 (again)" in str(event["event"])


@pytest.mark.parametrize("option", ["password", "sslpassword", "PASSWORD"])
def test_a_password_among_the_options_of_a_database_is_hidden(option: str) -> None:
    """libpq takes one there too."""
    told = shown(f"postgresql+psycopg://duban@db/duban?{option}=QXZJW&sslmode=require")
    assert "QXZJ" not in told
    assert "sslmode=require" in told


def test_a_secret_in_the_place_of_its_file_is_not_told() -> None:
    """What should be a path may be the very secret."""
    result = loaded({"DUBAN_SMTP_URL_FILE": "smtp://u:QXZJW@relay"})
    assert isinstance(result, SettingsError)
    assert_untold("QXZJW", told_by(result))


def test_values_of_rows_are_not_told_in_a_traceback(tmp_path: Path) -> None:
    """A row may be a channel with its secret."""
    ledger, secret = Ledger(f"sqlite:///{tmp_path / 'ledger.db'}"), LETTERS
    with pytest.raises(sa.exc.SQLAlchemyError) as failed, ledger.connecting(writes=True) as connection:
        connection.exec_driver_sql("CREATE TABLE one (value TEXT UNIQUE)")
        for _each in range(2):
            connection.execute(sa.text("INSERT INTO one VALUES (:value)"), {"value": secret})
    ledger.close()
    assert_untold(secret, told_by(failed.value))


def test_what_a_database_says_of_a_password_is_not_told() -> None:
    """Some proxies repeat what they were given."""
    url = "postgresql+psycopg://duban:QXZJW@127.0.0.1/duban"
    said = sa.exc.OperationalError("SELECT 1", {}, Exception("no such user duban with QXZJW"))
    with pytest.raises(DubanError) as failed, explained(url):
        raise said
    assert "QXZJ" not in str(failed.value)
