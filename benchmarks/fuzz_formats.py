# SPDX-License-Identifier: Apache-2.0
"""Damage files of every format at random: python benchmarks/fuzz_formats.py --count 100000 [--format pdf]"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.files.fuzzing import main

if __name__ == "__main__":
    if len(sys.argv) == 1:
        sys.argv += ["--count", "50"]
    main()
