# SPDX-License-Identifier: Apache-2.0
"""The one rule for a mail address: what parts several, what is taken off, what is refused, what is equal.

Settings, the registry of units, mails and what comes back all read addresses here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.findings import Finding
from models.kinds import Severity
from models.text import LINE_BREAKS, clean_line

LOCAL_AT_MOST, DOMAIN_AT_MOST, LABEL_AT_MOST = 64, 255, 63
"""Characters before and after the @, and of one label of a domain (RFC 5321 4.5.3.1, RFC 1035 2.3.4)."""
NOTE_AT_MOST = 40
"""Characters kept of what is written beside an address."""
PIECE_AT_MOST = 1000
"""Characters in which an address and what is written beside it are looked for at all."""

NO_AT = "It has no @."
TWO_ATS = "It has more than one @; put a comma between two addresses."
SPACE_INSIDE = "It has a space inside."
STRAY_DOT = "A dot stands twice, or at an end."
SIGN_INSIDE = "It holds {sign}, which no mail can carry there."
TOO_LONG = "It is too long: {count} characters, where {most} are the most."
NO_DOMAIN = '"{domain}" is no domain.'
OTHER_LETTERS = '"{domain}" reads like a domain and a note; if it is meant, write {ascii}.'
HIDDEN_COPY = "A copy that the others do not see is not possible."
ONE_ONLY = "More than one address stands there."
NO_COPIES = "Each address here gets mails of its own; none is a copy."
WRITE_ADDRESS = "Write an address such as office@example.gov.cn."
READ_AS = '"{written}" is read as {read}.'

_WIDTHS = {point: chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)} | {0xFF61: "。", 0xFF64: "、"}
_SEPARATING = str.maketrans("；，：（）", ";,:()")
"""Signs of either width that may stand in a list: writing them wide is no dress."""
_QUOTES = "'\"“”‘’`"
"""At either end they are a spreadsheet's mark for text or left over from a list; no address has one there."""
_PAIRS = ("()", "[]", "【】", "《》", "〈〉", "「」", "『』", "<>", "{}")
_TRAILING = " 。、.,;:"
_piece = re.compile(r'(?:"[^"@\n]*"|“[^“”@\n]*”|\([^()@\n]*\)|【[^【】@\n]*】|\[[^\[\]@\n]*\]|[^;,、\n])+')
_stray = re.compile(r"(?:^|[;,、\n])[ ]*(?:[;,、\n]|$)")
_marked = re.compile(
    r"(?:(?P<hidden>bcc|密送)|(?P<copy>cc|抄送)|to|主送|收件人)(?:\s*:\s*|\s+|(?<=[送人]))(?P<rest>.+)",
    re.IGNORECASE,
)
_scheme = re.compile(r"mailto:\s*(?P<rest>.+)", re.IGNORECASE)
_named = re.compile(r"(?P<note>[^<>]*)<(?P<rest>[^<>]+)>")
_in_brackets = r"(?:\((?P<a>[^()@]*)\)|【(?P<b>[^【】@]*)】|\[(?P<c>[^\[\]@]*)\])"
_noted = re.compile(rf"(?P<rest>[^()【】\[\]]+){_in_brackets}")
_prefixed = re.compile(rf"{_in_brackets}(?P<rest>.+)")
_told = re.compile(r"(?P<note>[^@:]+):(?P<rest>.+)")
_before = re.compile(r"(?P<note>[^@]*[^\x00-\x7f@])\s+(?P<rest>\S+@.*)")
_after = re.compile(r"(?P<rest>\S+@\S+)\s+(?P<note>[^\x00-\x7f][^@]*)")
_NOTES = (_named, _noted, _prefixed, _told, _before, _after)
_PLAIN_WORDS = frozenset({"邮箱", "电子邮箱", "邮箱地址", "邮件", "email", "e-mail", "mail", "smtp"})
"""Notes that say no more than that this is an address."""
_bare = str.maketrans(dict.fromkeys("\"'“”‘’`()[]【】<>{}《》〈〉「」『』", ""))
_atoms = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]*", re.ASCII)
_label = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mailbox:
    """One address of a reader; `is_copy` is named under Cc, `label` says whose it is, such as 联络员."""

    address: str
    is_copy: bool = False
    label: str = ""

    def __str__(self) -> str:
        return f"{'cc: ' if self.is_copy else ''}{self.address}{f'（{self.label}）' if self.label else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class RefusedAddress:
    """What was written for an address, and why no mail can carry it."""

    written: str
    why: Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class MailboxList:
    """The addresses of one text, each once and in its order, and what a person should know of them."""

    mailboxes: tuple[Mailbox, ...]
    taken_off: tuple[Finding, ...]
    """What was written in a way that no mail carries, and how it was read."""
    refused: tuple[RefusedAddress, ...]


class BadAddressError(ValueError):
    """A text is no address that a mail can carry; `why` says it for a person."""

    def __init__(self, why: Finding) -> None:
        super().__init__(str(why))
        self.why = why


class RefusedAddressesError(ValueError):
    """Some of several addresses are none; `refused` tells each."""

    def __init__(self, refused: tuple[RefusedAddress, ...]) -> None:
        super().__init__("; ".join(f"{item.written}: {item.why}" for item in refused))
        self.refused = refused


def read_mailboxes(text: str) -> MailboxList:
    """Read one address or several, parted by commas, semicolons, 、 or line breaks, with notes beside them.

    Spaces, widths, quotes, brackets, `mailto:` and trailing punctuation are taken off and told.
    `cc:` or 抄送: before an address marks it as a copy; a name, word or note beside it becomes its label.
    """
    found: dict[str, Mailbox] = {}
    refused: list[RefusedAddress] = []
    cleaned = _cleaned(text)
    is_dressed = cleaned != text.strip(" \t\r\n").translate(_SEPARATING) or bool(_stray.search(cleaned))
    for piece in _pieces(cleaned):
        try:
            mailbox, is_plain = _read(piece)
        except BadAddressError as bad:
            refused.append(RefusedAddress(written=clean_line(piece), why=bad.why))
            continue
        found.setdefault(address_key(mailbox.address), mailbox)
        is_dressed = is_dressed or not is_plain
    if cleaned and not found and not refused:
        refused.append(RefusedAddress(written=clean_line(text), why=_bad(NO_AT).why))
    mailboxes = tuple(found.values())
    taken_off = (_read_as(text, mailboxes),) if is_dressed and mailboxes else ()
    return MailboxList(mailboxes=mailboxes, taken_off=taken_off, refused=tuple(refused))


def plain_addresses(text: str) -> tuple[str, ...]:
    """Read addresses that each get mails of their own; RefusedAddressesError tells every one that is none."""
    listed = read_mailboxes(text)
    copies = (mailbox for mailbox in listed.mailboxes if mailbox.is_copy)
    refused = (
        *listed.refused,
        *(RefusedAddress(written=str(copy), why=_bad(NO_COPIES).why) for copy in copies),
    )
    if refused or not listed.mailboxes:
        raise RefusedAddressesError(
            refused or (RefusedAddress(written=clean_line(text), why=_bad(NO_AT).why),)
        )
    return tuple(mailbox.address for mailbox in listed.mailboxes)


def plain_address(text: str) -> str:
    """Read the one address of a text; RefusedAddressesError when it is none, or several."""
    first, *others = plain_addresses(text)
    if others:
        raise RefusedAddressesError((RefusedAddress(written=clean_line(text), why=_bad(ONE_ONLY).why),))
    return first


def written(mailboxes: Iterable[Mailbox]) -> str:
    """Write mailboxes in one line, as `read_mailboxes` reads them."""
    return "; ".join(map(str, mailboxes))


@lru_cache(maxsize=4096)
def carried(address: str) -> str:
    """Give an address as mails carry it, its domain in ASCII; BadAddressError says why none can.

    Nothing is taken off here: what the ledger holds is an address or it is none.
    """
    local, at, domain = address.rpartition("@")
    if not at:
        raise _bad(NO_AT)
    if "@" in local:
        raise _bad(TWO_ATS)
    if any(sign.isspace() for sign in address):
        raise _bad(SPACE_INSIDE)
    _require_local(local)
    ascii_domain = _in_ascii(domain)
    _require_domain(ascii_domain)
    return f"{local}@{ascii_domain}"


def fault_of(address: str) -> Finding | None:
    """Say why no mail can carry an address, None when one can."""
    try:
        carried(address)
    except BadAddressError as bad:
        return bad.why
    return None


def address_key(address: str) -> str:
    """Give what all spellings of one mailbox have in common: two addresses are equal when their keys are.

    The standard lets a server tell capitals before the @ apart; none that we know does.
    """
    local, at, domain = address.strip().rpartition("@")
    try:
        return f"{local}{at}{_in_ascii(domain)}".lower()
    except BadAddressError:
        return address.strip().lower()


def _cleaned(text: str) -> str:
    """Make widths, spaces and line breaks plain, drop what nobody sees; other control characters stay."""
    signs = (_plain(sign) for sign in text.replace("\r\n", "\n"))
    return "".join(signs).strip()


def _plain(sign: str) -> str:
    if sign in LINE_BREAKS or sign == "\n":
        return "\n"
    if sign.isspace():
        return " "
    return "" if unicodedata.category(sign) == "Cf" else _WIDTHS.get(ord(sign), sign)


def _pieces(cleaned: str) -> Iterator[str]:
    """Part a text at its separators, but not inside of quotation marks and brackets without an address."""
    return (piece for match in _piece.finditer(cleaned) if (piece := match[0].strip()))


def _read(piece: str) -> tuple[Mailbox, bool]:
    """Read one address, and tell whether it was written plainly."""
    if len(piece) > PIECE_AT_MOST:
        raise _bad(TOO_LONG, count=len(piece), most=LOCAL_AT_MOST + 1 + DOMAIN_AT_MOST)
    if len(piece.split("@")) > 3:  # an address may stand in its own name
        raise _bad(TWO_ATS)
    marked = _marked.fullmatch(piece)
    if marked and marked["hidden"]:
        raise _bad(HIDDEN_COPY)
    rest = plain = marked["rest"] if marked else piece
    notes: list[str] = []
    while (undressed := _undressed(rest, notes)) != rest:
        rest = undressed
    address = carried(rest)
    label = _label_of(notes, address)
    return Mailbox(address=address, is_copy=bool(marked and marked["copy"]), label=label), address == plain


def _undressed(text: str, notes: list[str]) -> str:
    """Take one layer off; what says whose address it is goes to `notes`."""
    text = text.strip(_QUOTES + " ").rstrip(_TRAILING)
    pair, inside = text[:1] + text[-1:], text[1:-1]
    if pair in _PAIRS and inside and not set(pair) & set(inside):
        return inside
    if scheme := _scheme.fullmatch(text):
        return scheme["rest"]
    for form in _NOTES:
        if match := form.fullmatch(text):
            notes += [note for name, note in match.groupdict().items() if name != "rest" and note]
            return match["rest"]
    # a stop that was typed in Chinese between two words of a domain
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{domain.replace('。', '.')}"


def _label_of(notes: Iterable[str], address: str) -> str:
    """Put notes together; the address itself as its own name says nothing, another one is a second reader."""
    kept = []
    for note in notes:
        words = clean_line(note.translate(_bare)).strip(" .,;:、。-–—")
        if "@" in words and address_key(words) != address_key(address):
            raise _bad(TWO_ATS)
        if "@" not in words and words.lower() not in _PLAIN_WORDS:
            kept.append(words)
    return " ".join(filter(None, kept))[:NOTE_AT_MOST].rstrip(" .,;:、。-–—")


def _require_local(local: str) -> None:
    if not local or ".." in local or local[0] == "." or local[-1] == ".":
        raise _bad(STRAY_DOT) if local else _bad(NO_AT)
    fits = _atoms.match(local)
    wrong = local[fits.end() :] if fits else local
    if wrong or local[0] in "'`" or local[-1] in "'`":
        raise _bad(SIGN_INSIDE, sign=_shown(wrong[0] if wrong else "'"))
    if len(local) > LOCAL_AT_MOST:
        raise _bad(TOO_LONG, count=len(local), most=LOCAL_AT_MOST)


def _in_ascii(domain: str) -> str:
    """Give a domain as the DNS has it (RFC 5891).

    Chinese right behind Latin letters is a note that lost its bracket far more often than a domain.
    """
    if domain.isascii():
        return domain
    labels = domain.split(".")
    try:
        ascii_domain = ".".join(label if label.isascii() else _in_idna(label) for label in labels)
    except UnicodeError:
        raise _bad(NO_DOMAIN, domain=clean_line(domain)) from None
    is_mixed = any(not label.isascii() and re.search("[A-Za-z0-9]", label) for label in labels)
    if is_mixed or (not labels[-1].isascii() and labels[-2:-1] != [] and labels[-2].isascii()):
        raise _bad(OTHER_LETTERS, domain=clean_line(domain), ascii=ascii_domain)
    return ascii_domain


def _in_idna(label: str) -> str:
    if not all(sign.isalnum() or sign == "-" for sign in label):
        raise UnicodeError
    return label.encode("idna").decode("ascii")


def _require_domain(domain: str) -> None:
    if ".." in domain or domain.startswith(".") or domain.endswith("."):
        raise _bad(STRAY_DOT)
    if len(domain) > DOMAIN_AT_MOST:
        raise _bad(TOO_LONG, count=len(domain), most=DOMAIN_AT_MOST)
    labels = domain.split(".")
    fits = all(_label.fullmatch(label) and len(label) <= LABEL_AT_MOST for label in labels)
    # A name without a dot is a slip of the hand anywhere but on this machine, and no name is all figures.
    if not fits or labels[-1].isdigit() or (len(labels) == 1 and domain.lower() != "localhost"):
        raise _bad(NO_DOMAIN, domain=clean_line(domain))


def _shown(sign: str) -> str:
    return sign if sign.isprintable() else f"U+{ord(sign):04X}"


def _bad(sentence: str, **facts: object) -> BadAddressError:
    return BadAddressError(
        Finding(
            code="bad-address", severity=Severity.ERROR, sentence=sentence, cure=WRITE_ADDRESS, facts=facts
        )
    )


def _read_as(text: str, mailboxes: Iterable[Mailbox]) -> Finding:
    facts = {"written": clean_line(text), "read": written(mailboxes)}
    return Finding(code="address-undressed", severity=Severity.INFO, sentence=READ_AS, facts=facts)
