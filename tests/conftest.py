"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real documents and expected ledgers beside the project, or skip."""
    if not (SHARED / "golden").is_dir():
        pytest.skip("the real documents (../shared beside the project) are not on this machine")
    return SHARED
