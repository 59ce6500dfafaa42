"""The demonstration leaves an instance on SQLite for another one on PostgreSQL, and is equal."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from broker.store.conftest import clusters
from ready_process import jalons, python
from serving import environment

pytestmark = pytest.mark.slow
# An authority with rows beside, and the accounts of the members, who verified their address.
NEIGHBOUR = """
import sys
from jalons.site.cli import load_django
load_django()
from allauth.account.models import EmailAddress
from jalons.foundation.accounts.models import Authority, Membership, User
from jalons.strategy.web.roadmap.actions import create_action
from jalons.strategy.web.roadmap.models import Axis
from jalons.twin.web.connection import twin_store
town = Authority.objects.create(slug="voisine", name="Voisine")
for number in range(40):
    Axis.objects.create(authority=town, name=f"Axe {number}")
    create_action(authority=town, user=None, values={"title": f"Action {number}"})
twin_store.store().put("voisine", "source", "s", {"name": "of the neighbour"})
for role in ("reader", "contributor", "lead", "administrator"):
    user = User.objects.create_user(f"{role}@demonstration.invalid", "long-enough-password")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""
ROWS = """
import hashlib
from jalons.site.cli import load_django
load_django()
from django.apps import apps
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import is_owned
from jalons.twin.web.connection import twin_store
town, digest = Authority.objects.get(slug="voisine"), hashlib.sha256()
for model in apps.get_models():
    if is_owned(model):
        for row in model._base_manager.filter(authority=town).order_by("pk").values_list():
            digest.update(str(row).encode())
digest.update(str(twin_store.store().documents("voisine")).encode())
print(digest.hexdigest())
"""
PAGES = """
import re, sys
from jalons.site.cli import load_django
load_django()
from django.test import Client
from jalons.ailibrary.web.queue import chain
from jalons.foundation.accounts.models import Authority, User
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.get(email="administrator@demonstration.invalid"))
seen, wait = {}, ["/collectivite/demonstration/"]
while wait and len(seen) < 60:
    path = wait.pop(0)
    answer = client.get(path, follow=True)
    seen[path] = answer.status_code
    if "html" in answer["Content-Type"]:
        found = re.findall(r'href="(/collectivite/demonstration/[^"?#]*)', answer.content.decode())
        wait += [each for each in dict.fromkeys(found) if each not in seen and each not in wait]
bad = {path: code for path, code in seen.items() if code not in (200, 404)}
print(len(seen), bad, chain.verify(Authority.objects.get(slug="demonstration"), whole=True).fault)
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory, demonstration):
    data = demonstration(tmp_path_factory.mktemp("from") / "data")
    file = tmp_path_factory.mktemp("exported") / "demonstration.zip"
    done = jalons("authority", "export", "demonstration", str(file), data=data)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """Another instance, on PostgreSQL, with its folder and its settings."""
    data = tmp_path_factory.mktemp("to") / "data"
    with clusters() as cluster:
        address = cluster.made()
        options = {"JALONS_DATABASE_URL": address, "JALONS_TWIN_STORE": address}
        assert jalons("migrate", data=data, **options).returncode == 0
        done = python(NEIGHBOUR, data=data, **options)
        assert done.returncode == 0, done.stderr
        yield data, options, address


def rows(data, options):
    done = python(ROWS, data=data, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_restore_that_is_killed_leaves_no_row_and_can_be_done_again(archive, instance):
    data, options, _address = instance
    before = rows(data, options)
    process = subprocess.Popen(
        [sys.executable, "-m", "jalons.site.cli", "authority", "restore", str(archive)],
        env=environment(data, **options), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and not list((data / "files").glob("restoring/*")):
        time.sleep(0.02)
    time.sleep(0.5)  # rows are written, the twin may be begun
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    listed = jalons("authority", "list", "--json", data=data, **options)
    assert [each["slug"] for each in json.loads(listed.stdout)] == ["voisine"]
    assert rows(data, options) == before
    assert not [each for each in (data / "files").glob("*/*") if each.name.isdigit()]


def test_the_demonstration_is_equal_on_another_instance_and_the_neighbour_is_untouched(
    archive, instance, tmp_path
):
    data, options, address = instance
    before = rows(data, options)
    done = jalons("authority", "restore", str(archive), "--with-members", data=data, **options)
    assert done.returncode == 0, done.stderr
    assert "administrator@demonstration.invalid" in done.stdout
    assert rows(data, options) == before
    again = tmp_path / "again.zip"
    slug = "demonstration"
    done = jalons("authority", "export", slug, str(again), data=data, **options)
    assert done.returncode == 0, done.stderr
    done = jalons("authority", "compare", str(archive), str(again), data=data, **options)
    assert done.returncode == 0, done.stdout
    assert "≠" not in done.stdout
    with psycopg.connect(address) as link, pytest.raises(psycopg.Error, match="append-only"):
        link.execute("UPDATE journal_entry SET verb = 'x'")
    pages = python(PAGES, data=data, **options)
    assert pages.returncode == 0, pages.stderr
    assert pages.stdout.split(maxsplit=1) == ["60", "{} \n"], pages.stdout
    refused = jalons("authority", "restore", str(archive), data=data, **options)
    assert refused.returncode == 1
    assert "demonstration" in refused.stderr
    shutil.copy(again, tmp_path / "c.zip")
    copy = tmp_path / "c.zip"
    done = jalons("authority", "restore", str(copy), "--as", "copie", data=data, **options)
    assert done.returncode == 0, done.stderr
    assert rows(data, options) == before
