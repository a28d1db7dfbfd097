"""One commitment to a page: a title, and below it lines of `Key: value`."""

import re
from collections.abc import Mapping, Sequence

from models.kinds import Role
from plans.drafts import Source, TaskDraft, UnitMention
from plans.fields.labels import LATIN, Field
from plans.people.names import names
from plans.text.blocks import Line
from plans.time.dates import read_due

SECTIONS = ("action plan", "plan", "policy area", "theme", "programme", "program")
NOTHING = ("na", "n/a", "none", "-", "nil", "tbc", "not specified")
LEAST = 3
_pair = re.compile(r"^(?P<key>[A-Za-z][A-Za-z ()/\-]{1,48}?)\s*[:：]\s*(?P<value>.*)$")
_code = re.compile(r"\s*[(\[](?P<code>[A-Z]{1,4}[- ]?\d{1,6})[)\]]")


def read_commitment(lines: Sequence[Line], *, year: int | None) -> TaskDraft | None:
    """Read the page; None when it has no title, no institution or too few such lines."""
    filled = [line for line in lines if line.text.strip()]
    pairs = {
        found["key"].lower(): found["value"] for line in filled if (found := _pair.match(line.text.strip()))
    }
    title = next((line for line in filled if not _pair.match(line.text.strip())), None)
    units = _units(pairs)
    if title is None or len(pairs) < LEAST or not units:
        return None
    code = _code.search(title.text)
    due = read_due(_of(pairs, Field.DUE), year=year)
    return TaskDraft(
        number=code["code"] if code else "1",
        section=next((pairs[key] for key in SECTIONS if pairs.get(key)), ""),
        title=_code.sub("", title.text).strip(),
        units=units,
        due=due.on,
        due_kind=due.kind,
        source=Source(line=title.number, last_line=filled[-1].number),
    )


def _of(pairs: Mapping[str, str], field: Field) -> str:
    return next((value for key, value in pairs.items() if key in LATIN and LATIN[key][0] is field), "")


def _units(pairs: Mapping[str, str]) -> tuple[UnitMention, ...]:
    found = []
    for key, value in pairs.items():
        field, role = LATIN.get(key, (None, None))
        if field is Field.UNITS and value.strip().lower() not in NOTHING:
            found += [UnitMention(name=name, role=role or Role.RESPONSIBLE) for name in names(value)]
    return tuple(found)
