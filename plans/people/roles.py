# SPDX-License-Identifier: Apache-2.0
"""Who leads and who supports: role words in lists, and sentences that share out the work."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from models.kinds import Role
from plans.fields.labels import LabelMark
from plans.fields.task_fields import Field
from plans.people.leaders import is_leader, is_person
from plans.people.names import is_group, is_office, is_post, is_unit, names
from plans.text.blocks import Flow
from plans.text.clauses import Span, covered
from plans.text.script import folded, words
from plans.time.dates import is_time

VERBS: dict[Role, tuple[str, ...]] = {
    Role.LEAD: words(
        "分别牵头负责 分别牵头 共同牵头 牵头负责 牵头督导 牵头落实 牵头组织 牵头组织实施 牵头实施 牵头抓总 "
        "牵头推进 牵头办理 牵头抓好 牵头统筹 牵头协调 总牵头负责 总牵头 牵头 主办 主抓 总负责 负总责 领办 "
        "领衔 挂帅 主要负责 "
        "统筹负责 统筹协调 统筹推进 包抓 总协调"
    ),
    Role.SUPPORT: words(
        "积极配合 密切配合 按职责配合 按职责分工配合 按职责分工协助 分别配合 配合落实 配合 共同参与 参与 "
        "参加 "
        "协助 协同 协办 协同配合 支持配合 配合做好 共同配合 协同推进 协助办理 协助落实 会办 协作 支持 指导 "
        "督促指导 技术支持 "
        "按职责参与 按分工配合 按职责做好配合 协助配合 配合实施 配合推进 协同实施 协同负责 协助实施"
    ),
    Role.RESPONSIBLE: words(
        "按照职责分工负责 按职责分工负责 依职责分工负责 按职责分别负责 按照各自职责负责 按各自职责负责 "
        "按职责负责 根据职责分工负责 分工负责 分别负责 共同负责 具体负责 具体承办 承办 负责 按分工负责 "
        "按照分工负责 "
        "各负其责 按职能分工负责 按照职能职责负责 按任务分工负责 联合负责 负责完成 负责办理 负责推进 "
        "负责建设 主责 分别承办 "
        "共同承办 牵头承办 承担 分片负责 分级负责 共同推进 联合推进 共同完成 合力推进 统筹推进落实"
    ),
    Role.IMPLEMENTS: words(
        "按职责分工负责落实 按职责分工落实 按职责落实 负责组织实施 负责具体实施 负责组织落实 负责抓好落实 "
        "负责具体落实 负责落实 具体落实 抓好落实 组织落实 组织实施 具体实施 负责实施 落实 实施 分级落实 "
        "分别落实 属地落实 "
        "共同落实 联合实施 共同实施 分别实施 抓落实 具体抓落实 包干落实 执行 组织推进 具体推进"
    ),
}
PARTED = ("分别牵头", "分别负责", "分别承办", "分别实施")
JOINTS = 20
"""Places of a list where 会同 or 商 may part it; more stand in no sentence."""
LONGEST = 60
"""Characters of one name: what is longer is a sentence."""
_roles = {verb: role for role, listed in VERBS.items() for verb in listed}
_verb = re.compile("(?:" + "|".join(_roles) + ")(?:等?(?:工作|任务))?$")
_clause = re.compile("[^，,；;。]+|[；;。]")
_lead_in = re.compile("^(?:由|其中|并|具体由|请)+")
_together = re.compile("会同|会商|联合|协同|牵头会同|商")
_partners = re.compile(
    r"[,;]?\s+(?:in partnership with|in collaboration with|jointly with|together with|working with|alongside"
    r"|(?:and )?(?:supported|assisted) by|with (?:the )?support (?:from|of))\s+",
    re.I,
)
_limit = re.compile(
    "(?:[^，,、]{1,10}[前底内](?:[^，,、]{0,6}(?:完成|到位|完工|建成|投用|结束))?|[^，,、]{1,8}完成)$"
)


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
    found = tuple(_partnered(text) or _parts(_unwrapped(text)))
    leads = any(part.role is Role.LEAD and not _are_leaders(part.names) for part in found)
    return tuple(
        Part(role=Role.SUPPORT, names=part.names)
        if leads and part.role in (Role.RESPONSIBLE, None) and not is_limit(part.names)
        else part
        for part in found
    )


def _are_leaders(listed: str) -> bool:
    """A person who leads leaves the units their own roles."""
    return all(map(is_leader, names(listed)))


def _partnered(text: str) -> tuple[Part, ...]:
    """Culture Service in partnership with the Friends: who is named second supports."""
    first, *others = _partners.split(text)
    if not others or not first.strip():
        return ()
    return Part(role=Role.LEAD, names=first), Part(role=Role.SUPPORT, names="; ".join(others))


def is_limit(text: str) -> bool:
    """Tell whether a clause behind names says until when, in words of dates or others (汛前完成)."""
    return is_time(text) or (bool(_limit.match(folded(text.strip()))) and not is_unit(text))


def _unwrapped(text: str) -> str:
    """Join lines that break inside a name; a line that ends with its verb is a sentence."""
    lines = text.split("\n")
    return "".join(line + ("；" if _verb.search(folded(line.rstrip(" 。；;，,"))) else "") for line in lines)


def _parts(text: str) -> Iterator[Part]:
    cover, waiting = folded(covered(text)), ""
    for found in _clause.finditer(cover):
        if found[0] in "；;。":
            yield from _left(waiting)
            waiting = ""
        else:
            clause = text[found.start() : found.end()].rstrip()
            verb = _verb.search(cover[found.start() : found.start() + len(clause)])
            if verb:
                yield from _said(waiting, clause[: verb.start()], verb)
            waiting = "" if verb else "，".join(filter(None, (waiting, clause)))
    yield from _left(waiting)


def _left(waiting: str) -> Iterator[Part]:
    first, other = _joined_by(waiting)
    if other and first:
        yield Part(role=Role.LEAD, names=first)
        yield Part(role=Role.SUPPORT, names=other)
    elif waiting.strip():
        yield Part(role=None, names=waiting)


def _said(waiting: str, subject: str, verb: re.Match[str]) -> Iterator[Part]:
    role = next(role for known, role in _roles.items() if verb[0].startswith(known) and _is_verb(known, verb))
    listed = "，".join(filter(None, (waiting, _lead_in.sub("", subject.strip()))))
    first, other = _joined_by(listed)
    if other:
        yield from [Part(role=Role.LEAD, names=first)] if first else []
        yield Part(role=Role.SUPPORT, names=other)
    elif listed:
        yield Part(role=role, names=listed, is_parted=verb[0].startswith(PARTED))


def _joined_by(listed: str) -> tuple[str, str]:
    """Part 甲局会同乙局 where a whole name ends before the word, so that 市商务局 and 联合会 stay whole."""
    for found in islice(_together.finditer(folded(listed)), JOINTS):
        first, other = listed[: found.start()].strip("，, "), listed[found.end() :].strip()
        last, after = next(iter(names(first)[-1:]), ""), next(iter(names(other)), "")
        if _is_whole(last, first) and _is_whole(after, other):
            return first, other
    return "", ""


def _is_whole(name: str, listed: str) -> bool:
    return not listed or is_unit(name) or is_group(name) or is_leader(name)


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
    is_end = part.role is None and is_limit(last)
    return bool(last) and all(map(_can_name, listed)) and (is_end or _can_name(last))


def _can_name(name: str) -> bool:
    return len(name) < LONGEST and (is_unit(name) or is_group(name) or is_post(name) or is_person(name))


_duty_limit = re.compile("前|底|完成|推进|坚持|落实|季度|年内|长期")
_sentence = re.compile(r"[^。\s][^。]*")
_part = re.compile("[^；;]+")
_duty_clause = re.compile(r"[^，,\s][^，,]*")
_word = re.compile("[牵由负办落实施配参与协抓承执领统]")
CLAUSES = 8
LONGEST_LINE = 5_000
"""Characters of a line: a longer one is no paragraph of a plan."""


def duties(source: Flow, brackets: Sequence[Span], found: Sequence[LabelMark]) -> Iterator[LabelMark]:
    """Find the role sentences in brackets and on lines; `found` are the labels known already."""
    taken = [(mark.start, mark.close or mark.end) for mark in found]
    for span in brackets:
        if span.depth == 0 and is_role_text(span.inside(source.text)) and not _overlaps(span, taken):
            yield _mark(span.start, span.start + 1, span.end - 1)
    yield from _lines(source)
    if all(mark.field is not Field.DUE for mark in found):
        yield from _times(source, brackets)


def _times(source: Flow, brackets: Sequence[Span]) -> Iterator[LabelMark]:
    """Where no label gives deadlines, a bracket with nothing but a time does: （8月底前）."""
    for span in brackets:
        words = span.inside(source.plain)
        if (
            span.depth == 0
            and _duty_limit.search(words)
            and not set("，,、；;：:") & set(words)
            and is_time(words)
        ):
            mark = _mark(span.start, span.start + 1, span.end - 1)
            yield replace(mark, field=Field.DUE)


def _mark(start: int, end: int, close: int) -> LabelMark:
    return LabelMark(field=Field.UNITS, role=None, start=start, end=end, close=close)


def _overlaps(span: Span, taken: Sequence[tuple[int, int]]) -> bool:
    return any(span.start < start < span.end for start, _ in _near(span, taken))


def _near(span: Span, taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    index = bisect_left(taken, (span.start, 0))
    yield from taken[index : index + 1]


def _lines(source: Flow) -> Iterator[LabelMark]:
    """Take the sentences of a line, or their ends, that do nothing but say who does what."""
    for start, line in zip(source.starts, source.plain.split("\n"), strict=True):
        if _word.search(line) and len(line) < LONGEST_LINE:
            yield from _sentences(source, start, line)


def _sentences(source: Flow, start: int, line: str) -> Iterator[LabelMark]:
    for found in _sentence.finditer(line):
        for begin, end in _said_duty(found[0]):
            index = start + found.start() + begin
            if source.text[index] not in "(（[〔【":
                yield _mark(index, index, start + found.start() + end)


def _said_duty(words: str) -> Iterator[tuple[int, int]]:
    """Give where a sentence says who: all of it, or the end of each part between semicolons."""
    if _says_who(words):
        yield 0, len(words)
        return
    cover = covered(words)
    for part in _part.finditer(cover):
        index = _begin(words[part.start() : part.end()], cover[part.start() : part.end()])
        if index is not None:
            yield part.start() + index, part.end()


def _begin(words: str, cover: str) -> int | None:
    """Find the first clause from which on a sentence only says who: 建三座桥，县交通局牵头，各镇配合."""
    if not _word.search(words):
        return None
    starts = [found.start() for found in _duty_clause.finditer(cover)][-CLAUSES:]
    return next((start for start in starts if _tells(words[start:])), None)


def _tells(words: str) -> bool:
    """Only names that can be nothing else open a role sentence without 由, and one of them acts."""
    if not is_role_text(words):
        return False
    said = parts(words)
    listed = [name for part in said if part.role for name in names(part.names)]
    first = next(iter(listed), "")
    if is_office(first) or is_leader(first):
        return True
    return is_group(first) and "负责" in words and len(said) == 1


def _says_who(words: str) -> bool:
    return ("牵" in words or words.startswith("由")) and 6 < len(words) < 200 and is_role_text(words)


def owners(source: Flow, brackets: Sequence[Span]) -> Iterator[LabelMark]:
    """Find the brackets that hold nothing but names of offices: 清理河道（水务科）."""
    for span in brackets:
        listed = names(span.inside(source.text))
        if span.depth == 0 and listed and all(is_unit(name) or is_group(name) for name in listed):
            yield _mark(span.start, span.start + 1, span.end - 1)
