"""Word, Excel and OpenDocument files are ZIP archives of XML: checked before any library opens them."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from plans.sentences import refusal

LIMIT = 200 << 20
"""Unpacked bytes, as declared and as counted."""
RATIO = 200
SMALL = 10 << 20
"""Below this a high ratio is no danger: a sheet of equal rows packs well."""
MEMBERS = 10_000
CHUNK = 1 << 20
FORBIDDEN = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Members:
    """What is in an archive: the names of its files, what it says it is, the bytes of its XML unpacked."""

    names: frozenset[str]
    mimetype: bytes
    size: int


def members_of(content: bytes, *, name: str) -> Members:
    """Check an archive and tell what is in it; InputError for a bomb, entities or damage."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_declared(members, len(content), name)
            _check_unpacked(archive, members, name)
            return _members(archive, members)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise refusal("damaged", name=name, reason=_plain(error)) from error


def _members(archive: ZipFile, members: list[ZipInfo]) -> Members:
    names = frozenset(member.filename for member in members)
    return Members(
        names=names,
        mimetype=archive.read("mimetype")[:200] if "mimetype" in names else b"",
        size=sum(member.file_size for member in members if member.filename.endswith(".xml")),
    )


def _plain(error: Exception) -> str:
    return str(error).splitlines()[0][:80] if str(error) else type(error).__name__


def _check_declared(members: list[ZipInfo], packed: int, name: str) -> None:
    if any(member.flag_bits & 1 for member in members):
        raise refusal("locked", name=name)
    if len(members) > MEMBERS:
        raise refusal("bomb", name=name, reason=f"{len(members)} > {MEMBERS}")
    size = sum(member.file_size for member in members)
    _check_size(size, packed, name)


def _check_size(size: int, packed: int, name: str) -> None:
    if size > LIMIT or (size > SMALL and size > packed * RATIO):
        raise refusal("bomb", name=name, reason=f"{packed >> 10} KB → {size >> 20} MB")


def _check_unpacked(archive: ZipFile, members: list[ZipInfo], name: str) -> None:
    """Unpack everything once in small pieces: what an archive declares may be a lie."""
    size = 0
    for member in members:
        before = b""
        for chunk in _chunks(archive, member):
            size += len(chunk)
            if size > LIMIT:
                raise refusal("bomb", name=name, reason=f"> {LIMIT >> 20} MB")
            _check_entities(member.filename, before + chunk, name)
            before = chunk[-32:]


def _chunks(archive: ZipFile, member: ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_entities(filename: str, chunk: bytes, name: str) -> None:
    if filename.lower().endswith((".xml", ".rels", ".vml")) and any(word in chunk for word in FORBIDDEN):
        raise refusal("entities", name=name)
