"""Two machines of one instance: a PostgreSQL, a bucket, a Valkey; a folder of its own for each."""

from __future__ import annotations

import json
import os
import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack, contextmanager
from http.cookiejar import CookieJar

import psycopg
import pytest

from broker.store.conftest import clusters
from serving import jalons, serve
from shared_services import bucket_server, new_bucket, valkey
from site_instances import python

pytestmark = pytest.mark.slow
KEY, WHO, PASSWORD = "k" * 50, "maire@example.org", "un-mot-de-passe-long"
START = """
import json, sys
from jalons.site.cli import load_django
load_django(whole=True)
from django.urls import get_resolver
get_resolver().url_patterns
from jalons.foundation.accounts.models import Authority, User
"""
# on one machine: people, a file with its job, the keys of what is shared
DROPPED = START + """
from django.core.files.base import ContentFile
from jalons.catalogue.web.datasets import actions
from jalons.catalogue.web.datasets.models import Dataset
from jalons.federation.web.sharing import queries, signed_folder
from jalons.foundation.register.writer import write
User.objects.create_superuser(sys.argv[1], sys.argv[2])
town = Authority.objects.create(name="Vitré", slug="vitre", kind="real", standing="approved")
data = Dataset.objects.create(authority=town, identifier="arbres", name="Arbres")
made = actions.store_file(None, data, ContentFile(b"Espece;Hauteur\\nChene;3\\n", "a.csv"))
write(town, None, [(queries.repository_of(town), {"siren": "200066009", "name": "V", "kinds": []})])
signed_folder.make(queries.repository_of(town))
print(json.dumps([town.pk, str(made.pk)]))
"""
# on the other: the jobs, and what is signed with the keys of the first
WORKED = START + """
from django.utils import timezone
from jalons.federation.web.sharing import queries, signed_folder
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.worker import Worker
town = Authority.objects.get()
Worker().run_pending()
print(json.dumps(list(Job.objects.of(town).values_list("state", flat=True))))
signed_folder.publish(queries.repository_of(town), timezone.now())
"""
SEEN = START + """
from jalons.catalogue.store.previews import Selection
from jalons.catalogue.web.previews.models import Preview
from jalons.federation.web.sharing import queries, signed_folder
from jalons.foundation.accounts.files import quotas
town = Authority.objects.get()
(table,) = Preview.objects.of(town).get().tables
with signed_folder.opened(town) as both:
    version = both.repository.timestamp.version
public = queries.public_file(town, "metadata/timestamp.json")
print(json.dumps([table.count(Selection()), version, public.name, quotas.usage_of(town).taken]))
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The settings of both machines, on a new instance that ``jalons migrate`` made."""
    with ExitStack() as services:
        cluster = services.enter_context(clusters())
        cluster.ask("CREATE DATABASE towns TEMPLATE with_postgis")
        bucket = new_bucket(services.enter_context(bucket_server()))
        address, _ = services.enter_context(valkey(tmp_path_factory.mktemp("valkey")))
        values = {
            "JALONS_DATABASE_URL": cluster.address("towns"), "JALONS_SECRET_KEY": KEY,
            "JALONS_CACHE": address, "JALONS_WORKER": "0", **bucket.settings,
        }  # fmt: skip
        early = tmp_path_factory.mktemp("early")
        for role in (("serve", "--no-migrate"), ("work",)):
            done = jalons(*role, data=early, **values)
            assert done.returncode == 1
            assert "attend" in done.stderr
            assert "jalons migrate" in done.stderr
        with psycopg.connect(values["JALONS_DATABASE_URL"]) as link:
            found = link.execute("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'accounts%'")
            assert found.fetchone() == (0,)
        done = jalons("migrate", data=early, **values)
        assert done.returncode == 0, done.stderr
        yield values, bucket


@pytest.fixture(scope="module")
def machines(shared, tmp_path_factory):
    """The folders of the two."""
    return tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")


@pytest.fixture(scope="module")
def dropped(shared, machines):
    """What people did on the first machine, before the second was there."""
    done = python(DROPPED, WHO, PASSWORD, data=machines[0], **shared[0])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_file_dropped_on_one_machine_is_read_by_a_job_of_the_other(shared, machines, dropped):
    values, bucket = shared
    owner, _ = dropped
    assert [name for name in bucket.names() if f"/datasets/{owner}/" in name]
    done = python(WORKED, data=machines[1], **values)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)) == {"done"}
    done = python(SEEN, data=machines[0], **values)
    assert done.returncode == 0, done.stderr
    rows, version, public, taken = json.loads(done.stdout)
    assert rows == 1
    assert version > 1  # signed again, on the other machine, with the keys of this one
    assert public == f"sharing/{owner}/repository/metadata/timestamp.json"
    assert taken > 50
    for folder in machines:
        there = {each.name for each in folder.iterdir()}
        assert not there & {"files", "secrets", "rendered", "secret_key"}
    keys = [name for name in bucket.names() if name.endswith(".key")]
    assert keys
    assert all("/secrets/sharing/" in name for name in keys)


def test_a_person_signed_in_on_one_machine_is_on_the_other(shared, machines, dropped):
    values, _ = shared
    with ExitStack() as served:
        one, two = (served.enter_context(serve(d, "--no-migrate", **values)) for d in machines)
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        web = urllib.request.build_opener(cookies)
        login = f"{one.address}/compte/login/"
        page = web.open(login).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "login": WHO, "password": PASSWORD}
        web.open(urllib.request.Request(login, urllib.parse.urlencode(form).encode()))
        for machine in (one, two):
            with web.open(f"{machine.address}/instance/") as answer:
                assert answer.url == f"{machine.address}/instance/"
        with urllib.request.urlopen(f"{two.address}/instance/") as answer:
            assert "/compte/login/" in answer.url  # without the session


@contextmanager
def running(shared, machines, **more):
    with serve(machines[0], "--no-migrate", **{**shared[0], **more}) as made:
        yield made


def ready(served):
    try:
        with urllib.request.urlopen(f"{served.address}/sante/pret", timeout=9) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_a_server_that_is_stopped_says_so_first_and_goes_on_answering(shared, machines):
    with running(shared, machines, JALONS_STOP_GRACE="4") as served:
        assert ready(served) == (
            200, {"status": "ok", "checks": {"tables": True, "files": True, "cache": True}},
        )  # fmt: skip
        os.kill(served.pid, signal.SIGTERM)
        began = time.monotonic()
        time.sleep(0.5)
        while (found := ready_or_gone(served)) is not None:
            assert found == (503, {"status": "leaving"})
            with urllib.request.urlopen(f"{served.address}/sante", timeout=9) as answer:
                assert answer.status == 200
            time.sleep(0.2)
        assert 3.5 < time.monotonic() - began < 20


def ready_or_gone(served):
    try:
        return ready(served)
    except OSError:
        return None


def test_a_cache_that_is_away_makes_a_server_unready_and_not_unwell(shared, machines, tmp_path):
    with (
        valkey(tmp_path) as (address, process),
        running(shared, machines, JALONS_CACHE=address) as served,
    ):
        assert ready(served)[0] == 200
        assert "répond" in jalons(
            "check", data=machines[0], **{**shared[0], "JALONS_CACHE": address}
        ).stdout
        process.terminate()
        process.wait()
        time.sleep(2.5)  # a finding is used again for two seconds
        code, said = ready(served)
        assert (code, said["checks"]["cache"], said["checks"]["tables"]) == (503, False, True)
        with urllib.request.urlopen(f"{served.address}/sante", timeout=9) as answer:
            assert answer.status == 200


def test_an_earlier_server_works_on_later_tables_until_they_lose_what_it_uses(shared, machines):
    values, _ = shared
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0099_later', now())"
    with psycopg.connect(values["JALONS_DATABASE_URL"], autocommit=True) as link:
        try:
            with running(shared, machines) as served:
                link.execute(later)  # what the next version adds, while this one serves
                time.sleep(2.5)
                assert ready(served)[0] == 200
            with running(shared, machines) as served:  # started again, as it was
                assert ready(served)[0] == 200
                link.execute("UPDATE jalons_site_instancename SET oldest_version = '9.0.0'")
                time.sleep(2.5)
                code, said = ready(served)
                assert (code, said["checks"]["tables"]) == (503, False)
            done = jalons("serve", "--no-migrate", data=machines[0], **values)
            assert done.returncode == 1
            assert "9.0.0" in done.stderr
            assert "x.0099_later" in done.stderr
            done = jalons("migrate", data=machines[0], **values)
            assert done.returncode == 1  # never backwards
        finally:
            link.execute("DELETE FROM django_migrations WHERE app = 'x'")
            link.execute("UPDATE jalons_site_instancename SET oldest_version = '0.1.0'")


def test_a_backup_says_what_it_leaves_out_and_is_restored_beside_it(
    shared, machines, dropped, tmp_path
):
    values, bucket = shared
    before = bucket.names()
    done = jalons("backup", str(tmp_path / "b.tar.gz"), data=machines[0], **values)
    assert done.returncode == 0, done.stderr
    assert "s3://ville/jalons" in done.stdout
    assert "clé secrète n’est pas dans la sauvegarde" in done.stdout
    done = jalons("restore", "--replace", str(tmp_path / "b.tar.gz"), data=machines[1], **values)
    assert done.returncode == 0, done.stderr
    assert bucket.names() == before
    assert not (machines[1] / "secret_key").exists()
    assert python(SEEN, data=machines[1], **values).returncode == 0


def test_check_says_where_files_are_and_whether_it_answers(shared, machines):
    values, _ = shared
    done = jalons("check", data=machines[0], **values)
    assert "écrire, lire, lister et effacer fonctionne" in done.stdout
    assert "clé secrète vient de l’environnement" in done.stdout
    wrong = values | {"JALONS_FILES": values["JALONS_FILES"].replace("ville", "nulle-part")}
    done = jalons("check", data=machines[0], **wrong)
    assert done.returncode == 1
    assert "ne répond pas comme il faut" in done.stdout
    assert "NoSuchBucket" in done.stdout
