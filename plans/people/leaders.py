# SPDX-License-Identifier: Apache-2.0
"""Leaders as a text names them: persons with their posts before, behind or in brackets; posts alone."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from models.text import clean_line
from plans.people.names import is_full_name, is_group, is_post, is_unit, names
from plans.text.clauses import covered, spans
from plans.text.script import IDEOGRAPHS, folded, words


@dataclass(frozen=True, kw_only=True, slots=True)
class Leader:
    """A person, with the post printed beside the name; or a post alone, which is then the name."""

    name: str
    post: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Part:
    """One item of a list, the mark before it, and how name and post stand to each other."""

    leader: Leader
    mark: str
    is_post: bool = False
    post_first: bool = False
    """The post stands before the name: 副区长 刘洋."""
    is_apart: bool = False
    """A space or a bracket parts the name from the post behind it: 刘洋 副区长."""


LONGEST = 60
"""Characters of a name with its posts; what is longer is a sentence."""
OWN_DUTY = words("分管 主管 联系 协管 相关 有关 各")
STANDING = words("常委 党组成员 委员 党组书记 党组副书记 副书记 工委书记 调研员")
_item = re.compile("[^、，,;；|\n]+")
_joint = re.compile("[和及与]")
_broken = re.compile(
    rf"(?<=(?<![{IDEOGRAPHS}])[{IDEOGRAPHS}])\s*\n\s*(?=[{IDEOGRAPHS}])"
    rf"|(?<=[{IDEOGRAPHS}])\s*\n\s*(?=[{IDEOGRAPHS}](?![{IDEOGRAPHS}]))"
)
"""A line that ends inside a name: one character stands alone before or behind it."""
_chinese = re.compile(f"[{IDEOGRAPHS}]")
_loose = re.compile(f"[{IDEOGRAPHS}]{{2,4}}")
_comrade = re.compile("(?<!负责)(?<!领导)同志(?=[（(]|$)")


@lru_cache(maxsize=1 << 10)
def leaders(text: str) -> tuple[Leader, ...]:
    """Read a list of leaders in the order printed, each once; a name never holds a post beside it."""
    text = _broken.sub("", text)
    if not _chinese.search(text):
        return tuple(Leader(name=name) for name in map(clean_line, names(text)))
    found: dict[str, Leader] = {}
    for leader in _gathered(list(_parts(text))):
        found.setdefault(leader.name, leader)
    return tuple(found.values())


def by_name(listed: Iterable[Leader]) -> dict[str, str]:
    """Give the post of every leader named with one."""
    return {leader.name: leader.post for leader in listed if leader.post}


def _parts(text: str) -> Iterator[_Part]:
    cover, end = folded(covered(text)), 0
    for found in _item.finditer(cover):
        mark = cover[end : found.start()][-1:]
        for index, piece in enumerate(_pieces(text[found.start() : found.end()])):
            yield from _read(piece, mark if index == 0 else "，")
        end = found.end()


def _pieces(text: str) -> Sequence[str]:
    """Part 李明 王芳 and 李明和王芳, and 李 明王 芳 set wide without a gap; never one name set wide."""
    words = text.split()
    if len(words) > 1 and all(map(is_full_name, words)):
        return words
    if [len(word) for word in words] == [1, 2, 1]:
        wide = (words[0] + words[1][0], words[1][1] + words[2])
        return wide if all(map(is_full_name, wide)) else (text,)
    halves = _joint.split(text, maxsplit=1)
    if len(halves) == 2 and all(is_person(half) or is_post(half.strip()) for half in halves):
        return halves
    return (text,)


def is_person(text: str) -> bool:
    """Tell whether a text is a full name, with or without a post beside it."""
    found = part(text)
    return found is not None and not is_post(found.name)


@lru_cache(maxsize=1 << 10)
def is_leader(name: str) -> bool:
    """Tell whether a Chinese name in a list of offices is a person's or a post's."""
    if not _chinese.search(name) or is_group(name):
        return False
    return is_post(name) or (is_person(name) and not is_unit(name))


def _read(text: str, mark: str) -> Iterator[_Part]:
    found = _parted(text)
    if found:
        yield replace(found, mark=mark)
        return
    for name in map(clean_line, names(_comrade.sub("", text))):
        yield _Part(leader=Leader(name=name), mark=mark, is_post=is_post(name))


def part(text: str) -> Leader | None:
    """Read one person; None when the text is neither a full name nor a name with a post."""
    found = _parted(text)
    if found:
        return found.leader
    bare = "".join(_comrade.sub("", text).split())
    return Leader(name=bare) if is_full_name(bare) else None


def _parted(text: str) -> _Part | None:
    text = _comrade.sub("", text.strip(" \t\n\u3000。:："))
    if len(text) > LONGEST:
        return None
    return _in_bracket(text) or _apart(text) or _glued("".join(text.split()))


def _in_bracket(text: str) -> _Part | None:
    """刘洋（副区长） and 副区长（刘洋）."""
    last = next(iter(spans(text)[-1:]), None)
    if last is None or last.end != len(text):
        return None
    outside, inside = "".join(text[: last.start].split()), "".join(last.inside(text).split())
    if are_posts(inside) and _loose.fullmatch(outside) and not is_post(outside):
        return _part(outside, inside, is_apart=True)
    if is_post(outside) and is_full_name(inside):
        return _part(inside, outside, post_first=True)
    return None


def are_posts(text: str) -> bool:
    """Tell whether a text is a list of posts."""
    listed = names(text)
    return bool(listed) and all(map(is_post, listed))


def _apart(text: str) -> _Part | None:
    """副区长 刘洋 and 刘洋 副区长: the space tells, so the surname may be a rare one."""
    words = text.split()
    for index in range(1, len(words)):
        before, after = "".join(words[:index]), "".join(words[index:])
        if is_post(before) and _can_name(after):
            return _part(after, before, post_first=True)
        if _can_name(before) and is_post(after):
            return _part(before, after, is_apart=True)
    return None


def _can_name(text: str) -> bool:
    if is_full_name(text):
        return True
    return bool(_loose.fullmatch(text)) and not (is_post(text) or is_unit(text) or is_group(text))


def _glued(text: str) -> _Part | None:
    """副区长刘洋 and 刘洋副区长: only with a known surname; the longest post wins."""
    for size in (2, 3, 4):
        if is_full_name(text[:size]) and is_post(text[size:]):
            return _part(text[:size], text[size:])
        if is_full_name(text[-size:]) and is_post(text[:-size]):
            return _part(text[-size:], text[:-size], post_first=True)
    return None


def _part(name: str, post: str, *, post_first: bool = False, is_apart: bool = False) -> _Part:
    leader = Leader(name=clean_line(name), post=clean_line(post))
    return _Part(leader=leader, mark="", post_first=post_first, is_apart=is_apart)


def _gathered(parts: Sequence[_Part]) -> Iterator[Leader]:
    """Give a person all posts of one run of 、: 县委常委、副县长 张伟; 李明 市委常委、副市长."""
    waiting: list[str] = []
    last: _Part | None = None
    for index, item in enumerate(parts):
        name = item.leader.name
        if item.is_post and last and item.mark == "、" and _goes_on(last, name):
            last = replace(last, leader=replace(last.leader, post=f"{last.leader.post}、{name}"))
        elif item.is_post and _leads_to(parts[index:]):
            waiting.append(name)
        else:
            if last:
                yield last.leader
            last = _with(item, waiting)
            waiting = []
    if last:
        yield last.leader


def _goes_on(person: _Part, post: str) -> bool:
    if not person.leader.post or person.post_first or post.startswith(OWN_DUTY):
        return False
    return person.is_apart or person.leader.post.endswith(STANDING)


def _leads_to(parts: Sequence[_Part]) -> bool:
    """Tell whether a post stands in a run of posts before a name: 副县长、公安局局长 李勇."""
    for item, after in pairwise(parts):
        if not item.is_post or item.leader.name.startswith(OWN_DUTY) or after.mark != "、":
            return False
        if after.post_first:
            return not after.leader.post.startswith(OWN_DUTY)
    return False


def _with(each: _Part, waiting: Sequence[str]) -> _Part:
    if not waiting:
        return each
    post = "、".join((*waiting, each.leader.post))
    return replace(each, leader=replace(each.leader, post=post))
