"""An instance on PostgreSQL whose role has no special right, beside what others put there."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import ExitStack
from http.cookiejar import CookieJar
from itertools import count

import psycopg
import pytest

from broker.store.conftest import clusters
from broker.store.samples import NOON, creation
from jalons.broker.store.factory import opened
from serving import environment, jalons, serve
from site_instances import MADE, killing, python

pytestmark = pytest.mark.slow
FOREIGN = """
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
CREATE EXTENSION IF NOT EXISTS hstore;
CREATE SCHEMA watched;
CREATE TABLE watched.seen (at timestamptz);
CREATE TABLE public.of_another (words text);
INSERT INTO public.of_another VALUES ('not ours');
COMMENT ON EXTENSION hstore IS 'of the administrator';
"""


@pytest.fixture(scope="module")
def cluster():
    with clusters() as made:
        made.ask("CREATE ROLE town LOGIN")
        yield made


@pytest.fixture
def base(cluster, request):
    """A new database whose owner may log in and no more, with extensions of the administrator."""
    name = f"town_{abs(hash(request.node.name)) % 10**8}"
    cluster.ask(f"CREATE DATABASE {name} TEMPLATE with_postgis OWNER town")
    cluster.ask(FOREIGN, name)
    return cluster.address(name).replace("jalons@", "town@")


def options(address):
    return {"JALONS_DATABASE_URL": address, "JALONS_TWIN_STORE": address}


def made(data, address, who):
    data.mkdir()
    done = python(MADE, who, data=data, **options(address))
    assert done.returncode == 0, done.stderr
    store = opened(address, durability="off")
    store.write("town", [creation(who)], now=NOON)
    store.close()
    (data / "files" / "inventories" / "1").mkdir(parents=True)
    (data / "files" / "inventories" / "1" / f"{who}.csv").write_text(who)


def rows(address):
    """Every row of every table that is ours, in one order."""
    with psycopg.connect(address) as link:
        tables = link.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'twin') AND tableowner = 'town' ORDER BY 1"
        ).fetchall()
        return {
            name: sorted(str(row) for row in link.execute(f"SELECT * FROM {name}").fetchall())
            for (name,) in tables
        }


def test_a_backup_and_a_restore_survive_the_extensions_and_tables_of_others(
    tmp_path, base, cluster
):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, base, "old@example.org")
    before = rows(base)
    key = (data / "secret_key").read_text()
    done = jalons("backup", str(archive), data=data, **options(base))
    assert done.returncode == 0, done.stderr
    with psycopg.connect(base) as link:
        link.execute("DELETE FROM twin.entity")
        link.execute("CREATE TABLE of_a_later_version (who bigint REFERENCES accounts_user (id))")
        link.execute("UPDATE accounts_user SET email = 'new@example.org'")
    administrator = base.replace("town@", "jalons@")
    with psycopg.connect(administrator) as link:
        link.execute("CREATE VIEW watched.people AS SELECT email FROM accounts_user")
    changed = rows(base)
    done = jalons("restore", "--replace", str(archive), data=data, **options(base))
    assert done.returncode == 1
    assert "watched.people" in done.stderr
    assert rows(base) == changed
    assert not [path.name for path in data.iterdir() if "restore" in path.name]
    with psycopg.connect(administrator) as link:
        link.execute("DROP VIEW watched.people")
    done = jalons("restore", "--replace", str(archive), data=data, **options(base))
    assert done.returncode == 0, done.stderr
    assert rows(base) == before
    assert (data / "secret_key").read_text() == key
    assert (data / "files" / "inventories" / "1" / "old@example.org.csv").exists()
    with psycopg.connect(administrator) as link:
        assert link.execute("SELECT words FROM of_another").fetchall() == [("not ours",)]
        names = {name for (name,) in link.execute("SELECT extname FROM pg_extension")}
        assert names >= {"pg_stat_statements", "hstore", "postgis"}
    (aside,) = data.glob("before-restore-*")
    done = jalons("restore", "--replace", str(aside), data=data, **options(base))
    assert done.returncode == 0, done.stderr
    assert rows(base)["public.accounts_user"] != before["public.accounts_user"]


def test_a_backup_goes_to_an_empty_database_of_another_name_and_owner(tmp_path, base, cluster):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, base, "old@example.org")
    done = jalons("backup", str(archive), data=data, **options(base))
    assert done.returncode == 0, done.stderr
    cluster.ask("CREATE ROLE village LOGIN")
    cluster.ask("CREATE DATABASE village OWNER village")
    other = cluster.address("village").replace("jalons@", "village@")
    done = jalons("restore", str(archive), data=tmp_path / "empty", **options(other))
    assert done.returncode == 1
    assert "CREATE EXTENSION postgis" in done.stderr
    assert not (tmp_path / "empty" / "files").exists()
    cluster.ask("CREATE EXTENSION postgis", "village")
    done = jalons("restore", str(archive), data=tmp_path / "empty", **options(other))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "empty" / "files" / "inventories" / "1" / "old@example.org.csv").exists()
    with psycopg.connect(other) as link:
        assert link.execute("SELECT count(*) FROM twin.entity").fetchone() == (1,)


def test_a_restore_killed_at_any_step_is_undone_in_the_database_too(tmp_path, base):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, base, "old@example.org")
    assert jalons("backup", str(archive), data=data, **options(base)).returncode == 0
    with psycopg.connect(base) as link:
        link.execute("UPDATE accounts_user SET email = 'new@example.org'")
    (data / "files" / "inventories" / "1" / "new.csv").write_text("new")
    before, new = rows(base), data / "files" / "inventories" / "1" / "new.csv"
    with killing(archive, data=data, **options(base)) as say:
        for step in count(1, 2):
            if say(str(step)) == 0:
                break
            assert say("undo") == 0
            if not new.exists():
                break  # the end came when everything was in place
            assert rows(base) == before, f"after {step} steps"
    assert step > 10
    assert not new.exists()
    assert "old@example.org" in str(rows(base)["public.accounts_user"])


@pytest.mark.parametrize("where", ["archive", "in place"])
def test_the_tables_of_a_later_jalons_are_refused_and_nothing_moves(tmp_path, base, where):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, base, "old@example.org")
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('x', '0099_later', now())"
    with psycopg.connect(base) as link:
        link.execute(later)
    if where == "in place":
        done = jalons("migrate", data=data, **options(base))
        assert done.returncode == 1
        assert "version plus récente de Jalons (x.0099_later)" in done.stderr
        return
    assert jalons("backup", str(archive), data=data, **options(base)).returncode == 0
    with psycopg.connect(base) as link:
        link.execute("DELETE FROM django_migrations WHERE app = 'x'")
    before = rows(base)
    done = jalons("restore", "--replace", str(archive), data=data, **options(base))
    assert done.returncode == 1
    assert "plus récent que celui-ci" in done.stderr
    assert rows(base) == before
    assert not list(data.glob("before-restore-*"))


def test_four_servers_started_together_on_an_empty_database_all_serve(tmp_path, base):
    """And they share one secret key, and count the same requests together."""
    with ExitStack() as stack:
        started = [
            subprocess.Popen(
                [sys.executable, "-m", "jalons.site.cli", "migrate"],
                env=environment(tmp_path, **options(base)),
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )
            for _ in range(4)
        ]  # fmt: skip
        said = [process.communicate(timeout=300)[0] for process in started]
        assert [process.returncode for process in started] == [0] * 4, said
        assert sum("Chargement des territoires" in text for text in said) == 1
        servers = [stack.enter_context(serve(tmp_path, **options(base))) for _ in range(2)]
        for server in servers:
            with urllib.request.urlopen(f"{server.address}/sante") as answer:
                assert answer.status == 200
        said = [wrong_password(servers[number // 5]) for number in range(10)]
        refused = ["Trop de tentatives" in page for page in said]
        assert refused == [False] * 5 + [True] * 5, "the second knows what the first counted"


def wrong_password(server):
    """What the page says of a wrong password, sent to one of the servers by a new visitor."""
    web = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def ask(form=None):
        # as behind a proxy: one name for all servers
        head = {"Host": "localhost"}
        asked = urllib.request.Request(f"{server.address}/compte/login/", form, head)
        try:
            return web.open(asked).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', ask())[1]
    form = {"csrfmiddlewaretoken": token, "login": "maire@example.org", "password": "x"}
    return ask(urllib.parse.urlencode(form).encode())


def test_four_serve_commands_at_once_on_one_empty_database_all_answer(tmp_path, base):
    ports, processes = [], []
    for _ in range(4):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            ports.append(probe.getsockname()[1])
    for port in ports:
        with (tmp_path / f"{port}.log").open("w") as log:
            processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "jalons.site.cli", "serve", "--port", str(port)],
                    env=environment(tmp_path, **options(base)),
                    stdout=log, stderr=subprocess.STDOUT,
                )
            )  # fmt: skip
    try:
        for port, process in zip(ports, processes, strict=True):
            until_served(port, process, tmp_path / f"{port}.log")
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
    assert len((tmp_path / "secret_key").read_text()) > 60


def until_served(port, process, log):
    for _ in range(1_800):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=5) as answer:
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text())


@pytest.mark.parametrize("there", [True, False])
def test_check_says_whether_postgis_serves_the_twin(tmp_path, base, cluster, there):
    address = base
    if not there:
        cluster.ask("CREATE DATABASE plain OWNER town")
        address = cluster.address("plain").replace("jalons@", "town@")
    done = jalons("check", data=tmp_path, **options(address))
    assert ("CREATE EXTENSION postgis" in done.stdout) is not there
    assert ("PostGIS sert" in done.stdout) is there
