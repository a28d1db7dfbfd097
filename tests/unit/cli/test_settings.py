# SPDX-License-Identifier: Apache-2.0
"""Settings: one table, every problem at once, secrets never shown."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.commands.settings import env_example, redacted
from cli.output import Output
from cli.settings import ADDRESSES, SECRETS, Settings
from cli.settings_loading import dressed_addresses, load_settings
from models.errors import SettingsError
from templates import catalogues

SIGNING_KEY = (
    Ed25519PrivateKey.generate()
    .private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    .decode()
    .strip()
)


def load(tmp_path: Path, text: str = "", **environ: str) -> Settings:
    """Load settings from a `.env` with that text and that environment."""
    (tmp_path / ".env").write_text(text, encoding="utf-8")
    return load_settings(tmp_path / ".env", environ)


def problems(tmp_path: Path, text: str = "", **environ: str) -> str:
    """Load settings that must be refused and give what is told."""
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, text, **environ)
    return str(refused.value)


def test_nothing_need_be_set(tmp_path: Path) -> None:
    """Without any setting, state and mails stay below ./var."""
    settings = load(tmp_path)
    assert settings.database == "sqlite:///var/duban.db"
    assert settings.mail_folder == Path("var/maildir")


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """What is set for one run needs no edit of the file."""
    settings = load(tmp_path, "DUBAN_PORT=1\nDUBAN_HOST=::1\n", DUBAN_PORT="2")
    assert (settings.port, settings.host) == (2, "::1")


def test_other_programs_settings_are_none_of_ours(tmp_path: Path) -> None:
    """A variable without our prefix is left alone, in the file as in the environment."""
    load(tmp_path, "PATH_TO_X=1\n", HOME="/root", DUBANESQUE="1")


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path, name: str) -> None:
    """The file's text, without the line break at its end, is the secret."""
    secret = {
        "bounces": "imaps://user:pw@mail.example/INBOX",
        "database_url": "postgresql+psycopg://duban:pw@db/duban",
        "dkim_key": SIGNING_KEY,
        "secret_key": "k" * 40,
        "smtp_url": "smtp://user:pw@relay",
        "watchdog_url": "https://watch.example/secret",
    }[name]
    (tmp_path / "secret").write_text(f"{secret}\n")
    extra = {"DUBAN_MAIL_FROM": "a@b.example", "DUBAN_BASE_URL": "https://duban.example"}
    extra |= {"DUBAN_DKIM_SELECTOR": "duban"} if name == "dkim_key" else {}
    settings = load(tmp_path, **{f"DUBAN_{name.upper()}_FILE": str(tmp_path / "secret")}, **extra)
    assert getattr(settings, name).get_secret_value() == secret


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    """Nobody should have to guess which one counts."""
    told = problems(tmp_path, DUBAN_SECRET_KEY="k" * 40, DUBAN_SECRET_KEY_FILE="/nowhere")
    assert "DUBAN_SECRET_KEY and DUBAN_SECRET_KEY_FILE are both given" in told


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """The key and the reason are told."""
    assert "DUBAN_SMTP_URL_FILE" in problems(tmp_path, DUBAN_SMTP_URL_FILE=str(tmp_path / "missing"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DUBAN_PORT", "0"),
        ("DUBAN_TIMEZONE", "Mars/Olympus"),
        ("DUBAN_LOCALE", "de"),
        ("DUBAN_BASE_URL", "duban.example"),
        ("DUBAN_BASE_URL", "https://duban.example/"),
        ("DUBAN_DATABASE_URL", "mysql://db"),
        ("DUBAN_DATABASE_URL", "no url"),
        ("DUBAN_SECRET_KEY", "short"),
        ("DUBAN_MAIL_FROM", "nobody"),
        ("DUBAN_OFFICE_MAILBOXES", "a@b.example, nobody"),
        ("DUBAN_TICK_SECONDS", "-1"),
        ("DUBAN_WATCHDOG_URL", "watch.example"),
        ("DUBAN_PROXIES", "nginx"),
        ("DUBAN_METRICS_FROM", "10.0.0.0/33"),
        ("DUBAN_METRICS_FROM", "10.0.0.1, *"),
    ],
)
def test_a_wrong_value_is_told_with_its_key(tmp_path: Path, key: str, value: str) -> None:
    """The key stands at the beginning of its line, and the cure behind it."""
    assert f"\n  - {key} cannot be" in problems(tmp_path, **{key: value})


def test_a_watchdog_with_a_password_is_told_why_it_is_refused(tmp_path: Path) -> None:
    """The address begins as it should, so the cure names what is too much."""
    told = problems(tmp_path, DUBAN_WATCHDOG_URL="https://user:hidden@watch.example/ping")
    assert "without user and password" in told
    assert "hidden" not in told


def test_networks_are_listed_with_commas(tmp_path: Path) -> None:
    """Addresses and networks of both kinds, also with the comma of a Chinese keyboard."""
    settings = load(tmp_path, DUBAN_PROXIES="10.0.0.5，2001:db8::/32", DUBAN_METRICS_FROM="10.1.0.0/16, ::2")
    assert settings.proxies == ("10.0.0.5", "2001:db8::/32")
    assert settings.metrics_from == ("10.1.0.0/16", "::2")
    assert load(tmp_path).proxies == ("127.0.0.1", "::1")


def test_a_misspelt_variable_is_told_with_what_was_meant(tmp_path: Path) -> None:
    """What systemd hands on from its file of settings is checked as `.env` is."""
    told = problems(tmp_path, DUBAN_SMPT_URL="smtp://relay")
    assert "DUBAN_SMPT_URL in the environment is not a setting of duban. Did you mean DUBAN_SMTP_URL" in told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("DUBAN_PORT", "0"),
        ("DUBAN_PORT", "65536"),
        ("DUBAN_PORT", "http"),
        ("DUBAN_LOG_FORMAT", "xml"),
        ("DUBAN_LOG_LEVEL", "loud"),
        ("DUBAN_LOCALE", "de"),
        ("DUBAN_WATCHDOG_URL", "nobody"),
    ],
)
def test_the_cure_of_a_wrong_value_is_told_in_chinese(tmp_path: Path, key: str, value: str) -> None:
    """The words of the validation library never reach the office."""
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, **{key: value})
    assert "请写" in Output(catalogues.load("zh_CN")).told(refused.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"DUBAN_DKIM_SELECTOR": "duban"}, "only one is given"),
        ({"DUBAN_DKIM_KEY": SIGNING_KEY}, "only one is given"),
        ({"DUBAN_DKIM_KEY": "no key", "DUBAN_DKIM_SELECTOR": "duban"}, "DUBAN_DKIM_KEY is no private key"),
        ({"DUBAN_DKIM_KEY": SIGNING_KEY, "DUBAN_DKIM_SELECTOR": "a b"}, "DUBAN_DKIM_SELECTOR cannot be"),
    ],
)
def test_a_signature_that_cannot_be_made_is_told_at_the_start(
    tmp_path: Path, given: dict[str, str], told: str
) -> None:
    """Half of what a signature needs, a key that is none and a bad selector keep duban from starting."""
    said = problems(tmp_path, **given)
    assert told in said
    assert "PRIVATE" not in said


def test_a_relay_needs_a_sender_and_an_address_for_readers(tmp_path: Path) -> None:
    """Combinations are checked too, all at once."""
    told = problems(tmp_path, DUBAN_SMTP_URL="smtp://relay.example")
    assert "DUBAN_MAIL_FROM" in told
    assert "DUBAN_BASE_URL" in told


def test_mailboxes_are_separated_by_commas_of_either_width(tmp_path: Path) -> None:
    """A Chinese comma is a comma."""
    settings = load(tmp_path, "DUBAN_OFFICE_MAILBOXES=a@b.example，c@d.example, e@f.example\n")
    assert settings.office_mailboxes == ("a@b.example", "c@d.example", "e@f.example")


@pytest.mark.parametrize("sign", [";", "；", "、", ",", "，"])
def test_any_separator_parts_mailboxes(tmp_path: Path, sign: str) -> None:
    """A semicolon glued two supervisors into one address that no mail reached."""
    settings = load(tmp_path, f"DUBAN_OFFICE_MAILBOXES=a@example.gov.cn{sign}b@example.gov.cn\n")
    assert settings.office_mailboxes == ("a@example.gov.cn", "b@example.gov.cn")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
@pytest.mark.parametrize(
    "address", ["duban@example.gov..cn", "督办@example.gov.cn", "duban@b.cn办公室", "a b@c.cn"]
)
def test_an_address_that_no_mail_can_carry_is_refused(tmp_path: Path, name: str, address: str) -> None:
    """Sender, answers, office and returned mails: the key, the value, the reason and what to write."""
    key = f"DUBAN_{name.upper()}"
    told = problems(tmp_path, f"{key}={address}\n")
    assert f"\n  - {key} cannot be {address}: " in told
    assert "Write an address such as" in told


@pytest.mark.parametrize("name", ["b" * 32, "bounces+office"])
def test_a_return_path_must_have_room_for_its_tag(tmp_path: Path, name: str) -> None:
    """A relay would refuse the sender of every mail, or nobody would find the tag again."""
    told = problems(tmp_path, DUBAN_BOUNCE_ADDRESS=f"{name}@b.cn")
    assert "leaves no room for the tag" in told
    assert "31 characters at most" in told
    load(tmp_path, DUBAN_BOUNCE_ADDRESS=f"{'b' * 31}@b.cn")


def test_every_address_of_a_setting_is_told_that_is_none(tmp_path: Path) -> None:
    """One look is enough to mend the line."""
    told = problems(
        tmp_path, DUBAN_OFFICE_MAILBOXES="a@b.cn;nobody;c@d..cn", DUBAN_MAIL_FROM="a@b.cn, c@d.cn"
    )
    assert "DUBAN_OFFICE_MAILBOXES cannot be nobody: " in told
    assert "DUBAN_OFFICE_MAILBOXES cannot be c@d..cn: " in told
    assert "DUBAN_MAIL_FROM cannot be a@b.cn, c@d.cn: More than one address" in told


def test_the_reason_why_an_address_is_refused_is_told_in_chinese(tmp_path: Path) -> None:
    """Each part of the sentence is the office's language."""
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, DUBAN_MAIL_FROM="duban@example.gov..cn")
    told = Output(catalogues.load("zh_CN")).told(refused.value)
    assert "DUBAN_MAIL_FROM 不能是 duban@example.gov..cn：点号连写" in told


def test_the_dress_of_an_address_is_taken_off_and_told(tmp_path: Path) -> None:
    """What is written and what is used differ, so the check says how it is read."""
    settings = load(tmp_path, "DUBAN_MAIL_FROM=mailto:duban@b.cn\nDUBAN_REPLY_TO=office@b.cn\n")
    assert settings.mail_from == "duban@b.cn"
    (told,) = dressed_addresses(tmp_path / ".env", {})
    assert str(told) == 'DUBAN_MAIL_FROM: "mailto:duban@b.cn" is read as duban@b.cn.'


def test_a_former_address_must_be_another_one(tmp_path: Path) -> None:
    """Each is an address by itself, at a host that the present one does not have."""
    settings = load(tmp_path, DUBAN_FORMER_URLS="http://old.example, https://older.example:8443")
    assert settings.former_urls == ("http://old.example", "https://older.example:8443")
    assert "without a slash" in problems(tmp_path, DUBAN_FORMER_URLS="http://old.example/")
    base = {"DUBAN_BASE_URL": "https://duban.example"}
    assert "DUBAN_FORMER_URLS" in problems(tmp_path, DUBAN_FORMER_URLS="http://Duban.example", **base)


def test_secrets_are_masked_wherever_settings_are_shown(tmp_path: Path) -> None:
    """Neither the dump nor the representation of the settings holds a secret."""
    settings = load(
        tmp_path,
        DUBAN_SECRET_KEY="topsecret" * 5,
        DUBAN_SMTP_URL="smtp://u:hunter2@relay",
        DUBAN_MAIL_FROM="a@b.example",
        DUBAN_BASE_URL="https://duban.example",
    )
    shown = str(redacted(settings)) + repr(settings)
    assert "topsecret" not in shown
    assert "hunter2" not in shown


def test_a_wrong_secret_is_not_shown_in_its_error(tmp_path: Path) -> None:
    """An error message may end in a log."""
    assert "hunter2" not in problems(tmp_path, DUBAN_DATABASE_URL="mysql://u:hunter2@db")


def test_the_example_file_loads_as_it_is(tmp_path: Path) -> None:
    """Copying `.env.example` gives the defaults."""
    assert load(tmp_path, env_example()) == load(tmp_path)


def test_the_address_for_this_machine_has_the_port_that_is_listened_on(tmp_path: Path) -> None:
    """An address that is set stays as it is."""
    assert load(tmp_path).base_url == "http://127.0.0.1:8642"
    assert load(tmp_path, DUBAN_PORT="8700").base_url == "http://127.0.0.1:8700"
    assert load(tmp_path, DUBAN_PORT="8700", DUBAN_BASE_URL="").base_url == "http://127.0.0.1:8700"
    set_ = load(tmp_path, DUBAN_PORT="8700", DUBAN_BASE_URL="https://duban.example.gov.cn")
    assert set_.base_url == "https://duban.example.gov.cn"
