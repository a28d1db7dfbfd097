# SPDX-License-Identifier: Apache-2.0
"""Every verb that offices use to say who does what, each with the role that it gives."""

import pytest

from models.kinds import Role
from plans.people.roles import Part, is_limit, is_role_text, parts

LEAD, SUPPORT, PLAIN, IMPLEMENTS = Role.LEAD, Role.SUPPORT, Role.RESPONSIBLE, Role.IMPLEMENTS
VERBS = {
    LEAD: "分别牵头负责 分别牵头 共同牵头 牵头负责 牵头督导 牵头落实 牵头组织 牵头组织实施 牵头实施 "
    "牵头抓总 牵头推进 牵头办理 "
    "牵头抓好 牵头统筹 牵头协调 总牵头负责 总牵头 牵头 主办 主抓 总负责 负总责 领办 领衔 挂帅 主要负责 "
    "统筹负责 统筹协调 "
    "统筹推进 包抓 总协调",
    SUPPORT: "积极配合 密切配合 按职责配合 按职责分工配合 按职责分工协助 分别配合 配合落实 配合 共同参与 "
    "参与 参加 协助 协同 协办 "
    "协同配合 支持配合 配合做好 共同配合 协同推进 协助办理 协助落实 会办 协作 支持 指导 督促指导 技术支持 "
    "按职责参与 按分工配合 "
    "按职责做好配合 协助配合 配合实施 配合推进 协同实施 协同负责 协助实施",
    PLAIN: "按照职责分工负责 按职责分工负责 依职责分工负责 按职责分别负责 按照各自职责负责 按各自职责负责 "
    "按职责负责 "
    "根据职责分工负责 分工负责 分别负责 共同负责 具体负责 具体承办 承办 负责 按分工负责 按照分工负责 "
    "各负其责 按职能分工负责 "
    "按照职能职责负责 按任务分工负责 联合负责 负责完成 负责办理 负责推进 负责建设 主责 分别承办 共同承办 "
    "牵头承办 承担 "
    "分片负责 分级负责 共同推进 联合推进 共同完成 合力推进 统筹推进落实",
    IMPLEMENTS: "按职责分工负责落实 按职责分工落实 按职责落实 负责组织实施 负责具体实施 负责组织落实 "
    "负责抓好落实 负责具体落实 "
    "负责落实 具体落实 抓好落实 组织落实 组织实施 具体实施 负责实施 落实 实施 分级落实 分别落实 属地落实 "
    "共同落实 联合实施 "
    "共同实施 分别实施 抓落实 具体抓落实 包干落实 执行 组织推进 具体推进",
}
PARTED = ("分别牵头", "分别牵头负责", "分别负责", "分别承办", "分别实施")
JOINING = ("会同", "会商", "联合", "协同", "牵头会同", "商")
PARTNERS = (
    "in partnership with",
    "in collaboration with",
    "jointly with",
    "together with",
    "working with",
    "alongside",
    "supported by",
    "and supported by",
    "assisted by",
    "and Assisted by",
    "with support from",
    "with the support of",
)


def told(text: str) -> list[tuple[Role | None, str]]:
    return [(part.role, part.names) for part in parts(text)]


@pytest.mark.parametrize("role", VERBS)
def test_every_verb_gives_its_role_and_is_no_part_of_the_name(role: Role) -> None:
    """Alone or with 工作 or 任务 behind it; in traditional characters too."""
    for verb in VERBS[role].split():
        for behind in ("", "工作", "任务", "等工作", "等任务", "工作。"):
            assert told(f"县水务局{verb}{behind}") == [(role, "县水务局")], verb
    assert told("縣水務局牽頭，縣財政局協助，縣教育局負責實施") == [
        (LEAD, "縣水務局"),
        (SUPPORT, "縣財政局"),
        (IMPLEMENTS, "縣教育局"),
    ]


@pytest.mark.parametrize("verb", [verb for listed in VERBS.values() for verb in listed.split()])
def test_only_words_that_say_so_part_the_task(verb: str) -> None:
    """分别 before a verb tells that each does a part of its own."""
    assert not any(part.is_parted for part in parts(f"县水务局会同县财政局{verb}；县教育局"))
    (part,) = parts(f"县水务局、县财政局{verb}")
    assert part.is_parted is (verb in PARTED)


@pytest.mark.parametrize("word", ["由", "其中", "并由", "并", "具体由", "并请", "请", "其中由", "并具体由"])
def test_what_leads_to_the_names_is_none_of_them(word: str) -> None:
    """由, 并请 and their kin are dropped from the first name."""
    assert told(f"{word}县水务局牵头") == [(LEAD, "县水务局")]


@pytest.mark.parametrize("word", JOINING)
def test_who_is_joined_supports(word: str) -> None:
    """甲 with 乙: the first leads, whatever verb follows or none; nobody before it makes helpers of all."""
    assert told(f"县水务局{word}县财政局、县教育局负责") == [
        (LEAD, "县水务局"),
        (SUPPORT, "县财政局、县教育局"),
    ]
    assert told(f"县水务局、县发改局，{word}县财政局") == [
        (LEAD, "县水务局、县发改局"),
        (SUPPORT, "县财政局"),
    ]
    assert told(f"县水务局{word}各镇负责") == [(LEAD, "县水务局"), (SUPPORT, "各镇")]
    assert told(f"{word}县财政局负责") == [(SUPPORT, "县财政局")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市商务局负责", [(PLAIN, "市商务局")]),
        ("县工商联、县联合会负责", [(PLAIN, "县工商联、县联合会")]),
        ("县水务局会同县联合会负责", [(LEAD, "县水务局"), (SUPPORT, "县联合会")]),
        ("市商务局商市财政局负责", [(LEAD, "市商务局"), (SUPPORT, "市财政局")]),
        ("县长会同县财政局负责", [(LEAD, "县长"), (SUPPORT, "县财政局")]),
        ("县财政局会同县长负责", [(LEAD, "县财政局"), (SUPPORT, "县长")]),
        ("县水务局联合植树负责", [(PLAIN, "县水务局联合植树")]),
        ("植树联合县水务局负责", [(PLAIN, "植树联合县水务局")]),
    ],
)
def test_the_letters_of_joining_inside_a_name_join_nothing(
    text: str, expected: list[tuple[Role, str]]
) -> None:
    """A whole name stands before the word and behind it."""
    assert told(text) == expected


@pytest.mark.parametrize("word", PARTNERS)
def test_english_partners_support(word: str) -> None:
    """Who is named second helps; several partners are one list."""
    assert told(f"Works Office {word} Harbour Watch") == [(LEAD, "Works Office"), (SUPPORT, "Harbour Watch")]
    assert told(f"Works Office,  {word}  Harbour Watch; {word} Friends") == [
        (LEAD, "Works Office"),
        (SUPPORT, "Harbour Watch; Friends"),
    ]
    assert told(f" {word} Harbour Watch")[0][0] is not LEAD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("县水务局，县财政局牵头，县教育局", [(LEAD, "县水务局，县财政局"), (SUPPORT, "县教育局")]),
        (
            "县水务局牵头；县财政局；县教育局配合",
            [(LEAD, "县水务局"), (SUPPORT, "县财政局"), (SUPPORT, "县教育局")],
        ),
        (
            "县水务局牵头。县财政局。县教育局配合",
            [(LEAD, "县水务局"), (SUPPORT, "县财政局"), (SUPPORT, "县教育局")],
        ),
        ("县水务局牵头;县财政局,县教育局配合", [(LEAD, "县水务局"), (SUPPORT, "县财政局，县教育局")]),
        (
            "县水务局牵\n头，县财政局配合\n县教育局负责",
            [(LEAD, "县水务局"), (SUPPORT, "县财政局"), (SUPPORT, "县教育局")],
        ),
        (
            "县水务\n局牵头，县财政局。\n县教育局配合",
            [(LEAD, "县水务局"), (SUPPORT, "县财政局"), (SUPPORT, "县教育局")],
        ),
        ("县水务局;县财政局牵头", [(SUPPORT, "县水务局"), (LEAD, "县财政局")]),
        ("县水务局；县财政局牵头", [(SUPPORT, "县水务局"), (LEAD, "县财政局")]),
        ("县水务局。县财政局牵头", [(SUPPORT, "县水务局"), (LEAD, "县财政局")]),
        ("县水务局,县财政局牵头", [(LEAD, "县水务局，县财政局")]),
        ("防汛由县水务局牵头", [(LEAD, "防汛由县水务局")]),
        ("县水务局负责，9月底前", [(PLAIN, "县水务局"), (None, "9月底前")]),
        ("县水务局牵头，汛前完成", [(LEAD, "县水务局"), (None, "汛前完成")]),
        (
            "县长钱多多牵头，县水务局负责，县教育局",
            [(LEAD, "县长钱多多"), (PLAIN, "县水务局"), (None, "县教育局")],
        ),
        ("县水务局、县长牵头，县教育局负责", [(LEAD, "县水务局、县长"), (SUPPORT, "县教育局")]),
        ("县水务局（含供水办，河长办牵头）负责", [(PLAIN, "县水务局（含供水办，河长办牵头）")]),
        ("牵头", []),
        ("由牵头", []),
        ("", []),
    ],
)
def test_names_share_the_next_verb_of_their_sentence(
    text: str, expected: list[tuple[Role | None, str]]
) -> None:
    """A semicolon, a full stop or a line that ends with its verb closes it; who is beside a lead supports."""
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9月底前", True),
        ("汛前", True),
        ("三伏内", True),
        ("年底", True),
        ("汛前全面完成", True),
        ("汛前到位", True),
        ("汛前全部完工", True),
        ("入冬前建成", True),
        ("学期内投用", True),
        ("汛期内见效", True),
        ("三伏内结束", True),
        ("尽快完成", True),
        ("汛前再议", False),
        ("县水务局", False),
        ("县城区内", True),
        ("修渠三里并且完成", True),
        ("修渠三里并且再三全部完成", False),
        ("沿河上下各镇各村各组雨季前", False),
        ("汛前再过六七八九天完成", False),
        ("县水务局、汛前完成", False),
        ("持续推进", True),
        ("三伏底", True),
        ("沿河各镇各村各组雨季前", True),
        ("沿河各镇各村各组雨季前完成", True),
        ("修渠三里并且全部完成", True),
        ("汛前务必全面地都到位", True),
        ("汛前务必全面地统统到位", False),
        *((f"县水务局{mark}汛前", False) for mark in "，,、"),
        *((f"汛前{mark}到位", False) for mark in "，,、"),
        *((f"修渠{mark}完成", False) for mark in "，,、"),
    ],
)
def test_a_clause_that_says_until_when_is_a_limit(text: str, expected: bool) -> None:
    """In words of dates, or in others that end with 前, 底, 内 or with being done."""
    assert is_limit(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲局牵头", True),
        ("县水务局牵头，县财政局配合，9月底前完成", True),
        ("县长牵头，钱多多配合，各镇落实", True),
        ("县水务局、9月底前牵头", False),
        ("9月底前，县水务局牵头", False),
        ("县水务局、县财政局", False),
        ("县水务局牵头，认真研究", False),
        ("认真研究、县水务局牵头", False),
        ("东" * 58 + "局牵头", True),
        ("东" * 59 + "局牵头", False),
        ("、".join(["县水务局"] * 239) + "牵头", True),
        ("、".join(["县水务局"] * 240) + "牵头", False),
        ("局牵头", False),
    ],
)
def test_a_role_sentence_holds_names_and_a_verb_and_nothing_else(text: str, expected: bool) -> None:
    """A deadline may end it; a name longer than a name, or a text longer than a sentence, makes it none."""
    assert is_role_text(text) is expected


def test_a_part_without_a_verb_has_no_role() -> None:
    """Names alone stay as they are printed."""
    assert parts("县水务局、县财政局") == (Part(role=None, names="县水务局、县财政局"),)
