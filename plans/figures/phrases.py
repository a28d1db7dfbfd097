# SPDX-License-Identifier: Apache-2.0
"""Naming what a figure counts: the words around it, without the verbs and adverbs that only carry it."""

import re
from collections.abc import Sequence

from plans.text.script import words

ADVERBS = words(
    "全年 年内 年度内 今年 本年 力争 争取 确保 保证 其中 共计 总计 合计 积极 加快 加速 持续 大力 进一步 "
    "推动 推进 实现 重点 试点 系统 免费 全力 努力 稳步 有序 同步 谋划 提速 深入 高标准 高质量 全面 新增加 "
    "不断 协助 并 且 将 使(?![用命馆者]) 至少 再 共 对全区 对全市 对全县 为全区 全区 对 为 各类 累计完成 "
    "分批次 分期"
)
VERBS = words(
    "开展 举办 组织 建设 建成 新建 打造 提升 培育 提供 完成 组建 布局 形成 推出 实施 落实 利用 发展 启动 "
    "制定 报送 提炼 优化 提质 吸引 开放 创建 编制 出台 改建 扩建 配建 设立 成立 构建 加强 做好 安排 召开 "
    "达成 配备 新改扩建 改扩建 迁建 续建 重建"
)
REACHES = words(
    "达到 达 完成 提高到 提高至 提升到 提升至 增长到 增加到 增至 增加至 稳定在 保持在 控制在 维持在 突破 "
    "超过 不少于 不低于 不超过 不高于 不大于 至少有 至少 大于 小于 低于 高于 少于 为 约 超 数量 有 力争 "
    "争取 确保 实现 共 总计 合计 下降到 下降至 降至 降低到 压减到 压减至 压缩至 压缩到 缩短至 缩短到 精简至 "
    "精简到 增加为 扩大到 扩大至 不得低于 不得少于 不得超过 不得高于 最多 最少 多于 不足 逾 近 将近 接近 "
    "大约 "
    "≥ ≧ ≤ ≦ > < ＞ ＜"
)
SHARED = words("抽检 抽查 新增 引进 引入 改造 拆除 治理 整治 腾退 培训 检查 关停 新设 签约")
STAGES = words("开工 新开工 完工 竣工 投产 投用 建成")
CARRIERS = words("开展 提供 改造 建设 建成 新建 完成 打造 实施 举办 配备 拥有 有")
GIFTS = words(
    "配备 配置 提供 安装 加装 发放 开展 实行 实施 进行 办理 购买 更新 更换 建立 给予 落实 减免 补贴"
)
HOLDERS = words("社区 单位 村 学校 企业 医院 乡镇 街道 小区 家庭 站 园区 机构 部门 县 区 市 镇 乡")
EVENTS = words("不发生 不出现 杜绝 严防 防止 抓好 推广 强化 深化 规范 完善 狠抓 严格 普及")
ENDINGS = words("任务 工作 进程 施工进度 进度")
TURNS = re.compile("入驻|投向|配备|纳入|落户于")
_within = re.compile(r"在[^，、]{0,20}?[内中上]")
_adverb = re.compile("(?:" + "|".join(sorted(ADVERBS, key=len, reverse=True)) + ")")
_leading = re.compile("(?:" + "|".join(sorted(ADVERBS + VERBS, key=len, reverse=True)) + ")")
_trailing = re.compile("(?:" + "|".join(sorted(REACHES, key=len, reverse=True)) + ")+$")
_carrier = re.compile("(?:" + "|".join(CARRIERS) + ")$")
_ending = re.compile("(?:" + "|".join(ENDINGS) + ")+$")
_joint = re.compile("[、和及与]")
_counter = re.compile("^(?:批次|方面|环节|领域)(?=.{2})")
_leading_quote = re.compile("^“([^“”]+)”(?=.)")
_quoted = re.compile("^[“‘]([^“”‘’]+)[”’]$")


_served = re.compile(r"(?:(?<![成作定称评认增减缩调变改])为|对|给|面向|向)(?:全[省市县区州镇乡旗域])?$")
_gift = re.compile("(?:统一|免费|全部)?(?:" + "|".join(GIFTS) + ")")
_holders = re.compile("(?:" + "|".join(HOLDERS) + ")$")
_density = re.compile(
    r"^(?P<each>每[\d.]*[千万百]*[^\d，、]*?[\u3400-\u9fff])(?:至少有?|最少有?|不少于|不低于|拥有|配备|建成|建有|有)+"
)
_events = re.compile("(?:" + "|".join(sorted(EVENTS + ADVERBS + VERBS, key=len, reverse=True)) + ")")
_bare_rate = re.compile("[^\\d“”]{2}率")
_degree = re.compile("^(?:重大|较大|特大|一般)")
_clause_verb = re.compile("|".join(sorted({*VERBS, *SHARED, *CARRIERS} - {"有"}, key=len, reverse=True)))
_time = re.compile(
    r"^(?:力争)?(?:到|至|于)?(?:20\d{2}年(?:\d{1,2}月)?|\d{1,2}月)(?:份|年?[底末初]|上旬|中旬|下旬)?(?:之?前|以前)?"
)
LONGEST_OBJECT = 14


def named(gaps: Sequence[str], *, context: str = "") -> list[str]:
    """Name each figure of a clause; `gaps` are the words before, between and behind the figures.

    `context` is the clause before, asked when only a stage is named: 老旧小区改造, 全年新开工30个.
    """
    if len(gaps) == 2 and _served.search(gaps[0]) and (name := _of_served(gaps[1])):
        return [name]
    pairs = _sides(gaps)
    if any(after for _, after in pairs):
        tail = pairs[-1][1]
        names = [_beside(before, after, tail, len(pairs)) for before, after in pairs]
        return [_on(gaps[0], context) + name for name in _with_shared_tail(names)]
    names = [_rated(_staged(name_before(before), context), context) for before, _ in pairs]
    return _with_shared_verb(names)


def _of_served(words: str) -> str:
    """为25个小区配备灭火器 counts 小区, told apart by what they get: 配备灭火器的小区."""
    gift = _gift.search(words)
    if not gift or not gift.start():
        return ""
    whose, _, thing = words[: gift.start()].rpartition("的")
    what = words[gift.start() :].strip("、， ")
    if whose and _holders.search(whose):
        return f"{thing}{what}的{whose}"
    return f"{what}的{thing}"


def _on(before: str, context: str) -> str:
    """Take a topic said in a clause of its own before 每: 偏远海岛，每500人至少1名医生."""
    is_topic = (
        before.startswith("每") and 1 < len(context) <= LONGEST_OBJECT and not _clause_verb.search(context)
    )
    return context.strip() if is_topic and not any(map(str.isdigit, context)) else ""


def _rated(name: str, context: str) -> str:
    """A rate without its noun is that of what the clause before speaks of: 推进垃圾分类，知晓率…."""
    if not _bare_rate.fullmatch(name):
        return name
    thing = _degree.sub("", _strip(context.rpartition("等")[2].strip("，、 "), _events))
    thing = thing if "等" in context else _strip(context.strip("，、 "), _events)
    if not 2 <= len(thing) <= LONGEST_OBJECT or any(map(str.isdigit, thing)):
        return name
    return thing + (name[2:] if thing.endswith(name[:2]) else name)


def _sides(gaps: Sequence[str]) -> list[tuple[str, str]]:
    """Share the words between two figures: up to the last 、 or 和 they belong to the first one."""
    cuts = [_split(gap) for gap in gaps[1:-1]]
    befores = [gaps[0], *(right for _, right in cuts)]
    afters = [*(left for left, _ in cuts), "" if _joint.match(gaps[-1]) else gaps[-1]]
    return list(zip(befores, afters, strict=False)) if len(gaps) > 1 else []


def _split(gap: str) -> tuple[str, str]:
    if any(map(str.isdigit, gap)) and "、" in gap:
        index = gap.find("、")
        return gap[:index], gap[index + 1 :]
    index = max(gap.rfind(mark) for mark in "、和及与")
    return (gap[:index], gap[index + 1 :]) if index >= 0 else (gap, "")


def _beside(before: str, after: str, tail: str, count: int) -> str:
    if not after:
        return name_before(before) or _counter.sub("", name_after(tail))
    name = name_after(_counted(after))
    return name if count > 1 or before.endswith("等") else name_around(before, name)


def _counted(noun: str) -> str:
    """5个批次土地征收 counts the 批次 of 土地征收."""
    found = _counter.match(noun)
    return noun[found.end() :] + found[0] if found else noun


def _staged(name: str, context: str) -> str:
    if name not in STAGES or not context:
        return name
    return _carrier.sub("", name_after(_without_lead(context))) + name


def _with_shared_verb(names: list[str]) -> list[str]:
    """抽检药品270批次、医疗器械10批次: the verb counts for the whole list."""
    verb = next((verb for verb in SHARED if names and names[0].startswith(verb)), "")
    return [name if not name or name.startswith(verb) else verb + name for name in names]


def _with_shared_tail(names: list[str]) -> list[str]:
    """10个住宅院落和2个非住宅院落腾退: what follows the noun they share counts for both."""
    last = names[-1]
    return [*(name + _tail_of(name, last) for name in names[:-1]), last]


def _tail_of(name: str, last: str) -> str:
    index = last.find(name[-2:]) if len(name) >= 2 and not last.startswith(name) else -1
    return last[index + 2 :] if index > 0 else ""


def name_before(words: str) -> str:
    """Name a figure by the noun before it: 举办招商活动不少于 → 招商活动."""
    noun = _without_reach(_headless(words).strip("、，和及与 "))
    if found := _density.match(noun):
        return found["each"] + _plain(noun[found.end() :])
    bare = _without_lead(noun)
    return _plain(bare if len(bare) > 2 else _without_adverbs(noun))


def name_after(words: str) -> str:
    """Name a figure by the noun after it: 重点项目进程 → 重点项目."""
    noun = TURNS.split(words.strip("、，及与 "))[0]
    described = noun.rsplit("的", 1)[-1] or noun
    bare = _ending.sub("", described)
    return _plain(bare if _without_adverbs(bare) else described)


def name_around(before: str, name: str) -> str:
    """Name a figure inside its noun: 起步区 … 土地一级开发 → 起步区土地一级开发."""
    if found := _density.match(before):
        return found["each"] + name
    lead = _without_lead(_without_reach(_within.sub("", _headless(before).strip("、， "))))
    lead = _without_reach(_carrier.sub("", _without_reach(lead)))
    return name if any(map(str.isdigit, lead)) else _plain(lead + name)


def _headless(words: str) -> str:
    """Leave out the heading before a colon and the phrase of time that opens a clause."""
    return _time.sub("", re.split("[:：]", words)[-1])


def _without_reach(words: str) -> str:
    return _trailing.sub("", words)


def _without_lead(words: str) -> str:
    return _strip(words, _leading)


def _without_adverbs(words: str) -> str:
    return _strip(words, _adverb)


def _strip(words: str, pattern: re.Pattern[str]) -> str:
    found = pattern.match(words)
    while found:
        words = words[found.end() :]
        found = pattern.match(words)
    return words


def _plain(name: str) -> str:
    name = name.strip("、，。 ").replace("力争", "")
    return _leading_quote.sub(r"\1", _quoted.sub(r"\1", name))
