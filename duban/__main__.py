# SPDX-License-Identifier: Apache-2.0
"""Start the program: `duban` and `python -m duban`."""

import gc
import sys
from pathlib import Path

INTERRUPTED = 130
LOOK_EVERY = 10_000
"""After so many new objects Python looks for circles among them: its own 700 are for small programs."""


def main() -> None:
    """Run the command line with the folders of the wheel, if installed from one, first on the path."""
    packed = Path(__file__).parent / "_app"
    if packed.is_dir():
        sys.path.insert(0, str(packed))
    gc.disable()  # until a command has all it needs: see cli.state
    gc.set_threshold(LOOK_EVERY)
    try:
        from cli.main import main as run  # noqa: PLC0415  (importable only once the path is set)

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        if not gc.isenabled():  # only help was asked for: all there is was imported, and the program ends
            gc.freeze()


if __name__ == "__main__":
    main()
