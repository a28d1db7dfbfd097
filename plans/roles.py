"""Who does what, written as a sentence: 甲局牵头，乙局、丙局配合；各县政府负责落实."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.kinds import Role
from plans.brackets import covered
from plans.dates import is_time
from plans.names import is_group, is_post, is_unit, names
from plans.script import folded, words

VERBS: dict[Role, tuple[str, ...]] = {
    Role.LEAD: words(
        "分别牵头负责 分别牵头 共同牵头 牵头负责 牵头督导 牵头落实 牵头组织 牵头组织实施 牵头实施 牵头抓总 "
        "牵头推进 牵头办理 总牵头 牵头 主办 主抓"
    ),
    Role.SUPPORT: words(
        "积极配合 密切配合 按职责配合 按职责分工配合 按职责分工协助 分别配合 配合落实 配合 共同参与 参与 "
        "参加 "
        "协助 协同 协办 协同配合 支持配合"
    ),
    Role.RESPONSIBLE: words(
        "按照职责分工负责 按职责分工负责 依职责分工负责 按职责分别负责 按照各自职责负责 按各自职责负责 "
        "按职责负责 根据职责分工负责 分工负责 分别负责 共同负责 具体负责 具体承办 承办 负责"
    ),
    Role.IMPLEMENTS: words(
        "按职责分工负责落实 按职责分工落实 按职责落实 负责组织实施 负责具体实施 负责组织落实 负责抓好落实 "
        "负责具体落实 负责落实 具体落实 抓好落实 组织落实 组织实施 具体实施 负责实施 落实 实施"
    ),
}
PARTED = ("分别牵头", "分别负责")
LONGEST = 60
"""Characters of one name: what is longer is a sentence."""
_roles = {verb: role for role, listed in VERBS.items() for verb in listed}
_verb = re.compile("(?:" + "|".join(sorted(_roles, key=len, reverse=True)) + ")(?:等?(?:工作|任务))?$")
_clause = re.compile("[^，,；;。\n]+|[，,；;。\n]")
_lead_in = re.compile("^(?:由|其中|并由|并|具体由|并请|请)+")
_together = re.compile("会同|联合|商")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Names that have one role; `role` is None where no word gives it."""

    role: Role | None
    names: str
    is_parted: bool = False
    """Several lead, each for a part of the task that the text does not tell."""


@lru_cache(maxsize=1 << 12)
def parts(text: str) -> tuple[Part, ...]:
    """Split a role sentence; names without a verb of their own share the next one of their sentence."""
    found = tuple(_parts(_unwrapped(text)))
    leads = any(part.role is Role.LEAD for part in found)
    return tuple(
        Part(role=Role.SUPPORT, names=part.names)
        if leads and part.role in (Role.RESPONSIBLE, None) and not is_time(part.names)
        else part
        for part in found
    )


def _unwrapped(text: str) -> str:
    """Join lines that break inside a name; a line that ends with its verb is a sentence."""
    lines = text.split("\n")
    return "".join(line + ("；" if _verb.search(folded(line.rstrip(" 。；;，,"))) else "") for line in lines)


def _parts(text: str) -> Iterator[Part]:
    cover, waiting = folded(covered(text)), ""
    for found in _clause.finditer(cover):
        if found[0] in "；;。\n":
            yield from _left(waiting)
            waiting = ""
        elif found[0] not in "，,":
            clause = text[found.start() : found.end()].rstrip()
            verb = _verb.search(cover[found.start() : found.start() + len(clause)])
            if verb:
                yield from _said(waiting, clause[: verb.start()], verb)
            waiting = "" if verb else "，".join(filter(None, (waiting, clause)))
    yield from _left(waiting)


def _left(waiting: str) -> Iterator[Part]:
    first, *others = _together.split(waiting, maxsplit=1)
    if others and is_unit(next(iter(names(first)[-1:]), "")):
        yield Part(role=Role.LEAD, names=first)
        yield Part(role=Role.SUPPORT, names=others[0])
    elif waiting.strip():
        yield Part(role=None, names=waiting)


def _said(waiting: str, subject: str, verb: re.Match[str]) -> Iterator[Part]:
    role = next(role for known, role in _roles.items() if verb[0].startswith(known) and _is_verb(known, verb))
    listed = "，".join(filter(None, (waiting, _lead_in.sub("", subject.strip()))))
    first, *others = _together.split(listed, maxsplit=1)
    if others and not first.strip():
        yield Part(role=Role.SUPPORT, names=others[0])
    elif others and is_unit(next(iter(names(first)[-1:]), "")):
        yield Part(role=Role.LEAD, names=first)
        yield Part(role=Role.SUPPORT, names=others[0])
    elif listed:
        yield Part(role=role, names=listed, is_parted=verb[0].startswith(PARTED))


def _is_verb(known: str, verb: re.Match[str]) -> bool:
    return verb[0].removesuffix("工作").removesuffix("任务").removesuffix("等") == known


def is_role_text(text: str) -> bool:
    """Tell whether a text does nothing but say who does what: every name can be one, a verb is there."""
    if not 3 < len(text) < LONGEST * 20:
        return False
    found = parts(text)
    return any(part.role for part in found) and all(_is_list(part) for part in found)


def _is_list(part: Part) -> bool:
    """Names may be followed by the deadline, which has no role."""
    *listed, last = names(part.names) or ("",)
    is_end = part.role is None and is_time(last)
    return bool(last) and all(map(_can_name, listed)) and (is_end or _can_name(last))


def _can_name(name: str) -> bool:
    return len(name) < LONGEST and (is_unit(name) or is_group(name) or is_post(name))
