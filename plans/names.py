"""Lists of units and leaders: splitting, group words, posts."""

import re
from collections.abc import Iterator

from plans.script import words

SEPARATORS = "、，,;；|"
OPENING, CLOSING = "(（[［〔【《“", ")）]］〕】》”"
FIXED = words("各县、市、区 各市、县、区 各县、区 各区、县 各市、区 各市、县 各镇、街道")
GROUP_STARTS = words(
    "各 相关 有关 属地 全区各 全市各 全县各 区各 市各 县各 市级各 区级各 区直各 市直各 区相关 市相关 "
    "区有关 市有关 其他"
)
GROUP_PARTS = words(
    "相关部门 有关部门 相关单位 有关单位 成员单位 责任部门 各部门 各单位 各镇 各乡镇 各街道 各街办 各区县 "
    "各县区 相关属地 属地政府 属地镇街 各相关 各有关 各级 各乡 各科室"
)
GROUP_ENGLISH = ("all departments", "all units", "departments concerned", "relevant departments")
POSTS = words(
    "区长 市长 县长 省长 州长 镇长 乡长 旗长 主任 书记 部长 局长 厅长 处长 科长 秘书长 主席 常委 司长 "
    "院长 校长 总经理 董事长 支队长 队长 专员 督学 组长 调研员 领导 负责人 负责同志 总工程师 总规划师"
)
BEFORE_POST = words(
    "常务副 常务 副 第一 分管 主管 主要 党组 党委 党工委 工委 管委会 委 府 局 办 室 会 厅 部 院 中心 街道 "
    "镇 乡 区 市 县 省 公司 集团 处 科 相关 有关 各"
)
POSTS_ENGLISH = ("mayor", "director", "head", "chief", "manager", "minister", "secretary", "commissioner")
_own_role = re.compile(r"[（(](牵头|牵头单位|负责|配合|配合单位|协助|落实)[）)]$")
OPEN_END = re.compile(r"等(?:有关|相关)?(?:单位|部门)?$")
_stray = re.compile(r"\s+")
_chinese = re.compile(r"[\u3400-\u9fff]")


def split_names(text: str) -> Iterator[str]:
    """Split a list at its separators, never inside brackets or fixed phrases such as 各县、市、区."""
    start = depth = place = 0
    paired = sum(map(text.count, OPENING)) == sum(map(text.count, CLOSING))
    while place < len(text):
        character = text[place]
        depth += paired * ((character in OPENING) - (character in CLOSING))
        if character in SEPARATORS and not depth:
            yield text[start:place]
            start = place + 1
        elif not depth and character == "各":
            place = _after_fixed(text, place)
            continue
        place += 1
    yield text[start:]


def _after_fixed(text: str, place: int) -> int:
    phrase = next((phrase for phrase in FIXED if text.startswith(phrase, place)), "各")
    return place + len(phrase)


def bare_name(name: str) -> str:
    """Remove padding and closing punctuation; spaces stay only between Latin words."""
    joined = " ".join(name.split()) if not _chinese.search(name) else _stray.sub("", name)
    return joined.strip(" 。．.:：")


def names(text: str) -> tuple[str, ...]:
    """Read a list of names in the order printed, each once."""
    found = (bare_name(part) for part in split_names(text))
    return tuple(dict.fromkeys(name for name in found if name))


def padded(text: str) -> int:
    """Count the names of a list that were padded with spaces to equal width."""
    parts = (part.strip() for part in split_names(text))
    return sum(1 for part in parts if _chinese.search(part) and _stray.search(part) and "\n" not in part)


def without_open_end(name: str) -> str:
    """Drop 等 from the last name of a list that goes on unsaid."""
    return OPEN_END.sub("", name) or name


def own_role(name: str) -> tuple[str, str]:
    """Part a name from the role in its bracket: 县水务局（牵头） → 县水务局, 牵头."""
    found = _own_role.search(name)
    return (name[: found.start()], found[1]) if found else (name, "")


def is_group(name: str) -> bool:
    """Tell whether a unit's name is a group word: it names nobody in particular."""
    if name.lower().startswith(GROUP_ENGLISH):
        return True
    return name.startswith(GROUP_STARTS) or any(part in name for part in GROUP_PARTS)


def is_post(name: str) -> bool:
    """Tell whether a leader is given as a post (常务副区长, 区委书记) and not as a person."""
    if not _chinese.search(name):
        return name.lower().removeprefix("deputy ").split(" ")[0] in POSTS_ENGLISH
    post = next((post for post in sorted(POSTS, key=len, reverse=True) if name.endswith(post)), None)
    if post is None:
        return False
    return _is_office(name.removesuffix(post))


def _is_office(before: str) -> bool:
    while before.endswith(("副", "常务", "第一")):
        before = before.removesuffix("副").removesuffix("常务").removesuffix("第一")
    return not before or before.endswith(BEFORE_POST)
