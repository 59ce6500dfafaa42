"""Pages and the twin through a pooler in transaction mode, which gives each transaction another
connection of the server.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg
import pytest

from broker.store.conftest import clusters
from broker.store.samples import NOON, creation
from jalons.broker.engine.query.request import EntityQuery
from jalons.broker.engine.temporal.request import HistoryQuery
from jalons.broker.store.factory import opened
from jalons.site.options import OptionError
from jalons.site.storage.main_database import database
from pgbouncer import pgbouncer
from serving import jalons, serve

pytestmark = [pytest.mark.slow, pytest.mark.database]


@pytest.fixture(scope="module")
def pooled():
    """The address of a new base through the pooler, and its own."""
    folder = Path(tempfile.mkdtemp(prefix="jalons-pooler-"))
    folder.chmod(0o755)
    with clusters() as cluster, pgbouncer(cluster.port, folder / "pgbouncer") as port:
        address = cluster.made()
        yield f"{address.replace(str(cluster.port), str(port))}?pooling=transaction", address
    shutil.rmtree(folder)


def test_the_parameter_is_ours_and_only_that_mode_exists():
    found = database("postgresql://me@db/town?pooling=transaction&sslmode=require", folder=Path())
    assert found["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert (
        database("postgresql://me@db/town", folder=Path())["DISABLE_SERVER_SIDE_CURSORS"] is False
    )
    with pytest.raises(OptionError, match="pooling=session"):
        database("postgresql://me@db/town?pooling=session", folder=Path())


def test_the_twin_writes_and_reads_among_others_of_the_same_pool(pooled):
    address, own = pooled
    ids = [f"urn:t:{number}" for number in range(40)]

    def write_one(store, key):
        store.write(
            "town",
            [creation(key.rpartition(":")[2], power={"type": "Property", "value": 7})],
            now=NOON,
        )
        return store.read("town", [key])

    with closing(opened(address)) as one, closing(opened(address)) as two:
        assert one.postgis
        with ThreadPoolExecutor(12) as threads:
            found = list(threads.map(write_one, [one, two] * 20, ids))
        assert [each for read in found for each in read] == ids
        page = one.query("town", EntityQuery(limit=100, counted=True))
        assert page.total == len(ids)
        assert two.history("town", HistoryQuery(tuple(ids), time="stamp"))
        assert [each.entities for each in one.types("town")] == [len(ids)]
    with psycopg.connect(own) as link:  # not in the schema of pages
        schemas = link.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'entity'")
        assert schemas.fetchall() == [("twin",)]


def test_pages_answer_and_the_twin_beside_them(pooled, demonstration, tmp_path):
    address, own = pooled
    options = {"JALONS_DATABASE_URL": address, "JALONS_TWIN_STORE": address}
    demonstration(tmp_path)
    done = jalons("move", "--to", own, "--twin-to", own, "--replace", data=tmp_path)
    assert done.returncode == 0, done.stderr
    done = jalons("demo", "links", "--json", data=tmp_path, **options)
    (link,) = [each["url"] for each in json.loads(done.stdout) if each["role"] == "administrator"]
    with serve(tmp_path, **options) as running:
        person = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        page = person.open(f"{running.address}{link}", timeout=60).read().decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token}).encode()
        home = person.open(f"{running.address}{link}", form, timeout=60).read().decode()
        places = {part.partition('"')[0] for part in home.split('href="')[1:]}
        inside = sorted(each for each in places if each.startswith("/") and "static" not in each)

        def status(place):
            return person.open(f"{running.address}{place}", timeout=60).status

        with ThreadPoolExecutor(4) as threads:
            answers = dict(zip(inside, threads.map(status, inside), strict=True))
        assert len(answers) > 20
        assert set(answers.values()) == {200}
        health = json.loads(person.open(f"{running.address}/sante", timeout=60).read())
        assert health
    assert jalons("check", data=tmp_path, **options).returncode == 0
    refused = jalons("backup", str(tmp_path / "b.tar.gz"), data=tmp_path, **options)
    assert "ne passe pas par PgBouncer" in refused.stderr
    straight = {"JALONS_DATABASE_URL": own, "JALONS_TWIN_STORE": own}
    done = jalons("backup", str(tmp_path / "b.tar.gz"), data=tmp_path, **straight)
    assert done.returncode == 0, done.stderr
