"""The mails as a browser lays them out, from a small phone to a wide window."""

import html
import re
import shutil
import subprocess
from email import message_from_bytes, policy

import pytest

from models.kinds import LetterKind
from models.letters import SectionKind
from notifiers.mail import compose
from tests.unit.notifiers.letters import FEED, head, late, letter, section

WIDTHS = (320, 640, 1200)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=5000",
    "--window-size=1400,1000",
]
MEASURE = """
addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument.documentElement;
    return frame.width + ":" + page.scrollWidth + ":" + page.clientWidth;
  });
  document.getElementById("measured").textContent = found.join(" ");
});
"""


@pytest.fixture(scope="module")
def browser() -> str:
    """Give Chromium, or skip."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is not on this machine, so no mail can be laid out")
    return found


def laid_out(browser, page, folder) -> dict[int, tuple[int, int]]:
    """Give the widths the page needs and has, by the width of its frame."""
    frames = "".join(
        f'<iframe width="{width}" height="900" style="border:0" srcdoc="{html.escape(page)}"></iframe>'
        for width in WIDTHS
    )
    wrapper = folder / "frames.html"
    wrapper.write_text(f'<meta charset="utf-8"><p id="measured"></p>{frames}<script>{MEASURE}</script>')
    command = [browser, *FLAGS, f"--user-data-dir={folder / 'profile'}", "--dump-dom", wrapper.as_uri()]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    measured = re.search(r'id="measured">([^<]*)<', done.stdout).group(1)
    return {int(a): (int(b), int(c)) for a, b, c in (each.split(":") for each in measured.split())}


def page_of(of, locale) -> str:
    """Give the HTML of a letter."""
    message = message_from_bytes(
        compose(of, head=head(locale), feed_address=FEED).content, policy=policy.default
    )
    return message.get_body(("html",)).get_content()


def overflowing(measured) -> dict[int, tuple[int, int]]:
    """Give the frames whose page is wider than they are."""
    return {width: (needs, has) for width, (needs, has) in measured.items() if needs > has}


@pytest.mark.parametrize(
    ("kind", "locale"), [(kind, locale) for kind in LetterKind for locale in ("zh_CN", "en")]
)
def test_no_mail_needs_sideways_scrolling(kind, locale, browser, tmp_path):
    """Every kind in every locale fits a phone, a reading pane and a wide window."""
    measured = laid_out(browser, page_of(letter(kind), locale), tmp_path)
    assert set(measured) == set(WIDTHS)
    assert overflowing(measured) == {}


def test_a_word_without_breaks_does_not_widen_a_mail(browser, tmp_path):
    """A title that is one endless word is broken inside its row."""
    of = letter(LetterKind.URGING, section(SectionKind.URGED, late(title="x" * 300), late(13)))
    assert overflowing(laid_out(browser, page_of(of, "zh_CN"), tmp_path)) == {}


def test_the_measure_can_see_an_overflow(browser, tmp_path):
    """A page that is too wide is found too wide, so that the tests above can fail."""
    wide = '<!DOCTYPE html><table width="900"><tr><td>wide</td></tr></table>'
    assert set(overflowing(laid_out(browser, wide, tmp_path))) == {320, 640}
