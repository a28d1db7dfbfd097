# SPDX-License-Identifier: Apache-2.0
"""Quantities as other plans write them; every expectation was written before the rule."""

import pytest

from plans.figures.targets import targets


def found(title: str) -> list[str]:
    return [f"{each.name}{each.op}{each.value}{each.unit}" for each in targets(title)]


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("数字产业规模翻一番。", "数字产业规模=1番"),
        ("到2027年茶叶产值翻两番。", "茶叶产值=2番"),
        ("旅游收入增长1.5倍。", "旅游收入增长=1.5倍"),
        ("污水收集率提高3个百分点。", "污水收集率提高=3个百分点"),
        ("单位能耗下降3%左右。", "单位能耗下降~3%"),
        ("粮食产量增长5%—7%。", "粮食产量增长=5-7%"),
        ("培训渔民3万至5万人次。", "培训渔民=3-5万人次"),
        ("出让用地800～1000亩。", "出让用地=800-1000亩"),
        ("规上工业增加值≥6%。", "规上工业增加值>=6%"),
        ("失业率控制在5.5%以内。", "失业率<=5.5%"),
        ("城镇调查失业率控制在5%左右。", "城镇调查失业率~5%"),
        ("村民活动室面积不得低于三十五平方米。", "村民活动室面积>=35平方米"),
        ("审批时限压缩至3个工作日。", "审批时限<=3个工作日"),
        ("自来水普及率由88%提高到93%。", "自来水普及率=93%"),
        ("老年食堂从12家增加到20家。", "老年食堂=20家"),
        ("引进研发机构逾30家。", "引进研发机构>30家"),
        ("惠及群众近300人。", "惠及群众~300人"),
        ("节约用能2万吨标准煤。", "节约用能=2万吨标准煤"),
        ("装机容量达到120万千瓦。", "装机容量=120万千瓦"),
        ("污水处理能力达到5万吨/日。", "污水处理能力=5万吨/日"),
        ("细颗粒物浓度控制在28微克/立方米以内。", "细颗粒物浓度<=28微克/立方米"),
        ("人均预期寿命达到80岁。", "人均预期寿命=80岁"),
        ("社会融资规模突破1.2万亿元。", "社会融资规模>1.2万亿元"),
        ("新建三座水厂。", "水厂=3座"),
        ("培育三百家种植大户。", "种植大户=300家"),
        ("完成十个渡口改造。", "渡口改造=10个"),
        ("建设公租房二千五百套。", "公租房=2500套"),
        ("打造两条夜游线路。", "夜游线路=2条"),
        ("扶持５０家企业。", "扶持企业=50家"),
        ("建成８％以上的林网。", "林网>=8%"),
        ("重大火灾事故零发生。", "重大火灾事故=0"),
        ("实现安全生产零事故。", "安全生产事故=0"),
        ("引进5亿元以上项目12个。", "引进5亿元以上项目=12个"),
        ("开工十亿元项目2个。", "开工十亿元项目=2个"),
        ("新改扩建幼儿园6所。", "幼儿园=6所"),
        ("“一网通办”事项办结率100%。", "一网通办事项办结率=100%"),
    ],
)
def test_figure_in_another_form(title: str, target: str) -> None:
    """Multiples, ranges, signs, Chinese numerals, compound units, zero and a baseline that does not count."""
    assert found(title) == [target]


@pytest.mark.parametrize(
    "title",
    [
        "建设一批水利工程。",
        "打造一个中心。",
        "引进数百家企业。",
        "上千人参加。",
        "对恶意欠薪零容忍。",
        "建设零碳园区。",
        "每三年评选一次。",
        "落实四个意识。",
        "实现行政村公交全覆盖。",
        "落实三项制度。",
    ],
)
def test_words_that_only_look_like_figures(title: str) -> None:
    """Indefinite numbers and slogans promise no figure."""
    assert found(title) == []


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("为120户困难家庭安装燃气报警器。", "安装燃气报警器的困难家庭=120户"),
        ("为全县36个社区的卫生室配备巡诊箱。", "卫生室配备巡诊箱的社区=36个"),
        ("对15家高耗能企业开展节能诊断。", "开展节能诊断的高耗能企业=15家"),
        ("给60名符合条件的独居老人发放手环。", "发放手环的独居老人=60名"),
        ("免费为800名渔民提供体检。", "提供体检的渔民=800名"),
    ],
)
def test_figure_of_those_something_is_done_for(title: str, target: str) -> None:
    """Behind 为 and 对 those are counted who get something; what they get tells them from others."""
    assert found(title) == [target]


@pytest.mark.parametrize(
    ("title", "targets_"),
    [
        ("严防山洪，全年不发生山洪亡人事故，死亡率低于0.1‰。", ["山洪亡人事故死亡率<0.1‰"]),
        ("推进垃圾分类，知晓率达到90%。", ["垃圾分类知晓率=90%"]),
        ("抓好生猪免疫，免疫率达到95%以上。", ["生猪免疫率>=95%"]),
        ("推广电子证照，使用率不低于80%。", ["电子证照使用率>=80%"]),
        ("加强农药抽检，合格率稳定在98%以上。", ["农药抽检合格率>=98%"]),
    ],
)
def test_bare_rate_takes_what_it_is_the_rate_of(title: str, targets_: list[str]) -> None:
    """合格率 alone says nothing; the clause before tells whose."""
    assert found(title) == targets_


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("每万人至少有2个健身点。", "每万人健身点>=2个"),
        ("山区的村、组，每2千人不少于1个救护站。", "山区的村、组每2千人救护站>=1个"),
        ("每千名老人拥有床位40张。", "每千名老人床位=40张"),
        ("偏远海岛，每500人至少配备1名医生。", "偏远海岛每500人医生>=1名"),
        ("每个乡镇建成1个驿站。", "每个乡镇驿站=1个"),
    ],
)
def test_density_keeps_what_it_is_counted_on(title: str, target: str) -> None:
    """One clinic for so many people is not one clinic."""
    assert found(title) == [target]


def test_words_before_a_colon_are_a_heading() -> None:
    """The name of the measure before the colon is not part of what the figure counts."""
    assert found("改善校园:3所小学操场翻新。") == ["小学操场翻新=3所"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Plant at least 500 trees by March 2025.", ["trees>=500"]),
        ("Reduce carbon emissions by 20% by 2030.", ["Reduce carbon emissions=20%"]),
        ("Increase the recycling rate to 60%.", ["recycling rate=60%"]),
        ("Invest £1.2 million in footpaths.", ["footpaths=1.2£ million"]),
        ("Train 150 volunteers and open three libraries.", ["volunteers=150", "libraries=3"]),
        ("Hold two open days each year.", ["open days=2per year"]),
        ("Resolve 95 per cent of complaints within 10 working days.", ["complaints=95%"]),
        ("Keep vacancy below 5%.", ["vacancy<5%"]),
        ("Deliver up to 40 affordable homes.", ["affordable homes<=40"]),
        ("Build over 1,200 new homes.", ["new homes>1200"]),
        ("Restore between 5 and 7 km of hedgerow.", ["hedgerow=5-7km"]),
        ("Ensure 100% of schools have a travel plan.", ["schools=100%"]),
        ("A minimum of 12 inspections per month.", ["inspections>=12per month"]),
        ("Review Policy 12 and Action 4.2 of the 2023 plan.", []),
        ("Publish the strategy by 30 June 2025.", []),
        ("Phase 2 of the A38 works on Level 3.", []),
    ],
)
def test_english_figure_has_its_noun(title: str, expected: list[str]) -> None:
    """English names what is counted behind the figure, and a rate before it."""
    assert found(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("相談窓口の利用者数を1,200人以上とする。", ["相談窓口の利用者数>=1200人"]),
        ("防災訓練を年3回実施する。", ["防災訓練=3回"]),
        ("ごみ排出量を約2割削減する。", ["ごみ排出量~2割"]),
        ("待機児童数を0人にする。", ["待機児童数=0人"]),
        ("耐震化率95％", ["耐震化率=95%"]),
        ("公園を5か所整備する。", ["公園=5か所"]),
        ("処理日数を10日以内に短縮する。", ["処理日数<=10日"]),
        ("令和6年度末までに計画を改定する。", []),
    ],
)
def test_japanese_figure_has_its_noun(title: str, expected: list[str]) -> None:
    """The noun before を, は or の度合い is what the figure counts."""
    assert found(title) == expected
