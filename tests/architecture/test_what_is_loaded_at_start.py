"""What a server has loaded before its first page: bounded, and only ever less."""

import json
import subprocess
import sys

import pytest

from serving import environment

MOST_MODULES = 2_250  # only ever lowered
MOST_MEMORY = 125  # MB, resident; only ever lowered
# What a page, a job or an option brings when it needs it.
LATER = {"rapidfuzz", "re2", "requests", "xlsxwriter"}
START = """
import json, re, sys
from jalons.site.cli import load_django
load_django()
from jalons.site import server
server.application()
with open("/proc/self/status") as status:
    memory = int(re.search(r"VmRSS:\\s+(\\d+)", status.read())[1]) / 1000
print(json.dumps([memory, sorted(sys.modules)]))
"""


@pytest.mark.slow
def test_a_server_starts_small(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", START], env=environment(tmp_path), capture_output=True, text=True,
        timeout=180, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    memory, loaded = json.loads(done.stdout.splitlines()[-1])
    assert LATER.isdisjoint(loaded)
    assert not [each for each in loaded if each.startswith("jalons.") and ".migrations." in each]
    assert "jalons.site.urls" not in loaded, "the pages are loaded by the first of them"
    assert len(loaded) <= MOST_MODULES
    assert memory <= MOST_MEMORY
