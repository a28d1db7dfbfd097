"""What the libraries raise when the parts of a file do not fit together."""

import struct
import zlib
from zipfile import BadZipFile

BROKEN = (
    BadZipFile,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    RecursionError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
)
