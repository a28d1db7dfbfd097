# SPDX-License-Identifier: Apache-2.0
"""A headless Chromium spoken to over its debugging pipe: one process, one page, no driver in between."""

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.support.waiting import PATIENCE

MISSING = "Chromium is not on this machine, so no page can be laid out"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
HAND_OVER = """
import os, sys
from fcntl import F_DUPFD, fcntl
ends = [fcntl(int(each), F_DUPFD, 10) for each in sys.argv[1:3]]
os.dup2(ends[0], 3)
os.dup2(ends[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The browser wants its ends of the pipe as descriptors 3 and 4."""
LOADED = "new Promise(go => document.readyState === 'complete' ? go() : addEventListener('load', go))"
PLAIN = '<meta name="color-scheme" content="normal">'
"""A document that is written anew, which is far faster than a new one, keeps its old meta otherwise."""
GREYS = """
(async () => {
  const image = Object.assign(new Image(), { src: "PICTURE" });
  await image.decode();
  const { width, height } = image;
  const pen = new OffscreenCanvas(width, height).getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = (i) => String.fromCharCode((data[i] + data[i + 1] + data[i + 2]) / 3);
  const greys = Array.from({ length: width * height }, (_, i) => grey(4 * i));
  return { width, height, greys: btoa(greys.join("")) };
})()
"""
"""No picture library is needed where there is a browser."""


@dataclass
class Page:
    """One page of a browser; `asked` are the addresses it wanted to load since it was shown."""

    pipe: "Pipe"
    session: str
    asked: list[str] = field(default_factory=list)
    shown: str = ""

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Give the browser a command for this page (Chrome DevTools Protocol)."""
        answer, events = self.pipe.call(method, self.session, params)
        requests = (each["params"] for each in events if each["method"] == "Network.requestWillBeSent")
        self.asked += [each["request"]["url"] for each in requests]
        return answer

    def resize(self, width: int, height: int, *, scheme: str = "light") -> None:
        """Make the page that many CSS pixels wide and high, for readers of a `light` or `dark` scheme."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def show(self, html: str) -> None:
        """Show a page given as text, and wait until it is loaded."""
        if "http-equiv" in self.shown:  # its policy would hold for what is written over it
            self.call("Page.navigate", url="about:blank")
        self.shown = html
        self.asked.clear()
        frame = self.call("Page.getFrameTree")["frameTree"]["frame"]["id"]
        for content in (PLAIN, html):
            self.call("Page.setDocumentContent", frameId=frame, html=content)
        self.evaluate(LOADED)

    def open(self, path: Path) -> None:
        """Open a file, and wait until it is loaded."""
        self.asked.clear()
        self.call("Page.navigate", url=path.as_uri())
        self.evaluate(LOADED)

    def evaluate(self, script: str) -> Any:
        """Give the value of an expression, awaited if it is a promise; RuntimeError with what it threw."""
        told = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"])
        return told["result"].get("value")

    def screenshot(self, *, whole: bool = True) -> bytes:
        """Give a picture of the page as PNG, also of what is below the fold if `whole`."""
        told = self.call("Page.captureScreenshot", captureBeyondViewport=whole)
        return b64decode(told["data"])

    def greys(self) -> tuple[int, int, bytes]:
        """Give width, height and the brightness of each pixel of the whole page, row by row."""
        picture = b64encode(self.screenshot()).decode()
        found = self.evaluate(GREYS.replace("PICTURE", f"data:image/png;base64,{picture}"))
        return found["width"], found["height"], b64decode(found["greys"])


class Pipe:
    """The debugging pipe: messages in JSON, each ended by a NUL."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = os.fdopen(reading, "rb", buffering=0), os.fdopen(writing, "wb")
        self._number, self._rest = 0, b""

    def call(
        self, method: str, session: str | None, params: dict[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Give the answer to a command, and the events that came before it."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        message |= {"sessionId": session} if session else {}
        self._writing.write(json.dumps(message).encode() + b"\0")
        self._writing.flush()
        events = []
        while (came := self._next()).get("id") != self._number:
            events.append(came)
        if "error" in came:
            raise RuntimeError(f"{method}: {came['error']}")
        return came["result"], [each for each in events if "method" in each]

    def close(self) -> None:
        """Close both ends."""
        self._writing.close()
        self._reading.close()

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = self._reading.read(1 << 20)
            if not read:
                raise RuntimeError("Chromium is gone")
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


@contextmanager
def running_chromium(folder: Path) -> Iterator[Page]:
    """Run Chromium with its profile in a folder and give an empty page; skip where there is none."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(MISSING)
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    command = [program, *FLAGS, f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(
        [sys.executable, "-c", HAND_OVER, str(theirs_in), str(theirs_out), *command],
        pass_fds=(theirs_in, theirs_out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs_in)
    os.close(theirs_out)
    pipe = Pipe(ours_in, ours_out)
    try:
        yield _page(pipe)
        pipe.call("Browser.close", None, {})
    finally:
        pipe.close()
        process.terminate()
        process.wait(timeout=PATIENCE)


def _page(pipe: Pipe) -> Page:
    target, _ = pipe.call("Target.createTarget", None, {"url": "about:blank"})
    attach = {"targetId": target["targetId"], "flatten": True}
    attached, _ = pipe.call("Target.attachToTarget", None, attach)
    page = Page(pipe=pipe, session=attached["sessionId"])
    for domain in ("Page", "Runtime", "Network"):
        page.call(f"{domain}.enable")
    return page
