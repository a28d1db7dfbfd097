# SPDX-License-Identifier: Apache-2.0
"""Every setting in one table: default, check and words; `.env.example` and the docs are made from it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from models.addresses import plain_address, plain_addresses
from models.database import Ledger, is_database
from models.errors import SettingsError
from models.extras import install_command
from models.findings import Finding
from models.problems import problem
from models.secret_addresses import take_apart
from notifiers.senders.smtp_url import parse_smtp_url
from web.networks import Networks

if TYPE_CHECKING:
    from notifiers.mail.dkim import Signer

PREFIX = "DUBAN_"
FILE_SUFFIX = "_FILE"
BOUNCE_MAILDIR = "maildir:"


def _time_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("Write the name of a time zone, such as Asia/Shanghai.")
    return name


def _base_url(url: str) -> str:
    if not url.startswith(("http://", "https://")) or url.endswith("/") or "@" in url:
        raise ValueError("Write an address such as https://duban.example.gov.cn, without a slash at its end.")
    return url


def _base_urls(urls: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_base_url, urls))


def _networks(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        Networks.named(names)
    except ValueError:
        raise ValueError("Write addresses or networks such as 10.0.0.5 or 10.0.0.0/24.") from None
    return names


def _watchdog(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    try:
        parts = take_apart(text)
        known = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None
    except ValueError:
        known = False
    if text and not (known and " " not in text and text.isascii()):
        raise ValueError("Write an address that begins with https:// or http://, without user and password.")
    return url


def _address(text: str) -> str:
    return plain_address(_no_web_address(text)) if text else ""


def _addresses(given: Any) -> Any:
    return plain_addresses(_no_web_address(given)) if isinstance(given, str) else given


def _no_web_address(text: str) -> str:
    """Refuse as a whole what belongs into another line: it may have a password in it."""
    if "://" in text:
        raise ValueError("Write an address such as office@example.gov.cn.")
    return text


def _database(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    if text and not is_database(text):
        raise ValueError(
            "Write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME, special signs "
            "percent-encoded (@: %40)."
        )
    return url


def _relay(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    try:
        if text:
            parse_smtp_url(text)
    except SettingsError as refused:
        raise ValueError(refused.cure) from None
    return url


def _key(key: SecretStr) -> SecretStr:
    if 0 < len(key.get_secret_value()) < 32:
        raise ValueError("Write at least 32 random characters, or leave it empty.")
    return key


def _bounces(url: SecretStr) -> SecretStr:
    text = url.get_secret_value()
    if text and not text.startswith(BOUNCE_MAILDIR):
        from notifiers.bounce_imap import parse_imap_url  # noqa: PLC0415  (loads the reading of mails)

        parse_imap_url(text)
    return url


def _selector(name: str) -> str:
    if name and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", name, re.ASCII):
        raise ValueError("Write letters, digits, hyphens and dots, such as duban2026.")
    return name


Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    """Everything an administrator can set; each description is the comment in `.env.example`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    var: Path = Field(Path("var"), description="The folder where duban keeps its state.")
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(
        SecretStr(""),
        description="The ledger; empty means sqlite:///VAR/duban.db. "
        "For PostgreSQL: postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    )
    secret_key: Annotated[SecretStr, AfterValidator(_key)] = Field(
        SecretStr(""),
        description="The key behind feed addresses, Message-IDs and return paths, at least 32 characters; "
        "empty means a key made on the first start and kept in VAR/secret.key.",
    )
    policy: Path | None = Field(None, description="A TOML file laid over the shipped reminder policy.")
    holidays: Path | None = Field(
        None, description="A CSV file (date,kind,name) of days worked or free, over the official calendar."
    )
    timezone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "Asia/Shanghai", description="The office's time zone; a deadline is a day of this zone."
    )
    locale: Literal["zh_CN", "en"] = Field(
        "zh_CN", description="The language of mails, pages and output: zh_CN or en."
    )
    office_name: str = Field("督查室", description="The name under which the supervision office writes.")
    office_contact: str = Field(
        "",
        description="Whom units may ask at the office, shown in mails and on pages; empty shows nobody.",
    )
    office_telephone: str = Field(
        "", description="The office's telephone, shown in mails and on pages; empty shows none."
    )
    office_mailboxes: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_addresses)] = Field(
        (), description="The supervisors who get the overdue digest, separated by commas or semicolons."
    )
    mail_from: Address = Field("duban@localhost", description="The address mails come from.")
    reply_to: Address = Field("", description="The address for answers; empty means the one mails come from.")
    smtp_url: Annotated[SecretStr, AfterValidator(_relay)] = Field(
        SecretStr(""),
        description="The relay: smtp://USER:PASSWORD@HOST:PORT or smtps://…; "
        "empty means that mails are only put into the Maildir.",
    )
    smtp_connections: int = Field(
        4, ge=1, le=50, description="How many connections to the relay may be open at a time."
    )
    mails_per_minute: int = Field(
        0,
        ge=0,
        le=100_000,
        description="The most mails the relay gets in a minute, from all nodes together; 0 is no limit.",
    )
    dkim_key: SecretStr = Field(
        SecretStr(""),
        description="The private key that signs mails (DKIM), RSA or Ed25519 in PEM; best as a file. "
        "Empty means that the relay signs, or nobody.",
    )
    dkim_selector: Annotated[str, AfterValidator(_selector)] = Field(
        "", description="Under which name the public key stands in the DNS: NAME._domainkey.DOMAIN."
    )
    bounce_address: Address = Field(
        "",
        description="The address returned mails go to; each mail gets a return path of its own, "
        "NAME+TAG@DOMAIN, which the mail server must deliver there. Empty means DUBAN_MAIL_FROM; "
        "then anybody could forge one, so what comes back is shown and stops no mail.",
    )
    bounces: Annotated[SecretStr, AfterValidator(_bounces)] = Field(
        SecretStr(""),
        description="Where returned mails arrive: maildir:PATH or imaps://USER:PASSWORD@HOST/FOLDER; "
        "empty means that nobody reads them.",
    )
    maildir: Path | None = Field(None, description="Where mails go without a relay; empty means VAR/maildir.")
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        "",
        description="The address under which units reach duban, as shown in mails; "
        "empty means http://127.0.0.1:PORT, for this machine alone.",
    )
    former_urls: Annotated[tuple[str, ...], NoDecode, AfterValidator(_base_urls)] = Field(
        (),
        description="Addresses under which units reached duban before, separated by commas; "
        "who still asks there is sent on to the present one.",
    )
    host: str = Field("127.0.0.1", description="The address the web server listens on.")
    port: int = Field(8642, ge=1, le=65535, description="The port the web server listens on.")
    proxies: Annotated[tuple[str, ...], NoDecode, AfterValidator(_networks)] = Field(
        ("127.0.0.1", "::1"),
        description="Addresses or networks of the proxies in front, separated by commas: "
        "they are believed when they say whom they ask for (X-Forwarded-For), "
        "and may have more connections than others.",
    )
    metrics_from: Annotated[tuple[str, ...], NoDecode, AfterValidator(_networks)] = Field(
        (),
        description="Addresses or networks that may see /metrics and the numbers in /healthz beside this "
        "machine itself, separated by commas.",
    )
    caldav: bool = Field(
        False,
        description="Whether calendars are also served by CalDAV, under /caldav/; needs the extra caldav.",
    )
    tick_seconds: int = Field(30, ge=1, le=3600, description="Seconds between two looks at what is owed.")
    watchdog_url: Annotated[SecretStr, AfterValidator(_watchdog)] = Field(
        SecretStr(""),
        description="An address outside that is asked for after each round, so that silence is noticed; "
        "empty means none.",
    )
    log_format: Literal["console", "json"] = Field(
        "console", description="How the daemon tells it: console for people, json for machines."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the daemon tells."
    )

    @model_validator(mode="before")
    @classmethod
    def _of_this_machine(cls, given: dict[str, Any]) -> dict[str, Any]:
        """Give addresses the port that is listened on, unless an address is set."""
        port = given.get("port", cls.model_fields["port"].default)
        return {"base_url": f"http://127.0.0.1:{port}"} | {k: v for k, v in given.items() if v != ""}

    @property
    def database(self) -> str:
        """Give the URL of the ledger."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.var / 'duban.db'}"

    @property
    def mail_folder(self) -> Path:
        """Give the Maildir that stands in for a relay."""
        return self.maildir or self.var / "maildir"

    def paths(self) -> Iterator[tuple[str, str]]:
        """Give every path that is set, with the key it stands under."""
        plain = {name: getattr(self, name) for name in ("var", "policy", "holidays", "maildir")}
        yield from ((PREFIX + name.upper(), str(path)) for name, path in plain.items() if path)
        if path := Ledger(self.database).path if self.database_url.get_secret_value() else None:
            yield f"{PREFIX}DATABASE_URL", str(path)
        if (url := self.bounces.get_secret_value()).startswith(BOUNCE_MAILDIR):
            yield f"{PREFIX}BOUNCES", url.removeprefix(BOUNCE_MAILDIR)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `load_settings` gathered, so that every problem can be told with its place."""
        return (init_settings,)


SECRETS = frozenset({"bounces", "database_url", "dkim_key", "secret_key", "smtp_url", "watchdog_url"})
"""The settings that may be given as a file, `DUBAN_SMTP_URL_FILE`, and are never printed."""
ADDRESSES = frozenset({"bounce_address", "mail_from", "office_mailboxes", "reply_to"})
"""The settings that are mail addresses, read by the one rule of `models.addresses`."""


HALF = "Of DUBAN_DKIM_KEY and DUBAN_DKIM_SELECTOR only one is given, so no mail can be signed."
WHOLE = "Give both, or neither."
BAD_KEY = "DUBAN_DKIM_KEY is no private key that can sign mails."
MEND_KEY = "Name a file with an unencrypted RSA or Ed25519 key in PEM with DUBAN_DKIM_KEY_FILE."
NOT_INSTALLED = "DUBAN_DKIM_KEY is given, but the extra dkim is not installed."
INSTALL = "Leave DUBAN_DKIM_KEY empty, or install it with: {command}"


def signer_of(settings: Settings) -> "Signer | None":
    """Give who signs the mails, None when that is left to the relay; ValueError and ImportError as told."""
    key = settings.dkim_key.get_secret_value()
    if not key:
        return None
    from notifiers.mail.dkim import read_signer  # noqa: PLC0415  (an extra)

    domain = settings.mail_from.rpartition("@")[2]
    return read_signer(key, domain=domain, selector=settings.dkim_selector)


def dkim_problems(settings: Settings) -> Iterator[Finding]:
    """Tell what keeps mails from being signed as the settings want it."""
    if bool(settings.dkim_key.get_secret_value()) != bool(settings.dkim_selector):
        yield problem("half-dkim", HALF, WHOLE)
    try:
        signer_of(settings)
    except ImportError:
        yield problem("no-dkim", NOT_INSTALLED, INSTALL, command=install_command("dkim"))
    except ValueError:
        yield problem("bad-dkim-key", BAD_KEY, MEND_KEY)
