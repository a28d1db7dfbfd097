# SPDX-License-Identifier: Apache-2.0
"""Python in a process of its own, with the same folders on its path: those of the checkout, or of a wheel."""

import os
import subprocess
import sys


def run_apart(code: str, *arguments: str) -> None:
    """Run a piece of code as another node would; a failure of it is one of the test."""
    path = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code, *arguments], env=path, check=True, timeout=240)
