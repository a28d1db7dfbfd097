"""Plain text: from bytes in one of the encodings offices use to lines."""

import codecs
import re

from models.findings import Finding
from plans.containers.encodings import ENCODINGS, SURE, guess, guess_damaged, guess_utf16
from plans.containers.lost_bytes import mended
from plans.sentences import finding, refusal
from plans.text.blocks import Document, lines_of

LIMIT_MB = 64
MENDED = tuple(label for label, _, _ in ENCODINGS)
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_control = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_unseen = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_breaks = re.compile("\r\n?|[\u2028\u2029\x85]")


def read_text(content: bytes, *, name: str) -> Document:
    """Read plain text; InputError when it is empty, binary or in an unknown encoding."""
    text, findings = decode(content, name=name)
    return Document(blocks=lines_of(text), findings=findings)


def decode(content: bytes, *, name: str) -> tuple[str, tuple[Finding, ...]]:
    """Turn bytes into text with `\\n` line ends and without invisible characters; says when unsure."""
    if len(content) > LIMIT_MB << 20:
        raise refusal("too-large", name=name, size=len(content) >> 20, limit=LIMIT_MB)
    text, encoding, is_sure = _decoded(content, name)
    if _is_binary(text):
        raise refusal("binary", name=name)
    text = clean(text)
    if not text.strip():
        raise refusal("blank" if content.strip() else "empty", name=name)
    return text, () if is_sure else (finding("encoding-unsure", name=name, encoding=encoding),)


def clean(text: str) -> str:
    """Write every line end as `\\n` and leave out invisible characters."""
    return _unseen.sub("", _breaks.sub("\n", text)).replace("\f", " ").replace("\v", " ")


def _decoded(content: bytes, name: str) -> tuple[str, str, bool]:
    for mark, encoding in MARKS:
        if content.startswith(mark):
            text = content[len(mark) :].decode(encoding, errors="replace")
            return text, encoding, "\ufffd" not in text
    if b"\0" in content:
        return _unmarked(content, name)
    for attempt in (_utf8, _legacy, _damaged_utf8, _damaged_legacy):
        found = attempt(content)
        if found:
            return _mended(content, found)
    raise refusal("encoding", name=name)


def _mended(content: bytes, found: tuple[str, str, bool]) -> tuple[str, str, bool]:
    """Mend a text of two bytes a character, of which one was lost; what was mended is not sure."""
    text = mended(content, found[1]) if found[1] in MENDED else None
    return found if text is None else (text, found[1], False)


Attempt = tuple[str, str, bool] | None


def _unmarked(content: bytes, name: str) -> tuple[str, str, bool]:
    """Read UTF-16 without a mark: its zero bytes are those of line ends and digits."""
    found = guess_utf16(content)
    if found is None:
        raise refusal("binary", name=name)
    return found.text, found.encoding.upper(), True


def _utf8(content: bytes) -> Attempt:
    try:
        return content.decode("utf-8"), "UTF-8", True
    except UnicodeDecodeError:
        return None


def _legacy(content: bytes) -> Attempt:
    found = guess(content)
    if found is None or _is_binary(found[0].text):
        return None
    best, is_sure = found
    if best.share < SURE and _damaged_utf8(content):
        return None
    return best.text, best.encoding, is_sure


def _damaged_utf8(content: bytes) -> Attempt:
    """Take UTF-8 with a few broken bytes, such as a file cut off inside a character."""
    text = content.decode("utf-8", errors="replace")
    outside = sum(1 for character in text if ord(character) > 127)
    return (text, "UTF-8", False) if text.count("\ufffd") * 20 < outside else None


def _damaged_legacy(content: bytes) -> Attempt:
    found = guess_damaged(content)
    return (found.text, found.encoding, False) if found and not _is_binary(found.text) else None


def _is_binary(text: str) -> bool:
    return len(_control.findall(text)) * 200 > len(text)
