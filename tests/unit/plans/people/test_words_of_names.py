# SPDX-License-Identifier: Apache-2.0
"""What tells a unit, an office, a group word and a post: an invented name for each of their words."""

import pytest

from plans.people.names import (
    bare_name,
    is_group,
    is_office,
    is_post,
    is_unit,
    names,
    own_role,
    padded,
    without_open_end,
)


def listed(text: str) -> list[str]:
    return text.split()


UNITS = listed(
    "县水务局 市发展改革委 县政府办 组织部 民政厅 卫生院 残疾人理事会 信访处 财务室 质监科 供排水所 气象站 "
    "审计署 供销社 "
    "电视台 档案馆 党校 植物园 消防队 工作班 治超组 粮库 农商行 东山镇 西山乡 南街街道 北街街办 服务中心 "
    "水务公司 建工集团 "
    "市政府 园区管委会 驻区单位 各业务部门 帮扶机构 海关 县法院 县检察院 第三小学校 农业大学 职业学院 "
    "龙头企业 县医院 "
    "产业园区 城南新区 东部开发区 西部高新区 北部经开区 工作专班 防汛领导小组 抗旱指挥部 督查办公室 "
    "机关工委 县委 县妇联 县残联 "
    "县工商联 共青团委 河道管理处 村委会 第二社区 工作站 街道办事处 司法事务所 水务課 建设课 公用 县供电 "
    "国家电网 中国电信 "
    "中国移动 中国联通 中国铁塔 县城投 县交投 县国投 新村居 河州 白旗 东山县 南江市 海棠区 "
    "县农业农村局（河长办） "
    "县教育局等部门 县教育局等 县水务局。"
)
NO_UNITS = listed("修渠三里 王大力 局 新建5个站 “双减”专班 各类主体：企业 植树造林 三年行动。工作站")
OFFICES = listed(
    "水务局 发改委 创卫办 水利厅 审计署 东山人民政府 园区管委会 爱卫委员会 督查办公室 水务公司 建工集团 "
    "南街街道 防汛领导小组 "
    "抗旱指挥部 巡查支队 消防大队 基层法院 基层检察院 东海海关 行业总工会 妇女妇联 助残残联 商会工商联 "
    "工作专班 信访处 质监科 "
    "水务课 縣水務局 城建科等 省档案馆 市气象站 区图书馆 县电视台 州博物馆 旗文化馆 镇卫生院"
)
ACTS = listed(
    "督促 指导 组织 推动 推进 支持 引导 鼓励 协调 督导 动员 发动 压实 加强 建立 完善 确保 建设 新建 改建 "
    "扩建 改造 建成 打造 "
    "实施 开展 落实 健全 优化 提升 加快 深化 培育 引进 强化 规范 促进 依托 联合 会同 协助 配合 帮助 要求 "
    "通过 由 在 对 向 与 "
    "把 将 让 使 设立 成立 整合 服务 发挥 赋予 争取 创建 全面 积极 继续 持续 做好 抓好 编制 制定 完成"
)
NO_AREAS = listed("市场 市民 市政 区域 区间 县域 省内 市内 区内 县内 镇村 州内 旗下")
GROUP_STARTS = listed(
    "各 相关 有关 属地 全区各 全市各 全县各 区各 市各 县各 市级各 区级各 区直各 市直各 区相关 市相关 区有关 "
    "市有关 其他 全縣各"
)
GROUPS = listed(
    "县政府有关部门 县直相关部门 县直相关单位 县属有关单位 委员会成员单位 主要责任部门 县直各部门 "
    "县属各单位 东山各镇 东山各街道 "
    "东山各街办 省内各区县 省内各县区 治水专班成员 项目相关属地 项目属地政府 项目属地镇街 局各相关科 "
    "局各有关科 县内各级 县内各乡 "
    "局各科室 全體成員單位"
)
POSTS = listed(
    "区长 市长 县长 省长 州长 镇长 乡长 旗长 主任 书记 部长 局长 厅长 处长 科长 秘书长 主席 常委 司长 院长 "
    "校长 总经理 "
    "董事长 支队长 队长 专员 督学 组长 调研员 领导 负责人 负责同志 总工程师 总规划师 党组成员 党委委员 "
    "党工委委员 巡视员 "
    "会长 理事长 行长 站长 所长 盟长 助理 检察长 政委 参谋长 总指挥 指挥长"
)
BEFORE_A_POST = listed(
    "常务副 常务 副 第一 第一副 分管 主管 主要 党组 机关党委 党工委 县工委 管委会 县委 县政府 水务局 县府办 "
    "财务室 学会 民政厅 组织部 "
    "卫生院 服务中心 南街街道 东山镇 西山乡 海棠区 南江市 东山县 江南省 水务公司 建工集团 信访处 质监科 "
    "相关 有关 各 县法院 "
    "县检察院 县人大 县政协 消防大队 巡查支队 机关 县妇联 总队 河州 白旗 东盟 组织 宣传 统战 政法 武装 办公 "
    "区长 市长 县长 镇长 "
    "县工会 学校 专班 抗旱指挥 协管 联系 包联 牵头 责任 一级 二级 三级 四级 供销社 气象站 供排水所 电视台 "
    "档案馆 植物园 农商行 "
    "常委 书记 主任 发改 发展改革 财政 教育 公安 民政 司法 人社 住建 交通 交通运输 水利 水务 农业 农业农村 "
    "商务 文旅 卫生 卫健 "
    "应急 审计 统计 市场监管 市监 医保 林业 环保 生态环境 自然资源 工信 经信 科技 信访 城管 体育 税务 国土 "
    "规划 粮食 园林 招商 "
    "大数据 数据 民宗 退役军人 乡村振兴"
)
NO_POSTS = listed("王大力 钱多多副县长 小镇 东山书 大街书记员 某某主任")
ENGLISH_POSTS = listed(
    "Mayor Director Head Chief Manager Minister Secretary Commissioner Officer Coordinator President Chair "
    "Registrar Executive Lead"
)


def test_every_ending_of_a_unit_is_known() -> None:
    """Offices, bodies, companies, towns, also with a bracket, 等 or a full stop behind the name."""
    assert [name for name in UNITS if not is_unit(name)] == []


def test_deeds_sentences_and_single_letters_are_no_units() -> None:
    """A figure, a quotation or a full stop inside makes a name a sentence."""
    assert [name for name in NO_UNITS if is_unit(name)] == []


@pytest.mark.parametrize("pair", ["（）", "()", "〔〕", "[]"])
def test_brackets_behind_a_unit_leave_it_one(pair: str) -> None:
    """One or several of up to thirty characters; one that does not close, or closes twice, makes it none."""
    bracket = f"{pair[0]}河长办{pair[1]}"
    assert is_unit(f"县水务局{bracket}")
    assert is_unit(f"县水务局{bracket}{bracket}等")
    assert is_unit(f"县水务局{pair[0]}{'河' * 30}{pair[1]}")
    assert not is_unit(f"县水务局{pair[0]}{'河' * 31}{pair[1]}")
    assert not is_unit(f"县水务局{pair[0]}植树{bracket}")
    assert not is_unit(f"县水务局{bracket}{pair[1]}")


@pytest.mark.parametrize("mark", "。！？!?：:“”《》0９")
def test_a_mark_of_a_sentence_or_a_figure_is_in_no_unit(mark: str) -> None:
    """What holds one is more than a name."""
    assert not is_unit(f"修渠{mark}县水务局")


def test_every_ending_of_an_office_is_known() -> None:
    """What ends so, or begins with its area, can be nothing but one office."""
    assert [name for name in OFFICES if not is_office(name)] == []


def test_a_deed_is_no_office() -> None:
    """A name that begins with a verb tells what is done to an office."""
    assert [act for act in ACTS if is_office(f"{act}水务局")] == []
    assert not is_office("防汛由水务局")


@pytest.mark.parametrize(
    "name",
    [*(f"{area}服务中心" for area in NO_AREAS), "服务中心", "东山卫生院", "各水务局", "局", "县局", "植树"],
)
def test_what_may_also_be_built_is_no_office(name: str) -> None:
    """A centre without an area before it, a group word, a name of two characters."""
    assert not is_office(name)


def test_an_office_has_a_name_of_some_length() -> None:
    """24 characters at most, three at least."""
    assert is_office("东" * 23 + "局")
    assert not is_office("东" * 24 + "局")
    assert is_office("水务局")
    assert not is_office("县局")


def test_every_group_word_is_known() -> None:
    """All, some, those concerned: nobody in particular, whoever's they are."""
    english = ["All Departments", "all units of the council", "Departments concerned", "relevant departments"]
    assert [
        name
        for name in (*(f"{start}学校" for start in GROUP_STARTS), *GROUPS, *english)
        if not is_group(name)
    ] == []


@pytest.mark.parametrize("post", POSTS)
def test_every_post_is_known(post: str) -> None:
    """Alone, as a deputy, and with its office before it."""
    assert [name for name in (post, f"副{post}", f"县水务局{post}") if not is_post(name)] == []


def test_what_stands_before_a_post_is_known() -> None:
    """Rank, office, area or field of work: the whole is a post and no person's name."""
    assert [before for before in BEFORE_A_POST if not is_post(f"{before}主任")] == []
    assert [name for name in NO_POSTS if is_post(name)] == []


def test_every_english_post_is_known() -> None:
    """In any case, as a deputy, and with its field behind it."""
    forms = ("{}", "Deputy {}", "{} of Works", "deputy {} for Roads")
    titles = [form.format(post) for post in ENGLISH_POSTS for form in forms]
    assert [title for title in (*titles, *map(str.lower, titles)) if not is_post(title)] == []
    assert not is_post("Ann Head")


NOBODY = listed("无 無 暂无 同上 同前 〃 ″ / ／ - — —— ― － ‐ ー na N/A none nil TBC tbd なし")


@pytest.mark.parametrize("word", NOBODY)
def test_a_cell_that_names_nobody_names_nobody(word: str) -> None:
    """Dashes, ditto marks, none and their kin are no names."""
    assert names(word) == ()
    assert names(f"{word}、县水务局") == ("县水务局",)


@pytest.mark.parametrize(
    "fixed",
    [
        "各县、市、区",
        "各市、县、区",
        "各县、区",
        "各区、县",
        "各市、区",
        "各市、县",
        "各镇、街道",
        "各縣、區",
    ],
)
def test_a_fixed_phrase_for_many_is_one_name(fixed: str) -> None:
    """Its commas part nothing; those around it do."""
    assert names(f"县水务局、{fixed}、县教育局") == ("县水务局", fixed, "县教育局")
    assert names("各县、水务局") == ("各县", "水务局")


@pytest.mark.parametrize("link", ["/", "以及", "及", "和", "与", "與", " ", "\u3000"])
def test_two_units_may_be_linked_by_a_word(link: str) -> None:
    """Where what stands before is a whole name, and what follows begins like one."""
    assert names(f"县水务局{link}市教育局") == ("县水务局", "市教育局")
    assert names(f"县水务局{link}市教育局{link}区卫生院、县档案馆") == (
        "县水务局",
        "市教育局",
        "区卫生院",
        "县档案馆",
    )


@pytest.mark.parametrize("area", listed("省 市 区 县 州 旗 镇 乡 各 相关 有关 国家 自治区"))
def test_a_linked_name_begins_with_its_area_or_is_a_group(area: str) -> None:
    """及 before it parts two names; before other words it belongs to one."""
    assert names(f"县水务局及{area}档案馆") == ("县水务局", f"{area}档案馆")


@pytest.mark.parametrize(
    "name",
    [
        "市发展和改革委",
        "县工业和信息化局",
        "县规划和自然资源局",
        "县局及市教育局",
        "县水务局及乡",
        "县教育局（体育局及市文化局）",
        "局(水务局及市文化局)",
        "县水务局和小组",
        "县水务局及植树造林",
        "县水务局/植树",
    ],
)
def test_a_link_inside_one_name_parts_nothing(name: str) -> None:
    """Fields of one office, a bracket, or a word that is no unit."""
    assert names(name) == ("".join(name.split()),)


@pytest.mark.parametrize("before", listed("产业园区 城南新区 东部开发区 西部高新区 北部经开区"))
def test_an_area_of_development_ends_a_name(before: str) -> None:
    """It is a body of its own, unlike a district, which may begin the next name."""
    assert names(f"{before}及市教育局") == (before, "市教育局")
    assert names("海棠区及市教育局") == ("海棠区及市教育局",)


@pytest.mark.parametrize("pair", ["（）", "()", "[]", "［］", "〔〕", "【】", "《》", "“”"])
def test_a_bracket_keeps_its_list_together(pair: str) -> None:
    """Whatever its shape; one that does not close protects nothing."""
    inside = f"县水务局{pair[0]}河长办、供水办{pair[1]}"
    assert names(f"{inside}、县教育局") == (inside, "县教育局")
    assert len(names(f"县水务局{pair[0]}河长办、供水办、县教育局")) == 3
    assert names(f"县水务局{pair[0]}甲{pair[0]}乙、丙{pair[1]}、丁{pair[1]}、县教育局")[-1] == "县教育局"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Director, People", ("Director, People",)),
        ("Head of Parks, People, Chair", ("Head of Parks", "People", "Chair")),
        ("Works Office, Parks Office", ("Works Office", "Parks Office")),
        ("Director,People", ("Director", "People")),
        ("Director; People", ("Director", "People")),
        ("Parks\nDirector, People", ("Parks Director, People",)),
        *(
            (
                f"Director of Place, Trade{mark}Arts and Works",
                ("Director of Place", "Trade", "Arts and Works"),
            )
            for mark in ";|，；、"
        ),
        ("Director of Place, Trade and Arts, Works", ("Director of Place, Trade and Arts", "Works")),
        ("Deputy Director for Place, Trade and Arts", ("Deputy Director for Place, Trade and Arts",)),
        ("Assistant Head of Place, Trade and Arts", ("Assistant Head of Place, Trade and Arts",)),
        ("Director of Place, Trade", ("Director of Place", "Trade")),
        ("Director of Place, Trade; Arts and Works", ("Director of Place", "Trade", "Arts and Works")),
        ("Director of Place, Head of Arts and Works", ("Director of Place", "Head of Arts and Works")),
        ("Estates Manager and HR", ("Estates Manager", "HR")),
        ("Estates Manager and Head of Parks", ("Estates Manager", "Head of Parks")),
        ("Head of Parks and Parks Officer", ("Head of Parks", "Parks Officer")),
        ("Head of Parks and Roads", ("Head of Parks and Roads",)),
        ("Parks and Roads Officer", ("Parks and Roads Officer",)),
        ("Parks Manager and Human Resources", ("Parks Manager and Human Resources",)),
        ("Head of Parks and HR", ("Head of Parks and HR",)),
        ("Chair and Mayor and Clerk Officer", ("Chair", "Mayor", "Clerk Officer")),
        ("and Mayor", ("and Mayor",)),
        (" and Mayor", ("and Mayor",)),
        ("Mayor and ", ("Mayor and",)),
        ("Estates manager and head of Parks", ("Estates manager", "head of Parks")),
        ("Works Office and HR", ("Works Office and HR",)),
        ("Head of Parks and MAIN ROADS", ("Head of Parks and MAIN ROADS",)),
        ("Chair android Officer", ("Chair android Officer",)),
        ("Head brand Officer", ("Head brand Officer",)),
        (", Mayor", ("Mayor",)),
        (
            "Works Office, Director of Place, Trade and Arts",
            ("Works Office", "Director of Place, Trade and Arts"),
        ),
        ("Works Office, Trade and Arts Office", ("Works Office", "Trade and Arts Office")),
        ("Director of Place, Android Works", ("Director of Place", "Android Works")),
        ("Director of Place, Brand Works", ("Director of Place", "Brand Works")),
    ],
)
def test_english_lists_part_posts_and_keep_one_post_whole(text: str, found: tuple[str, ...]) -> None:
    """A comma or `and` stands inside a post where its field goes on."""
    assert names(text) == found


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        (" 县 水 务 局。", "县水务局"),
        ("县水务局：", "县水务局"),
        ("县水务局．", "县水务局"),
        ("Works  Office. ", "Works Office"),
        ("Works Office:", "Works Office"),
    ],
)
def test_padding_and_closing_marks_are_no_part_of_a_name(name: str, bare: str) -> None:
    """Between Latin words one space stays."""
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    "end",
    listed("等 等单位 等部门 等有关部门 等相关单位 等市级部门 等区级单位 等县级部门 等單位 等部門 等相关"),
)
def test_a_list_that_goes_on_unsaid_ends_with_its_last_name(end: str) -> None:
    """等 and what follows it name nobody."""
    assert without_open_end(f"县水务局{end}") == "县水务局"
    assert without_open_end(end) == end
    assert without_open_end("县等级公路局") == "县等级公路局"


@pytest.mark.parametrize("role", listed("牵头 牵头单位 负责 配合 配合单位 协助 落实"))
@pytest.mark.parametrize("pair", ["（）", "()"])
def test_a_name_may_carry_its_role_in_a_bracket(role: str, pair: str) -> None:
    """It is parted from the name; any other bracket stays."""
    assert own_role(f"县水务局{pair[0]}{role}{pair[1]}") == ("县水务局", role)
    assert own_role(f"县水务局{pair[0]}{role}{pair[1]}及县财政局")[1] == ""
    assert own_role(f"县水务局{pair[0]}河长办{pair[1]}") == (f"县水务局{pair[0]}河长办{pair[1]}", "")


def test_only_chinese_names_set_wide_are_counted_as_padded() -> None:
    """A line break, a Latin name and a space around the name are no padding."""
    assert padded("李  明、王 强、 赵子龙 、Ann Lee、东山\n政府") == 2
