# SPDX-License-Identifier: Apache-2.0
"""Column types shared by the tables."""

import zlib
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a predictable name, so that a later migration can drop it on both databases."""


def word(kind: type[StrEnum]) -> sa.Enum:
    """Store an enum by its value as text, so that a new word needs no migration on either database."""
    return sa.Enum(kind, native_enum=False, length=32, values_callable=_values)


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


EMPTY_SIZE = len(zlib.compress(b"", 1))
"""How many bytes nothing takes up in a compressed column."""


class Packed(bytes):
    """Bytes that are compressed already, as a compressed column takes them."""

    @classmethod
    def of(cls, value: bytes) -> "Packed":
        """Compress; the fastest level already takes nearly all that base64 has to give."""
        return cls(zlib.compress(value, 1))


class Compressed(sa.types.TypeDecorator[bytes]):
    """Keep bytes compressed (zlib, RFC 1950): what is read is what was written, to the last byte."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, _dialect: Any) -> bytes | None:
        """Compress on the way in what is not yet compressed."""
        return value if value is None or isinstance(value, Packed) else Packed.of(value)

    def process_result_value(self, value: bytes | None, _dialect: Any) -> bytes | None:
        """Give the very bytes back."""
        return None if value is None else zlib.decompress(value)


class AlwaysText(sa.types.TypeDecorator[str]):
    """Give text whatever is there: SQLite lets other programs write bytes into a column of text."""

    impl = sa.String
    cache_ok = True

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """Read it as text."""
        return sa.cast(column, sa.Text)
