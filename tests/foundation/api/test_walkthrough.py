"""The page that explains the API does what it says: its commands run against a real server."""

import json
import os
import re
import shutil
import subprocess

import pytest

from architecture.source import REPOSITORY
from factories.authorities import make_authority
from jalons.foundation.tasks.worker import Worker
from samples import api_token

PAGE = REPOSITORY / "docs/reference/api.md"
PARC = "Type;Quantité;Statut\nPC portable;40;En service\nÉcran;60;En stock\nTrancheuse;1;\n"


@pytest.fixture
def worker(transactional_db):
    found = Worker(idle_seconds=0.05)
    found.start()
    yield found
    found.stop(grace_seconds=4)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_commands_of_the_page_lead_from_a_file_to_its_footprint(live_server, worker, tmp_path):
    authority = make_authority("200000001", "Agglomération A")
    scopes = ["footprint:read", "footprint:write", "strategy:read"]
    _, secret = api_token(authority, scopes=scopes)
    (tmp_path / "parc.csv").write_text(PARC, encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    script = "set -eu\n" + "\n".join(blocks).replace("curl -s", "curl --no-progress-meter --fail")
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"JALONS": live_server.url, "TOKEN": secret, "SLUG": authority.slug},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    read = {path.stem: json.loads(path.read_text()) for path in tmp_path.glob("*.json")}
    assert {each["type"]: each["quantity"] for each in read["result"]["devices"]} == {
        "laptop": 40,
        "monitor": 60,
    }
    assert read["simulated"]["steps"][0]["lever"] == "keep"
    assert read["simulated"]["way"]["objective"]["change"] == -0.2
    assert read["stored"]["levers"] == ["keep:laptop:2"]
    assert "footprint.total" in {each["indicator"] for each in read["observations"]["items"]}
    assert "Trancheuse" in done.stdout
