# SPDX-License-Identifier: Apache-2.0
"""QR codes of feed addresses."""

from xml.etree import ElementTree

import pytest
import zxingcpp

from notifiers.qr import HALF_BLOCKS, QUIET_ZONE, Rows, qr_lines, qr_rows, qr_svg

ADDRESS = "https://supervision.office.example/feeds/AAAAAQAAAAEm8cWEpTzNQ0dYjJY3vE4q.ics"
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")
SVG = "{http://www.w3.org/2000/svg}"


def of_lines(lines: list[str]) -> Rows:
    """Read the modules back from half blocks."""
    pairs = {text: pair for pair, text in HALF_BLOCKS.items()}
    rows = [tuple(pairs[text][half] for text in line) for line in lines for half in (0, 1)]
    return tuple(rows)


def of_path(path: str, size: int) -> Rows:
    """Read the modules back from the path that draws the dark ones."""
    dark = set()
    for run in path.removeprefix("M").split("M"):
        place, _h, rest = run.partition("h")
        x, y = map(int, place.split())
        dark |= {(y, x + step) for step in range(int(rest.partition("v")[0]))}
    return tuple(tuple((y, x) in dark for x in range(size)) for y in range(size))


def test_a_code_has_its_quiet_zone_and_its_three_eyes() -> None:
    """Four light modules on every side, then the finder patterns of the standard in three corners."""
    rows = qr_rows(ADDRESS)
    size = len(rows)
    inner = range(QUIET_ZONE, size - QUIET_ZONE)
    assert all(not rows[y][x] for y in range(size) for x in range(size) if y not in inner or x not in inner)
    far = size - QUIET_ZONE - len(FINDER)
    for top, left in ((QUIET_ZONE, QUIET_ZONE), (QUIET_ZONE, far), (far, QUIET_ZONE)):
        seen = [rows[top + y][left : left + 7] for y in range(7)]
        assert [tuple(mark == "1" for mark in line) for line in FINDER] == seen


def test_the_drawings_show_the_same_modules() -> None:
    """SVG and half blocks are the rows, the half blocks with one light line more when the count is odd."""
    rows = qr_rows(ADDRESS)
    drawn = ElementTree.fromstring(qr_svg(ADDRESS, label="x"))
    assert of_path(drawn.findall("path")[1].attrib["d"], len(rows)) == rows
    assert of_lines(qr_lines(ADDRESS))[: len(rows)] == rows
    assert not any(of_lines(qr_lines(ADDRESS))[-1])


def test_the_svg_says_what_it_is_and_brings_its_white() -> None:
    """A name of quotes and brackets stays text; the ground is white whatever page it is on."""
    drawn = ElementTree.fromstring(qr_svg(ADDRESS, label='日历 "甲 & <乙>"'))
    assert drawn.attrib["aria-label"] == drawn.findtext("title") == '日历 "甲 & <乙>"'
    ground = drawn.findall("path")[0].attrib
    size = len(qr_rows(ADDRESS))
    assert (ground["fill"], ground["d"]) == ("#fff", f"M0 0h{size}v{size}H0z")


def test_the_longest_address_still_fits() -> None:
    """A feed's address has at most 256 characters."""
    assert len(qr_rows("https://" + "a" * 248)) > len(qr_rows(ADDRESS))


@pytest.mark.parametrize("address", [ADDRESS, "http://127.0.0.1:8000/feeds/x.ics"])
def test_a_phone_reads_the_address(address: str) -> None:
    """A decoder that is not ours reads from the modules what went in."""
    rows = qr_rows(address)
    side = range(len(rows) * 8)
    image = bytes(0 if rows[y // 8][x // 8] else 255 for y in side for x in side)
    found = zxingcpp.read_barcodes(memoryview(image).cast("B", (len(side), len(side))))
    assert [each.text for each in found] == [address]
