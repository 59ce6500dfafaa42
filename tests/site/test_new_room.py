"""The room that tools/new_room makes runs: its pages, its API, its import, and the common suite."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from serving import environment

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[2]
MOST_LINES = 150
# Read by every Python of the test: the new room stands beside the others, and is installed.
BESIDE = """
import jalons
from jalons.site import rooms
jalons.__path__.append({folder!r})
rooms.INSTALLED_ROOMS = (*rooms.INSTALLED_ROOMS, "gardens")
"""
WALK = """
import json
from jalons.site import cli
cli.load_django()
from jalons.site.storage import migration
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
migration.migrate()
from django.test import Client
from jalons.foundation.accounts.models import Authority, Membership, Role, User
town = Authority.objects.create(slug="ici", name="Ici")
user = User.objects.create_user("a@example.org", "x")
Membership.objects.create(user=user, authority=town, role=Role.LEAD)
client = Client()
client.force_login(user)
HERE = "/collectivite/ici/gardens/"
said = {"empty": client.get(HERE).content.decode()}
made = client.post(HERE + "nouveau/", {"name": "Potager", "state": "planned", "note": ""})
said["made"] = made.status_code
said["list"] = client.get(HERE + "?state=planned&q=potager").content.decode()
said["none"] = client.get(HERE + "?state=done").content.decode()
said["hub"] = client.get("/collectivite/ici/agir/").content.decode()
said["api"] = json.loads(client.get("/api/v1/authorities/ici/gardens").content)
said["import"] = client.get(HERE + "importer/").status_code
from django.utils import timezone
from jalons.foundation.api.actions import create_token
_token, secret = create_token(authority=town, user=user, name="Machine", days=30,
                              scopes=["gardens:read", "gardens:write"], now=timezone.now())
API = "/api/v1/authorities/ici/gardens"
def call(method, address, **body):
    answer = Client().generic(method, address, json.dumps(body) if body else "",
                              content_type="application/json",
                              headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code, json.loads(answer.content or b"{}")
said["posted"] = call("POST", API, name="Verger")
one = f"{API}/{said['posted'][1].get('id')}"
said["patched"] = call("PATCH", one, version=1, state="done")
said["stale"] = call("PATCH", one, version=1, note="Trop tard")
said["twice"] = call("POST", API, name="Verger")
said["unknown"] = call("POST", API, name="Serre", colour="green")
said["choice"] = call("PATCH", one, version=2, state="sown")
said["deleted"] = call("DELETE", one)
said["gone"] = call("GET", one)
print("@@" + json.dumps(said))
"""


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("beside")
    tool = [sys.executable, REPOSITORY / "tools" / "new_room", "gardens", "--into", folder]
    subprocess.run(tool, check=True, capture_output=True)
    (folder / "sitecustomize.py").write_text(BESIDE.format(folder=str(folder)), encoding="utf-8")
    return folder


def python(room, data, *words, **more):
    path = os.pathsep.join([str(room), str(REPOSITORY / "tests")])
    settings = {"PYTHONPATH": path, "JALONS_LANG": "en", "JALONS_DEBUG": "1"}
    return subprocess.run(
        [sys.executable, *words], env=environment(data, **settings, **more), cwd=REPOSITORY,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def migrated(room, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    done = python(room, data, "-m", "django", "makemigrations", "gardens",
                  DJANGO_SETTINGS_MODULE="jalons.site.settings")  # fmt: skip
    assert done.returncode == 0, done.stderr
    return room, data


def test_it_is_short():
    lines = 0
    for path in (REPOSITORY / "tools" / "new_room.d").rglob("*.py.in"):
        lines += len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES


def test_its_pages_its_api_and_its_import_answer(migrated):
    room, data = migrated
    done = python(room, data, "-c", WALK)
    assert "@@" in done.stdout, done.stderr[-3000:]
    said = json.loads(done.stdout.rpartition("@@")[2])
    assert "Nothing here yet" in said["empty"]
    assert said["made"] == 302
    assert "Potager" in said["list"]
    assert "Potager" not in said["none"]
    assert "1 record" in said["hub"]
    assert [each["name"] for each in said["api"]["items"]] == ["Potager"]
    assert said["import"] == 200
    assert said["posted"][0] == 201
    assert said["patched"] == [200, said["posted"][1] | {"state": "done", "version": 2,
                               "changed_at": said["patched"][1]["changed_at"]}]  # fmt: skip
    assert (said["stale"][0], said["stale"][1]["code"]) == (409, "version_old")
    assert (said["twice"][0], said["twice"][1]["code"]) == (422, "invalid")
    assert "This name is taken" in said["twice"][1]["title"]
    assert [said[name][0] for name in ("unknown", "choice", "deleted", "gone")] == [
        400, 400, 204, 404,
    ]  # fmt: skip


def test_the_suite_of_all_registers_passes_on_it(migrated):
    room, data = migrated
    done = python(room, data, "-m", "pytest", "-q", "tests/conformity", "-k", "gardens or Garden",
                  "-p", "no:cacheprovider")  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
    assert "passed" in done.stdout or "[100%]" in done.stdout


@pytest.mark.parametrize("name", ["Gardens", "garden", "gar dens", "../gardens", "twin"])
def test_a_name_that_cannot_be_is_refused(name, tmp_path):
    tool = [sys.executable, REPOSITORY / "tools" / "new_room", name, "--into", tmp_path]
    done = subprocess.run(tool, check=False, capture_output=True, text=True)
    assert done.returncode != 0
    assert not list(tmp_path.iterdir())
