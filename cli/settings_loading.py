# SPDX-License-Identifier: Apache-2.0
"""From `.env` and the environment to settings, or to one error that tells every problem."""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cli.env_files import VARIABLE, is_for_every_place, read_dotenv, unknown_names
from cli.settings import ADDRESSES, FILE_SUFFIX, PREFIX, SECRETS, Settings, dkim_problems
from models.addresses import LOCAL_AT_MOST, RefusedAddressesError, read_mailboxes
from models.extras import install_command
from models.findings import Finding
from models.problems import problem, refuse_if_any
from models.secret_addresses import without_password
from notifiers.mail.mime import RETURN_DIGITS

REFUSED = "The settings have {count} problem(s):{problems}"
REFUSED_IN = "The settings of {source} and the environment have {count} problem(s):{problems}"
BAD_VALUE = "{key} cannot be {value}."
BAD_ADDRESS = "{key} cannot be {value}: {why}"
READ_AS = "{name}: {what}"
BOTH_GIVEN = "{key} and {file_key} are both given."
KEEP_ONE = "Keep one of the two."
FILE_UNREADABLE = "The file named by {key} cannot be read: {reason}."
MEND_FILE = "Name a text file that the user who runs duban may read."
NO_SENDER = "DUBAN_SMTP_URL names a relay, but DUBAN_MAIL_FROM is no address a relay would take."
WRITE_SENDER = "Set DUBAN_MAIL_FROM to the office's mail address."
LOCAL_BASE_URL = "DUBAN_SMTP_URL names a relay, but {url} in the mails leads nowhere from another machine."
WRITE_BASE_URL = "Set DUBAN_BASE_URL to the address under which units reach duban."
NO_ROOM = 'The name "{name}" in DUBAN_BOUNCE_ADDRESS leaves no room for the tag that each mail adds.'
SHORTEN = "Write a name of {most} characters at most, without a +."
ROOM_FOR_NAME = LOCAL_AT_MOST - 1 - RETURN_DIGITS
"""Characters before the @ of a return path, without + and the tag."""
NO_CALDAV = "DUBAN_CALDAV is true, but the extra caldav is not installed."
INSTALL_CALDAV = "Set DUBAN_CALDAV=false, or install it with: {command}"
SAME_HOST = "DUBAN_FORMER_URLS has {url}, whose host is the present one: nobody would be sent on."
NAME_FORMER = "Name only addresses with another host than that of DUBAN_BASE_URL."
BOUNDS = {
    "greater_than_equal": "Write a whole number not below {bound}.",
    "less_than_equal": "Write a whole number not above {bound}.",
}
"""The cure of a number out of its bounds, by pydantic's name of the error."""
RELATIVE = "{file} counts everywhere, but {key}={path} is another place for each folder duban is started in."
WRITE_WHOLE = "Write a whole path, such as DUBAN_VAR=/var/lib/duban."
LISTS = frozenset({"former_urls", "metrics_from", "proxies"})
"""The settings that are several values, separated by commas."""
CALDAV_NEEDS = ("radicale", "a2wsgi", "defusedxml")
LOCAL = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def load_settings(env_file: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read `.env` and the environment, which wins; SettingsError tells every problem and its cure."""
    names = known_names()
    lines, broken = read_dotenv(env_file, known=names)
    given = {key: value for key, value in (lines | dict(environ)).items() if key in names}
    plain, unreadable = _with_files(given)
    settings, wrong = _validated(plain)
    problems = (
        *broken,
        *unknown_names(environ, known=names | {VARIABLE}),
        *unreadable,
        *wrong,
        *(_combinations(settings) if settings else ()),
        *(_wandering(settings, given, env_file) if is_for_every_place(env_file, environ) else ()),
    )
    refuse_if_any(problems, sentence=REFUSED_IN if env_file else REFUSED, source=str(env_file))
    if settings is None:
        raise AssertionError("settings without a problem are settings")
    return settings


def dressed_addresses(env_file: Path | None, environ: Mapping[str, str]) -> list[Finding]:
    """Tell which addresses of the settings are read in another way than they are written."""
    lines, _broken = read_dotenv(env_file, known=known_names())
    given = lines | dict(environ)
    keys = (PREFIX + name.upper() for name in sorted(ADDRESSES))
    return [
        Finding(
            code=what.code,
            severity=what.severity,
            sentence=READ_AS,
            facts={"name": key, "what": what},
        )
        for key in keys
        for what in read_mailboxes(given.get(key, "")).taken_off
    ]


def known_names() -> frozenset[str]:
    """Give the name of every setting as it stands in the environment."""
    plain = {PREFIX + name.upper() for name in Settings.model_fields}
    return frozenset(plain | {PREFIX + name.upper() + FILE_SUFFIX for name in SECRETS})


def _with_files(given: Mapping[str, str]) -> tuple[dict[str, str], list[Finding]]:
    plain = {key: text for key, text in given.items() if text and not key.endswith(FILE_SUFFIX)}
    problems = []
    for key, path in given.items():
        name = key.removesuffix(FILE_SUFFIX)
        if name == key or not path:
            continue
        if name in plain:
            problems.append(problem("both-given", BOTH_GIVEN, KEEP_ONE, key=name, file_key=key))
            continue
        try:
            plain[name] = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as failure:
            reason = failure.strerror if isinstance(failure, OSError) else failure.reason
            problems.append(problem("secret-file", FILE_UNREADABLE, MEND_FILE, key=key, reason=reason))
    return plain, problems


def _validated(plain: Mapping[str, str]) -> tuple[Settings | None, list[Finding]]:
    values: dict[str, Any] = {key.removeprefix(PREFIX).lower(): text for key, text in plain.items()}
    for name in LISTS & values.keys():
        listed = values[name].replace("，", ",").split(",")
        values[name] = tuple(entry.strip() for entry in listed if entry.strip())
    try:
        return Settings(**values), []
    except ValidationError as refused:
        return None, [found for error in refused.errors() for found in _problems(error)]


def _problems(error: Mapping[str, Any]) -> Iterator[Finding]:
    name = str(error["loc"][0])
    key, cause = PREFIX + name.upper(), error.get("ctx", {}).get("error")
    if isinstance(cause, RefusedAddressesError):
        for item in cause.refused:
            value = without_password(item.written)
            yield problem("bad-setting", BAD_ADDRESS, "", key=key, value=value, why=item.why)
        return
    value = "******" if name in SECRETS else without_password(str(error["input"]))
    context = error.get("ctx", {})
    bound = context.get("ge", context.get("le"))
    said = str(error["msg"]).removeprefix("Value error, ").rstrip(".") + "."
    cure = BOUNDS.get(error["type"], said)
    yield problem("bad-setting", BAD_VALUE, cure, key=key, value=value, bound=bound)


def _wandering(settings: Settings | None, given: Mapping[str, str], env_file: Path | None) -> list[Finding]:
    """Tell the paths that would lead elsewhere for each place duban is started from."""
    secrets = ((key, path) for key, path in given.items() if key.endswith(FILE_SUFFIX))
    return [
        problem("relative-path", RELATIVE, WRITE_WHOLE, file=env_file, key=key, path=path)
        for key, path in (*(settings.paths() if settings else ()), *secrets)
        if path and not Path(path).is_absolute()
    ]


def _combinations(settings: Settings) -> list[Finding]:
    relay = settings.smtp_url.get_secret_value()
    found = []
    if relay and settings.mail_from.endswith("@localhost"):
        found.append(problem("no-sender", NO_SENDER, WRITE_SENDER))
    if relay and settings.base_url.startswith(LOCAL):
        found.append(problem("local-base-url", LOCAL_BASE_URL, WRITE_BASE_URL, url=settings.base_url))
    if settings.former_urls:
        from web.redirects import hosts_of  # noqa: PLC0415  (loads the web's pages)
    for url in settings.former_urls:
        if hosts_of([url]) == hosts_of([settings.base_url]):
            found.append(problem("former-url", SAME_HOST, NAME_FORMER, url=url))
    if (name := settings.bounce_address.rpartition("@")[0]) and ("+" in name or len(name) > ROOM_FOR_NAME):
        found.append(problem("return-path", NO_ROOM, SHORTEN, name=name, most=ROOM_FOR_NAME))
    if settings.caldav and not all(map(find_spec, CALDAV_NEEDS)):
        found.append(problem("no-caldav", NO_CALDAV, INSTALL_CALDAV, command=install_command("caldav")))
    return [*found, *dkim_problems(settings)]
