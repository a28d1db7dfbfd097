# SPDX-License-Identifier: Apache-2.0
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import InputError
from plans.formats.text import decode, read_text

TEXT = "一、水利\n1.修渠，6月底前完成。\n责任单位：县水务局\n"


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
)
def test_every_usual_encoding_gives_the_same_text(content: bytes) -> None:
    """UTF-8, UTF-16 with a mark and GB18030 read alike, with any line ends, and without doubt."""
    assert decode(content, name="a.txt") == (TEXT, ())


def test_doubtful_encoding_is_told() -> None:
    """Bytes of another encoding that happen to decode are read with a finding."""
    text, findings = decode(("完成渠道" * 9 + "鬱龘").encode() + b"\xe5\xae", name="a.txt")
    assert text.startswith("完成渠道")
    assert [finding.code for finding in findings] == ["encoding-unsure"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "no text"),
        (b"\x00\x01\x02\x03" * 20, "not a text"),
        (b"\x1b\x02\x03" * 20, "not a text"),
        (bytes(range(128, 256)) * 9, "neither Unicode"),
    ],
)
def test_unreadable_bytes_are_refused_with_a_cure(content: bytes, words: str) -> None:
    """What is no text is said to be none, with what to do."""
    with pytest.raises(InputError, match=words) as caught:
        decode(content, name="a.txt")
    assert caught.value.cure


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("一、交通建設\n1. 完成環城公路第二期工程，牽頭單位：縣交通局。", "big5"),
        ("１　道路を整備する計画を実施します。担当課：建設課", "cp932"),
        ("1. Repair the council’s canal by June – lead: Works", "cp1252"),
    ],
)
def test_encodings_of_other_scripts_are_told_apart(text: str, encoding: str) -> None:
    """Big5, Shift-JIS and the Western code page need no mark and leave no doubt."""
    assert decode(text.encode(encoding), name="a.txt") == (text, ())


def test_bytes_that_two_encodings_read_well_are_told() -> None:
    """A few characters can be read in two encodings, so the choice is told."""
    text, findings = decode("報算期".encode("big5"), name="a.txt")
    assert text
    assert [finding.code for finding in findings] == ["encoding-unsure"]


def test_lines_keep_their_numbers() -> None:
    """Only line ends count lines; a page break does not."""
    lines = read_text("甲\f乙\r\n\r\n丙".encode(), name="a.txt").lines
    assert [(line.text, line.number) for line in lines] == [("甲 乙", 1), ("", 2), ("丙", 3)]


def test_invisible_characters_are_removed() -> None:
    """Zero-width and direction characters cannot hide in a name."""
    assert decode("县\u200b水\u202e务局".encode(), name="a.txt")[0] == "县水务局"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """No bytes lead to anything but text or an InputError."""
    try:
        text, _ = decode(content, name="a.txt")
    except InputError:
        return
    assert text.strip()


LONG = {
    "gb18030": (
        "一、水利\n1.整修县城河道并把沿线村组排水沟渠一并整治到位，六月底前完成。\n"
        "责任单位：县水务局、县财政局、各乡镇\n"
    ),
    "big5": "一、交通建設\n1. 完成環城公路第二期工程並辦理竣工驗收。\n牽頭單位：縣交通局、縣財政局\n",
    "cp932": "一、道路\n1. 道路を整備する計画を町内の全地区で実施します。\n担当課：建設課、総務課\n",
}


@pytest.mark.parametrize("encoding", LONG)
@pytest.mark.parametrize("harm", ["lost", "changed", "added"])
def test_one_broken_byte_costs_few_characters(encoding: str, harm: str) -> None:
    """What comes behind a lost, changed or added byte is read as it was.

    The doubt is told of GB18030; the other two use letters as halves of characters, which may hide it.
    """
    text = LONG[encoding] * 3
    content, index = text.encode(encoding), len(text[: text.index("1.") + 9].encode(encoding))
    kept = {"lost": b"", "changed": b"\xff", "added": content[index : index + 1] + b"\xff"}[harm]
    found, findings = decode(content[:index] + kept + content[index + 1 :], name="a.txt")
    start = text.index("1.") + 8
    assert found[:start] == text[:start]
    assert found[start + 5 :].endswith(text[start + 5 :])
    assert {finding.code for finding in findings} >= ({"encoding-unsure"} if encoding == "gb18030" else set())


@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
def test_rare_character_in_a_name_is_no_damage(encoding: str) -> None:
    """Names hold characters that no plan has otherwise; they stay, and leave no doubt."""
    text = LONG["gb18030"] + "牵头领导：王喆镕、李堃、张犇淼、赵祎\n"
    assert decode(text.encode(encoding), name="a.txt") == (text, ())
