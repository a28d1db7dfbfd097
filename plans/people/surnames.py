"""Chinese names of persons: the usual surnames, and what can be a full name."""

import re

from plans.text.script import IDEOGRAPHS, folded, words

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
_chinese = re.compile(f"[{IDEOGRAPHS}]{{2,4}}")
_parted = re.compile(f"[{IDEOGRAPHS}]{{2,12}}[·•・][{IDEOGRAPHS}]{{2,12}}")


def is_full_name(text: str) -> bool:
    """Tell whether a text can be a person's full name: a surname known here and one or two characters."""
    if _parted.fullmatch(text):
        return True
    if not _chinese.fullmatch(text):
        return False
    plain = folded(text)
    if plain.startswith(COMPOUND):
        return len(plain) in (3, 4)
    return plain[0] in SINGLE and len(plain) in (2, 3) and not plain.startswith(WORK)
