# SPDX-License-Identifier: Apache-2.0
"""A reader of calendars that is independent of icalendar, because that library writes what is read here."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', re.DOTALL)


class LineError(ValueError):
    """A line is no content line (RFC 5545 section 3.1)."""


class NestingError(ValueError):
    """Components do not begin and end as they should (section 3.4 and 3.6)."""


@dataclass(kw_only=True)
class Component:
    """One BEGIN…END with its properties as (name, parameters, raw value)."""

    name: str
    properties: list[tuple[str, str, str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Name it in a message."""
        return f"{self.name} {self.value('UID')}".strip()

    def value(self, name: str) -> str:
        """Give a raw value, empty when there is none."""
        return next((value for key, _, value in self.properties if key == name), "")

    def parameters(self, name: str) -> str | None:
        """Give the parameters of a property as written, None when it is not there."""
        return next((parameters for key, parameters, _ in self.properties if key == name), None)

    def named(self, name: str) -> list["Component"]:
        """Give the components of that name inside this one."""
        return [part for part in self.parts if part.name == name]

    def walk(self) -> Iterator["Component"]:
        """Give this component and everything inside it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def parse(content: bytes) -> Component:
    """Read a calendar into its components; LineError and NestingError say what is broken."""
    root, stack = Component(name="ROOT"), []
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, parameters, value = _split(line)
        if name == "BEGIN":
            stack.append(Component(name=value))
        elif name == "END":
            if not stack or stack[-1].name != value:
                raise NestingError(f"END:{value} ends nothing")
            done = stack.pop()
            (stack[-1] if stack else root).parts.append(done)
        elif stack:
            stack[-1].properties.append((name, parameters, value))
        else:
            raise NestingError(f"{name} outside of a calendar")
    if stack or [part.name for part in root.parts] != ["VCALENDAR"]:
        raise NestingError("not exactly one whole VCALENDAR")
    return root.parts[0]


def text(raw: str) -> str:
    """Read an escaped TEXT value (RFC 5545 section 3.3.11)."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "N": "\n"}.get(match[1], match[1]), raw)


def _split(line: str) -> tuple[str, str, str]:
    match = LINE.fullmatch(line)
    if not match:
        raise LineError(f"{line[:60]!r}")
    return match[1], match[2], match[3]
