# SPDX-License-Identifier: Apache-2.0
"""Numbers as Word's lists show them: 一, ①, （甲）, IV, 壹."""

from collections.abc import Callable

DIGITS = "〇一二三四五六七八九"
LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
TRADITIONAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
PLACES = "", "十", "百", "千"
LEGAL_PLACES = "", "拾", "佰", "仟"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
MOST = 9_999
"""What counts further is written in Arabic figures."""


def written(count: int, kind: str) -> str:
    """Write a number in a format of ECMA-376 17.18.59 (ST_NumberFormat); in Arabic figures if it has none."""
    write = FORMATS.get(kind)
    text = write(count) if write and 0 <= count <= MOST else ""
    return text or str(count)


def chinese(value: int) -> str:
    """Write a number below 10,000 as Chinese counts: 一, 十, 十二, 二十, 一百零三."""
    text = _placed(value, DIGITS.replace("〇", "零"), PLACES)
    return text.removeprefix("一") if 10 <= value < 20 else text


def _placed(value: int, digits: str, powers: tuple[str, ...]) -> str:
    """Write digits with the words for tens and hundreds; a run of zeros inside is one 零."""
    text = ""
    for index, figure in zip(reversed(range(4)), f"{value:04}", strict=True):
        if figure != "0":
            text += digits[int(figure)] + powers[index]
        elif text and text[-1] != digits[0]:
            text += digits[0]
    return text.rstrip(digits[0]) or digits[0]


def _digits(value: int) -> str:
    """Write digit by digit, as of years; the numbers below 20 as they are said."""
    return chinese(value) if 0 < value < 20 else "".join(DIGITS[int(item)] for item in str(value))


def _of(signs: str) -> Callable[[int], str]:
    return lambda value: signs[value - 1] if 1 <= value <= len(signs) else ""


def _circled(value: int) -> str:
    if value > 35:
        return chr(ord("㊱") + value - 36) if value <= 50 else ""
    return chr((ord("①") if value <= 20 else ord("㉑") - 20) + value - 1) if value else "⓪"


def _row(first: str) -> Callable[[int], str]:
    """Count on from a sign that has its twenty in a row."""
    return lambda value: chr(ord(first) + value - 1) if 1 <= value <= 20 else ""


def _letter(value: int) -> str:
    """Write A to Z, then AA, BB, as Word does."""
    times, index = divmod(value - 1, 26)
    return chr(ord("A") + index) * (times + 1) if value else ""


def _roman(value: int) -> str:
    text = ""
    for worth, sign in ROMAN:
        times, value = divmod(value, worth)
        text += sign * times
    return text


def _ganzhi(value: int) -> str:
    return STEMS[(value - 1) % 10] + BRANCHES[(value - 1) % 12] if 1 <= value <= 60 else ""


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand", "koreanCounting",
            "chineseCounting", "taiwaneseCounting",
        ),
        chinese,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _digits),
    "chineseLegalSimplified": lambda value: _placed(value, LEGAL_DIGITS, LEGAL_PLACES),
    "ideographLegalTraditional": lambda value: _placed(value, TRADITIONAL_DIGITS, LEGAL_PLACES),
    "japaneseLegal": lambda value: _placed(value, "〇壱弐参四伍六七八九", ("", "拾", "百", "阡")),
    "ideographTraditional": _of(STEMS),
    "ideographZodiac": _of(BRANCHES),
    "ideographZodiacTraditional": _ganzhi,
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _circled),
    "decimalEnclosedParen": _row("⑴"),
    "decimalEnclosedFullstop": _row("⒈"),
    **dict.fromkeys(
        ("decimalFullWidth", "decimalFullWidth2"),
        lambda value: "".join(chr(ord("０") + int(item)) for item in str(value)),
    ),
    "decimalZero": lambda value: f"{value:02}",
    "upperLetter": _letter,
    "lowerLetter": lambda value: _letter(value).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "ordinal": _ordinal,
    **dict.fromkeys(("aiueo", "aiueoFullWidth"), _of(KANA)),
    **dict.fromkeys(("iroha", "irohaFullWidth"), _of(IROHA)),
}  # fmt: skip
