"""Start the program: `duban` and `python -m duban`."""

import sys
from pathlib import Path

INTERRUPTED = 130


def main() -> None:
    """Run the command line with the folders of the wheel, if installed from one, first on the path."""
    packed = Path(__file__).parent / "_app"
    if packed.is_dir():
        sys.path.insert(0, str(packed))
    try:
        from cli.main import main as run  # noqa: PLC0415  (importable only once the path is set)

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
