# SPDX-License-Identifier: Apache-2.0
"""Addresses as QR codes and as links that open a calendar program."""

from functools import lru_cache
from html import escape
from itertools import groupby

import segno

Rows = tuple[tuple[bool, ...], ...]
"""The modules of a code line by line, True for a dark one."""

QUIET_ZONE = 4
"""Light modules around a code, which a reader needs to find it."""
HALF_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


@lru_cache(maxsize=1024)
def qr_rows(address: str) -> Rows:
    """Encode an address with its quiet zone, so that a seventh of the code may be damaged (level M)."""
    code = segno.make_qr(address, error="m")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix_iter(border=QUIET_ZONE))


def qr_svg(address: str, *, label: str) -> str:
    """Draw the code as an inline SVG that is dark on white on any page; `label` says aloud what it is."""
    rows, said = qr_rows(address), escape(label)
    path = "".join(f"M{x} {y}h{n}v1h-{n}z" for y, row in enumerate(rows) for x, n in _dark_runs(row))
    return (
        f'<svg class="qr" role="img" aria-label="{said}" viewBox="0 0 {len(rows)} {len(rows)}"'
        f' shape-rendering="crispEdges"><title>{said}</title>'
        f'<path fill="#fff" d="M0 0h{len(rows)}v{len(rows)}H0z"/><path fill="#000" d="{path}"/></svg>'
    )


def qr_lines(address: str) -> list[str]:
    """Draw the code with half blocks, two modules a character: to be shown as black on white."""
    rows = qr_rows(address)
    below = (*rows[1:], (False,) * len(rows))  # the number of rows is odd, as the standard has it
    pairs = zip(rows[::2], below[::2], strict=True)
    return ["".join(HALF_BLOCKS[item] for item in zip(upper, lower, strict=True)) for upper, lower in pairs]


def _dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Give start and length of every unbroken run of dark modules."""
    runs = [(dark, list(places)) for dark, places in groupby(range(len(row)), key=row.__getitem__)]
    return [(places[0], len(places)) for dark, places in runs if dark]


def webcal_address(address: str) -> str:
    """Turn http and https into webcal, which calendar programs open by themselves; "" stays empty."""
    return "webcal:" + address.partition(":")[2] if address else ""
