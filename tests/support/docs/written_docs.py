# SPDX-License-Identifier: Apache-2.0
"""The parts of the documentation that the program writes itself: `make docs` brings them up to date."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from cli.commands.settings import env_example
from cli.main import command_line
from cli.settings import PREFIX, SECRETS, Settings
from models.tables import Relay
from templates.catalogues import load
from tests.support.docs.documents import PROJECT, text_of
from tests.support.docs.findings_page import page as findings_page
from tests.support.served import AT, stats
from web.metrics import exposition

EXTRA = re.compile(r"  \[([^\]]*)\]$")
MANY = 3
"""An option of so many commands is told once for all of them."""
Table = tuple[tuple[str, ...], list[tuple[str, ...]]]


@cache
def commands() -> dict[str, Any]:
    """Give every command by its name as it is typed."""
    return dict(_commands(command_line(load("en")), "duban"))


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    children = getattr(command, "commands", None)
    if children is None:
        yield name, command
        return
    for child in children:
        yield from _commands(children[child], f"{name} {child}")


def written(page: str) -> str:
    """Give a page with the parts that the program writes as they should be."""
    whole = {".env.example": env_example, "docs/findings.md": findings_page}
    if page in whole:
        return whole[page]()
    text = text_of(page)
    for heads, rows in WRITTEN[page]():
        text = _with_table(text, heads, rows, page)
    return text


def _with_table(text: str, heads: tuple[str, ...], rows: Iterable[tuple[str, ...]], page: str) -> str:
    head = _row(heads)
    place = re.search(rf"^{re.escape(head)}\|[-|]+\|\n(?:\|.*\n?)*", text, re.MULTILINE)
    assert place, f"{page} has no table that begins with {head}"
    body = "".join(map(_row, (heads, ("---",) * len(heads), *rows)))
    body = body.replace("| " + " | ".join(("---",) * len(heads)) + " |", "|" + "---|" * len(heads))
    return text[: place.start()] + body + text[place.end() :]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |\n"


def _settings() -> Iterator[Table]:
    rows = [
        (f"`{PREFIX}{name.upper()}`", f"`{value}`" if value else "", field.description or "")
        for name, field in Settings.model_fields.items()
        for value in [_default(name, field.default)]
    ]
    yield ("setting", "default", "meaning"), rows


def _default(name: str, value: Any) -> str:
    if name in SECRETS:
        return str(value.get_secret_value())
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else str("" if value is None else value)


def _options() -> Iterator[Table]:
    told: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, command in commands().items():
        for parameter in command.params:
            told[_told(command, parameter)].append(name.removeprefix("duban "))
    common = {option for option, names in told.items() if len(names) >= MANY and option[0].startswith("`-")}
    shared = [(*option, ", ".join(names)) for option, names in told.items() if option in common]
    yield ("option of many", "meaning", "commands"), sorted(shared)
    own = [
        (f"`{name}`", *_told(command, parameter))
        for name, command in (("duban", command_line(load("en"))), *commands().items())
        for parameter in command.params
        if _told(command, parameter) not in common
    ]
    yield ("command", "argument or option", "what it is"), own


def _told(command: Any, parameter: Any) -> tuple[str, str]:
    name, text = parameter.get_help_record(command.context_class(command, info_name=""))
    extra = EXTRA.search(text)
    if parameter.param_type_name == "argument":
        name = (parameter.metavar or parameter.name).upper()
    elif parameter.metavar is None:
        name = re.sub(r"<(list\[)?(str|path|int range|int)\]?>", lambda found: KINDS[found[2]], name)
        name = re.sub(r"<(?:list\[)?([^\]>]*)\]?>", r"\1", name)
    facts = extra[1].replace("<=x<=", " to ").replace("x>=", "at least ") if extra else ""
    return f"`{name}`", EXTRA.sub("", text) + (f" *{facts}*" if facts else "")


KINDS = {"str": "TEXT", "path": "PATH", "int": "NUMBER", "int range": "NUMBER"}


def metrics() -> list[Metric]:
    """Give every metric as Prometheus reads it, of an office with a node and a relay."""
    content = exposition(stats(relays=(Relay(name="mx:25", refilled_at=AT),)), owed=0, feed_hits=0)
    return list(text_string_to_metric_families(content.decode()))


def _metrics() -> Iterator[Table]:
    rows = []
    for metric in metrics():
        (label, values), *_more = [*_labels(metric).items(), ("", ())]
        listed = (
            f"`{label}`: {', '.join(values)}" if label in {"state", "outcome"} else label and f"`{label}`"
        )
        rows.append((f"`{metric.samples[0].name}`", metric.type, listed, metric.documentation))
    yield ("metric", "type", "by", "what it tells"), rows


def _labels(metric: Metric) -> dict[str, list[str]]:
    labels: defaultdict[str, list[str]] = defaultdict(list)
    for sample in metric.samples:
        for label, value in sample.labels.items():
            labels[label].append(value)
    return labels


WRITTEN = {
    ".env.example": lambda: iter(()),
    "docs/commands.md": _options,
    "docs/findings.md": lambda: iter(()),
    "docs/operate.md": _metrics,
    "docs/settings.md": _settings,
}


if __name__ == "__main__":
    for each in WRITTEN:
        (PROJECT / each).write_text(written(each), encoding="utf-8")
