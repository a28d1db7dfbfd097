# SPDX-License-Identifier: Apache-2.0
"""Libraries that not every duban needs, and the command that brings them into this very environment.

Where duban came as a wheel that is on no index, `pip install duban[chat]` finds nothing.
"""

import shlex
import sys

EXTRAS = {
    "postgres": ("psycopg[binary]>=3.2",),
    "cluster": ("psycopg[binary]>=3.2", "procrastinate>=3.10,<4"),
    "chat": ("apprise>=2.2,<3",),
    "dkim": ("cryptography>=44", "dkimpy[ed25519]>=1.1.8"),
    "caldav": ("a2wsgi>=1.10.10", "defusedxml>=0.7.1", "radicale>=3.9,<3.10"),
}
"""The packages of each extra that is named to users, as pyproject.toml has them."""


def install_command(extra: str) -> str:
    """Give the command that installs an extra for the interpreter that runs this."""
    return shlex.join([sys.executable or "python3", "-m", "pip", "install", *EXTRAS[extra]])
