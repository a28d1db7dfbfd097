"""What the Word and Excel libraries raise when the parts of a file do not fit together."""

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
)
