"""Five instances on this machine share, adopt and credit; a stick goes from one to another."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
TOOL = Path(__file__).parents[3] / "tools/federation_loopback"


def test_five_instances_exchange_over_http_and_by_a_stick():
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JALONS_")}
    done = subprocess.run(
        [sys.executable, str(TOOL), "--json"], env=ours, capture_output=True, text=True,
        timeout=700, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr[-2000:]
    lines = json.loads(done.stdout)
    assert [each for each in lines if not each["right"]] == []
    assert len(lines) >= 25
    assert done.returncode == 0
