"""Public files that may not be copied here: beside the repository, or where TEST_SHARED says."""

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("TEST_SHARED") or Path(__file__).parents[2] / "shared" / "data")


def shared(name: str) -> Path:
    """A public file of the shared data; the test is skipped where there is none."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} is not on this machine: set TEST_SHARED to the folder that has it")
    return path
