# SPDX-License-Identifier: Apache-2.0
"""Lists of units and leaders: splitting, group words, posts, names of persons."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from plans.text.script import IDEOGRAPHS, folded, words

SEPARATORS = "、，,;；|"
UNIT_ENDS = words(
    "局 委 办 部 厅 院 会 处 室 科 所 站 署 社 台 馆 校 园 队 班 组 库 行 镇 乡 街道 中心 公司 集团 政府 "
    "单位 部门 机构 海关 大学 企业 园区 新区 开发区 经开区 课 妇联 残联 工商联 公用 供电 电网 电信 移动 "
    "联通 铁塔 城投 交投 国投 居 社区"
)
AREA_ENDS = words("州 旗 县 市 区")
OFFICE_ENDS = words(
    "局 委 办 厅 署 政府 管委会 委员会 办公室 公司 集团 街道 领导小组 指挥部 支队 大队 法院 检察院 海关 "
    "总工会 妇联 残联 工商联 专班 处 科 课"
)
"""Endings that nothing but an office has; a 中心 or 站 may also be built."""
ACTS = words(
    "督促 指导 组织 推动 推进 支持 引导 鼓励 协调 督导 动员 发动 压实 加强 建立 完善 确保 建设 新建 改建 "
    "扩建 改造 建成 "
    "打造 实施 开展 落实 健全 优化 提升 加快 深化 培育 引进 强化 规范 促进 依托 联合 会同 协助 配合 帮助 "
    "要求 通过 由 "
    "在 对 向 与 把 将 让 使 设立 成立 整合 服务 发挥 赋予 争取 创建 全面 积极 继续 持续 做好 抓好 编制 "
    "制定 完成"
)
"""Words that begin a deed and no name."""
NO_AREAS = words("市场 市民 市政 区域 区间 县域 省内 市内 区内 县内 镇村 州内 旗下")
LONGEST_OFFICE = 24
NOBODY = words("无 無 暂无 同上 同前 〃 ″ / ／ - — —— ― － ‐ ー na n/a none nil tbc tbd なし")
LINKS = ("/", "以及", "及", "和", "与", " ", "\u3000")
"""What may stand between two units instead of a comma; a space only where both sides are whole names."""
AREAS = "省市区县州旗镇乡各相有国自"
OPENING, CLOSING = "(（[［〔【《“", ")）]］〕】》”"
FIXED = words("各县、市、区 各市、县、区 各县、区 各区、县 各市、区 各市、县 各镇、街道")
GROUP_STARTS = words(
    "各 相关 有关 属地 全区各 全市各 全县各 区各 市各 县各 市级各 区级各 区直各 市直各 区相关 市相关 "
    "区有关 市有关 其他"
)
GROUP_PARTS = words(
    "相关部门 有关部门 相关单位 有关单位 成员单位 责任部门 各部门 各单位 各镇 各街道 各街办 各区县 各县区 "
    "专班成员 相关属地 属地政府 属地镇街 各相关 各有关 各级 各乡 各科室"
)
GROUP_ENGLISH = ("all departments", "all units", "departments concerned", "relevant departments")
POSTS = words(
    "区长 市长 县长 省长 州长 镇长 乡长 旗长 主任 书记 部长 局长 厅长 处长 科长 秘书长 主席 常委 司长 "
    "院长 校长 总经理 董事长 支队长 队长 专员 督学 组长 调研员 领导 负责人 负责同志 总工程师 总规划师 "
    "党组成员 党委委员 党工委委员 巡视员 会长 理事长 行长 站长 所长 盟长 助理 检察长 政委 参谋长 总指挥 "
    "指挥长"
)
BEFORE_POST = words(
    "分管 主管 主要 党组 委 府 局 办 室 会 厅 部 院 中心 街道 镇 乡 区 市 县 省 公司 集团 处 科 相关 有关 "
    "各 人大 政协 大队 支队 机关 妇联 总队 州 旗 盟 组织 宣传 统战 政法 武装 办公 县长 区长 市长 镇长 "
    "学校 专班 指挥 协管 联系 包联 牵头 责任 一级 二级 三级 四级 社 站 所 台 馆 园 行 书记 主任"
)
FIELDS_OF_WORK = words(
    "发改 发展改革 财政 教育 公安 民政 司法 住建 交通 交通运输 水利 水务 农业 农业农村 商务 文旅 卫生 "
    "卫健 应急 审计 统计 市场监管 市监 医保 林业 环保 生态环境 自然资源 工信 经信 科技 信访 城管 体育 "
    "税务 国土 规划 粮食 园林 招商 数据 民宗 退役军人 乡村振兴"
)
POSTS_ENGLISH = words(
    "mayor director head chief manager minister secretary commissioner officer coordinator president chair "
    "registrar executive lead"
)
_point = re.compile(f"[{re.escape(SEPARATORS + OPENING + CLOSING)}各]")
_own_role = re.compile(r"[（(](牵头|牵头单位|负责|配合|配合单位|协助|落实)[）)]$")
_post_of = re.compile(r"(?:deputy |assistant )?(?:" + "|".join(POSTS_ENGLISH) + r") (?:of|for) ", re.I)
OPEN_END = re.compile(r"等(?:有关|相关|市级|区级|县级)?(?:单位|部門|單位|部门)?$")
_group = re.compile("|".join(GROUP_PARTS))
_last_bracket = re.compile(r"(?:[（(〔\[][^（）()〔〕\[\]]{0,30}[）)〕\]])+$")
_sentence = re.compile(r"[。！？!?：:“”《》]|\d")
_stray = re.compile(r"\s")
_chinese = re.compile(r"[\u3400-\u9fff]")


def split_names(text: str) -> Iterator[str]:
    """Split a list at its separators, never inside brackets or fixed phrases such as 各县、市、区."""
    for part in _separated(text):
        yield from _unlinked(part)


def _separated(text: str) -> Iterator[str]:
    start = depth = behind = 0
    points = [(found.start(), found[0]) for found in _point.finditer(text)]
    paired = sum((point in OPENING) - (point in CLOSING) for _, point in points) == 0
    for index, point in points:
        if index < behind:
            continue
        depth += paired * ((point in OPENING) - (point in CLOSING))
        if point in SEPARATORS and not depth and not _binds(text, start, index):
            yield text[start:index]
            start = index + 1
        else:
            behind = _after_fixed(folded(text), index)
    yield text[start:]


def _binds(text: str, start: int, index: int) -> bool:
    """Director, People is one post, and so is Director of Place, Economy and Culture."""
    if text[index] != ",":
        return False
    last = next(iter(text[start:index].lower().split()[-1:]), "")
    if last in POSTS_ENGLISH:
        return text[index + 1 : index + 2] == " "
    behind = re.split("[;|，；、]", text[index : index + 80])[0].lower()
    is_of = _post_of.match(text[start:index].strip()) is not None
    return is_of and " and " in behind and not set(behind.replace(",", " ").split()) & set(POSTS_ENGLISH)


def _unlinked(part: str) -> Iterator[str]:
    """Part 甲局及乙局 and 甲局 市乙局 between two units, never inside the name of one (发展和改革局)."""
    first, _, second = part.partition(" and ")
    if _are_posts(first.split(), second.split()):
        yield first
        yield from _unlinked(second)
        return
    plain = folded(part)
    for link in LINKS:
        before, _, after = plain.partition(link)
        if _links(before, after, link):
            yield from _unlinked(part[: len(before)])
            yield from _unlinked(part[len(before) + len(link) :])
            return
    yield part


def _are_posts(first: Sequence[str], second: Sequence[str]) -> bool:
    """Part Estates Manager and HR, Head of Parks and ICT Manager; never Director of Finance and HR."""
    if not first or not second:
        return False
    if len(second) == 1 and second[0].isupper():
        return first[-1].lower() in POSTS_ENGLISH
    return all({item[0].lower(), item[-1].lower()} & set(POSTS_ENGLISH) for item in (first, second))


def _links(before: str, after: str, link: str) -> bool:
    if "（" in before or "(" in before.rsplit(")", maxsplit=1)[-1] or len(after.strip()) < 2:
        return False
    is_name = before.strip().endswith(UNIT_ENDS) and len(before.strip()) > 2
    if link == "/":
        return is_name and is_unit(after)
    return is_name and (is_group(after.strip()) or (after.strip()[0] in AREAS and is_unit(after)))


def _after_fixed(text: str, index: int) -> int:
    phrase = next((phrase for phrase in FIXED if text.startswith(phrase, index)), "各")
    return index + len(phrase)


def bare_name(name: str) -> str:
    """Remove padding and closing punctuation; spaces stay only between Latin words."""
    joined = " ".join(name.split()) if not _chinese.search(name) else _stray.sub("", name)
    return joined.strip(" 。．.:：")


@lru_cache(maxsize=1 << 10)
def names(text: str) -> tuple[str, ...]:
    """Read a list of names in the order printed, each once."""
    found = (bare_name(part) for part in split_names(text))
    return tuple(dict.fromkeys(name for name in found if name and name.lower() not in NOBODY))


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


def is_unit(name: str) -> bool:
    """Tell whether a name ends like that of an office, a bracket or 等 behind it left aside."""
    bare = _last_bracket.sub("", folded(without_open_end(name.strip(" 。."))))
    return len(bare) > 1 and bare.endswith(UNIT_ENDS + AREA_ENDS) and not _sentence.search(bare)


def is_office(name: str) -> bool:
    """Tell whether a name can be nothing but that of one office: 市教育局, not 新建污水处理站."""
    bare = _last_bracket.sub("", folded(without_open_end(name.strip(" 。."))))
    is_deed = "由" in bare or bare.startswith(ACTS)
    if is_deed or is_group(bare) or not is_unit(bare) or not 2 < len(bare) <= LONGEST_OFFICE:
        return False
    return bare.endswith(OFFICE_ENDS) or (bare[0] in AREAS[:7] and not bare.startswith(NO_AREAS))


def is_group(name: str) -> bool:
    """Tell whether a unit's name is a group word: it names nobody in particular."""
    name = folded(name)
    if name.lower().startswith(GROUP_ENGLISH):
        return True
    return name.startswith(GROUP_STARTS) or _group.search(name) is not None


def is_post(name: str) -> bool:
    """Tell whether a leader is given as a post (常务副区长, 区委书记) and not as a person."""
    if not _chinese.search(name):
        return name.lower().removeprefix("deputy ").split(" ")[0] in POSTS_ENGLISH
    name = folded(name)
    return any(name.endswith(post) and _is_office(name.removesuffix(post)) for post in POSTS)


def _is_office(before: str) -> bool:
    while before.endswith(("副", "常务", "第一")):
        before = before.removesuffix("副").removesuffix("常务").removesuffix("第一")
    return not before or before.endswith(BEFORE_POST + FIELDS_OF_WORK)


SINGLE = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾"
    "尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景宫费卜冷晏席卫米柏宗瞿桂佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖明佘池查麻苑迟邝封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮"
    "粟冼蔺满闻位厉伊仝郜阚花屠豆朴盖练廉禹祖漆巴丰卿狄索宣晋云敬扈晁芮普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那鲜印逯隆茹诺战慕危玉银亢嵇哈湛宾戎茅呼干尉冶檀衣阴昝幸尧"
)
COMPOUND = words(
    "欧阳 司马 上官 诸葛 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 东方 独孤 南宫 闻人 端木 长孙 宇文 申屠 呼延 "
    "欧陽 西门 轩辕 钟离"
)
WORK = words(
    "应急 文旅 卫生 安监 商务 宣传 项目 林业 水利 水务 农业 金融 安全 经济 信息 和谐 交通 公安 司法 民政 "
    "应用 "
    "关工 党建 党务 政务 公共 成员 华侨 南部 南区 海洋 路政 房管 房产 车管 石化 金属 农村 权益 居民 国资 "
    "国土 "
    "平安 区域 原料 宗教 商贸 相关 国企 国有 信访 管理 管护 明确 分管 安排 于是 包联 包抓 包保 和 及 任务 "
    "全面 全区 "
    "全市 全县 利用 公用 公司 强化 施工 计划 经办 粮食 权力 相应 都要 时间 成立 平台 向上 来源 容量 全程 "
    "全部 高新 "
    "高教 文化 文体 文明 关心 章程 方案 方面 房屋 文物 温泉 财政"
)
"""Words that begin like a name of a person and are none: fields of work and other usual words."""
_han = re.compile(f"[{IDEOGRAPHS}]{{2,4}}")
_parted = re.compile(f"[{IDEOGRAPHS}]{{2,12}}[·•・][{IDEOGRAPHS}]{{2,12}}")


def is_full_name(text: str) -> bool:
    """Tell whether a text can be a person's full name: a surname known here and one or two characters."""
    if _parted.fullmatch(text):
        return True
    if not _han.fullmatch(text):
        return False
    plain = folded(text)
    if plain.startswith(COMPOUND):
        return len(plain) in (3, 4)
    return plain[0] in SINGLE and len(plain) in (2, 3) and not plain.startswith(WORK)
