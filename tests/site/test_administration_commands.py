"""The commands that administer an instance, run as its operator runs them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ready_process import jalons
from serving import environment

pytestmark = pytest.mark.slow
FILL = """
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.foundation.territories.models import Territory
place = Territory.objects.create(kind="commune", code="35360", siren="213503600", name="Vitré")
town = Authority.objects.create(slug="vitre", name="Vitré", territory=place, standing="waiting")
user = User.objects.create_user("maire@vitre.example", "correct horse battery")
Membership.objects.create(user=user, authority=town, role="administrator")
other = User.objects.create_user("adjoint@vitre.example", "correct horse battery")
Membership.objects.create(user=other, authority=town, role="reader")
"""
LOOK = """
from django.test import Client; WORD = "correct horse staple battery"
client = Client(HTTP_HOST="localhost")
page = client.get(PATH, follow=True)
print(page.status_code, 'password1' in page.content.decode())
done = client.post(page.request["PATH_INFO"], {"password1": WORD, "password2": WORD}, follow=True)
from jalons.foundation.accounts.models import User
print(User.objects.get(email="maire@vitre.example").check_password(WORD))
print('password1' in Client(HTTP_HOST="localhost").get(PATH, follow=True).content.decode())
"""


def django(data: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        env=environment(data, DJANGO_SETTINGS_MODULE="jalons.site.settings", JALONS_DEBUG="1"),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("instance")
    django(folder, "migrate", "-v0")
    django(folder, "shell", "-v0", "-c", FILL)
    return folder


@pytest.fixture
def data(prepared: Path, tmp_path: Path) -> Path:
    return shutil.copytree(prepared, tmp_path / "data")


def done(data: Path, *arguments: str) -> str:
    ran = jalons(*arguments, data=data)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def authorities(data: Path) -> dict[str, str]:
    listed = json.loads(done(data, "authority", "list", "--json"))
    return {each["slug"]: each["state"] for each in listed}


def test_an_authority_is_approved_closed_exported_and_deleted(data: Path) -> None:
    assert authorities(data) == {"vitre": "waiting"}
    assert "213503600" in done(data, "authority", "approve", "vitre")
    assert authorities(data) == {"213503600": "approved"}
    assert jalons("authority", "approve", "vitre", data=data).returncode == 1
    done(data, "authority", "close", "213503600", "--reason", "Doublon")
    assert authorities(data) == {"213503600": "closed"}
    target = data.parent / "all.zip"
    done(data, "authority", "export", "213503600", str(target))
    assert target.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        assert b"maire@vitre.example" in archive.read("collectivite.jsonl")
    lost = jalons("authority", "export", "213503600", str(data / "no" / "x.zip"), data=data)
    assert (lost.returncode, "Traceback" in lost.stderr) == (1, False)
    assert "vérifiez son chemin et vos droits" in lost.stderr
    wrong = jalons("authority", "delete", "213503600", "--confirm", "Rennes", data=data)
    assert wrong.returncode == 1
    assert "Vitré" in wrong.stderr
    done(data, "authority", "delete", "213503600", "--confirm", "Vitré")
    assert authorities(data) == {"213503600": "aside"}
    done(data, "authority", "delete", "213503600", "--confirm", "Vitré", "--now")
    assert authorities(data) == {}


def test_a_person_is_listed_exported_and_deleted(data: Path) -> None:
    listed = json.loads(done(data, "account", "list", "--json"))
    assert [each["email"] for each in listed] == ["adjoint@vitre.example", "maire@vitre.example"]
    target = data.parent / "person.json"
    done(data, "account", "export", "Adjoint@vitre.example", str(target))
    assert json.loads(target.read_text())["works_for"][0]["authority"] == "Vitré"
    assert target.stat().st_mode & 0o077 == 0
    alone = jalons(
        "account", "delete", "maire@vitre.example", "--confirm", "maire@vitre.example", data=data
    )
    assert alone.returncode == 1
    assert "Vitré" in alone.stderr
    address = "adjoint@vitre.example"
    done(data, "account", "delete", address, "--confirm", address)
    assert address not in done(data, "account", "list")


def test_the_operator_gives_access_back_with_a_link_that_opens_once(data: Path) -> None:
    said = done(
        data, "account", "reset-password", "maire@vitre.example", "--address", "https://j.example/"
    )
    path = re.search(r"https://j\.example(/compte/\S+)", said)
    assert path
    looked = django(data, "shell", "-v0", "-c", LOOK.replace("PATH,", f"{path[1]!r},"))
    assert looked.split() == ["200", "True", "True", "False"]
    assert jalons("account", "reset-password", "nobody@example.org", data=data).returncode == 1
