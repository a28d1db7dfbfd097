# SPDX-License-Identifier: Apache-2.0
"""Polling one address as fast as it answers: by wrk where it is installed, else by a small client."""

import asyncio
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one server answered."""

    a_second: float
    p99_ms: float


def loader() -> str:
    """Name the client."""
    return (
        "wrk" if shutil.which("wrk") else "asyncio (wrk is not installed: its own cost limits fast servers)"
    )


def load(url: str, *, connections: int, seconds: float, headers: Mapping[str, str] | None = None) -> Load:
    """Poll for some seconds."""
    if shutil.which("wrk"):
        return _by_wrk(url, connections, seconds, headers or {})
    return asyncio.run(_by_hand(url, connections, seconds, headers or {}))


def _by_wrk(url: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Load:
    said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    command = [
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{seconds:.0f}s",
        "--latency",
        "--timeout",
        "30s",
        *said,
        url,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)\b", told)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if not slow or not rate or "Non-2xx" in told:
        raise SystemExit(f"{url} does not answer as it should:\n{told}")
    return Load(a_second=float(rate[1]), p99_ms=float(slow[1]) * UNITS[slow[2]])


async def _by_hand(url: str, connections: int, seconds: float, headers: Mapping[str, str]) -> Load:
    until = perf_counter() + seconds
    taken = await asyncio.gather(*(_poll(url, headers, until) for _ in range(connections)))
    every = sorted(each for some in taken for each in some)
    return Load(a_second=len(every) / seconds, p99_ms=1000 * every[int(len(every) * 0.99)])


async def _poll(url: str, headers: Mapping[str, str], until: float) -> list[float]:
    place, taken = urlsplit(url), []
    reader, writer = await asyncio.open_connection(place.hostname, place.port, limit=1 << 20)
    lines = [
        f"GET {place.path} HTTP/1.1",
        f"Host: {place.netloc}",
        *(f"{n}: {v}" for n, v in headers.items()),
    ]
    while (begun := perf_counter()) < until:
        writer.write("\r\n".join([*lines, "", ""]).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        await reader.readexactly(int(length[1]) if length and b" 304 " not in head else 0)
        taken.append(perf_counter() - begun)
    writer.close()
    return taken
