"""An instance moved from SQLite to PostgreSQL and back: whole and equal, or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from decimal import Decimal

import psycopg
import pytest

from broker.store.conftest import clusters
from jalons.broker.store.factory import opened
from ready_process import jalons, python
from serving import environment, serve
from site_instances import MADE

pytestmark = [pytest.mark.slow, pytest.mark.database]
HARD = """{"b": 1, "a": 1e16, "z": 1.50, "d": -0.0, "e": 123456789012345678901234567890, "": 1e-300,
 "f": "\\u00e9 \\ud83d\\ude00 \\u0001", "g": {}, "h": [], "i": null, "a": 2.0, "j": 1e300}"""
# Moves in a process that is killed at a sign of progress, or at a file that gets its name.
KILLED = """
import os, signal, sys
from jalons.site.cli import load_django
load_django()
from jalons.site.backups.interrupted_restore import restoring_alone
from jalons.site.storage.moving.move import move

to, twin_to, at, left = *sys.argv[1:4], int(sys.argv[4])

def count(event, *_):
    global left
    if event == at:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
with restoring_alone():
    move(to, twin_to, replace=True, progress=(lambda total: None, lambda done: count("row")))
"""


@pytest.fixture(scope="module")
def cluster():
    with clusters() as made:
        made.ask("CREATE ROLE town LOGIN")
        yield made


@pytest.fixture
def address(cluster):
    """A new database of a role that may log in and no more."""
    place = cluster.made()
    cluster.ask(f"ALTER DATABASE {place.rpartition('/')[2]} OWNER TO town")
    return place.replace("jalons@", "town@")


def options(address):
    return {"JALONS_DATABASE_URL": address, "JALONS_TWIN_STORE": address}


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """An instance with an account, a file and a sensor."""
    data = tmp_path_factory.mktemp("small") / "data"
    data.mkdir()
    done = python(MADE, "maire@vitre.example", data=data)
    assert done.returncode == 0, done.stderr
    (data / "files" / "inventories" / "1").mkdir(parents=True)
    (data / "files" / "inventories" / "1" / "fleet.csv").write_text("a file")
    with closing(opened(f"sqlite:///{data / 'twin.sqlite3'}")) as store:
        store.put("town", "note", "one", {"text": "of the twin"})
    return data


@pytest.fixture
def instance(small, tmp_path):
    shutil.copytree(small, tmp_path / "data")
    return tmp_path / "data"


def written(data, *statements):
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as base, base:
        for statement in statements:
            base.execute(statement)
    return base_of(data)


def base_of(data):
    """The hash of the rows of the SQLite base of a folder, which nothing may change."""
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as base:
        return hashlib.sha256("".join(base.iterdump()).encode("utf-8", "replace")).hexdigest()


def tables_of(address):
    with psycopg.connect(address) as link:
        found = link.execute(
            "SELECT tablename FROM pg_tables WHERE tableowner = 'town' AND schemaname <> 'twin'"
        )
        return sorted(name for (name,) in found)


def contents(file):
    """The rows of every table as the product reads them; JSON by its values."""
    found = {}
    with closing(sqlite3.connect(file)) as base:
        names = base.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND name <> 'sqlite_schema'"
        ).fetchall()
        for (name,) in names:
            rows = base.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(repr(tuple(map(value, row))) for row in rows)
        words = base.execute("SELECT count(*) FROM catalogue_datasetwords_fts")
        found["words"] = words.fetchall()
    return found


def value(cell):
    if isinstance(cell, str) and cell[:1] in {"{", "[", '"'}:
        with suppress(ValueError):
            loaded = json.loads(cell, parse_int=Decimal, parse_float=Decimal)
            return json.dumps(numbers(loaded), sort_keys=True)
    if isinstance(cell, float | int):
        return float(cell) if abs(cell) < 2**53 else cell
    return cell


def numbers(loaded):
    if isinstance(loaded, dict):
        return {name: numbers(each) for name, each in loaded.items()}
    if isinstance(loaded, list):
        return [numbers(each) for each in loaded]
    return f"{float(loaded) + 0.0!r}" if isinstance(loaded, Decimal) else loaded


def hard_rows(base):
    """Rows that the two kinds of base write each in its own way."""
    run = base.execute
    (town,) = run("SELECT id FROM accounts_authority LIMIT 1").fetchone()
    run(
        'INSERT INTO journal_entry ("when", actor_label, verb, urn, label, before, after,'
        " authority_id) VALUES ('2026-03-29 01:30:00.000001', '', 'é', '', 'x', 'null', ?, ?)",
        (HARD, town),
    )
    for owner, day in ((2**63 - 1, "0001-01-01"), (-(2**63), "9999-12-31"), (2**31, "2024-02-29")):
        run(
            "INSERT INTO tasks_roundclaim (name, owner, day, claimed_at) VALUES ('', ?, ?, ?)",
            (owner, day, f"{day} 00:00:00"),
        )
    run(
        "INSERT INTO imports_importfile (id, register, name, content, columns, dropped_at, outcome,"
        " outcome_of, authority_id, beside) VALUES (?, '', 'a', ?, '[]', '2026-10-25 00:30:00',"
        " '{}', '', ?, ?)",
        ("0" * 31 + "1", bytes(range(256)), town, json.dumps("é" * 2_000_000)),
    )
    run("UPDATE strategy_budgetline SET planned = 0.1, actual = NULL WHERE id % 2")
    run("UPDATE strategy_budgetline SET planned = 1234567890.25, actual = 0 WHERE NOT id % 2")
    run("UPDATE territories_territory SET lat = -0.0, lon = 4.9e-324 WHERE id % 7 = 1")
    run("UPDATE territories_territory SET lat = 1.7976931348623157e308 WHERE id % 7 = 2")
    # an authority erased for good: no other may have its number
    run("UPDATE sqlite_sequence SET seq = seq + 40 WHERE name = 'accounts_authority'")


def test_the_demonstration_goes_to_postgresql_and_comes_back_equal(
    demonstration, address, tmp_path
):
    data = demonstration(tmp_path / "data")
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as base, base:
        hard_rows(base)
    before, source = contents(data / "jalons.sqlite3"), base_of(data)

    done = jalons("move", "--to", address, "--twin-to", address, "--json", data=data)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["rows"] > 200_000
    assert said["twin"]["entities"] > 50
    assert (said["left"], said["aside"]) == ([], None)
    assert base_of(data) == source
    with psycopg.connect(address) as link:
        with pytest.raises(psycopg.Error, match="append-only"), link.transaction():
            link.execute("UPDATE journal_entry SET label = 'changed'")
        number = link.execute("SELECT nextval('accounts_authority_id_seq')").fetchone()[0]
        assert number > 40
        words = link.execute("SELECT count(vector) FROM catalogue_datasetwords").fetchall()
        assert words == before["words"]

    with serve(data, **options(address)):
        pass
    assert jalons("check", data=data, **options(address)).returncode == 0
    former = jalons("migrate", data=data)
    assert former.returncode == 1
    assert "Cette base est l’ancienne" in former.stderr
    assert jalons("check", data=data).returncode == 1

    place = data / "jalons.sqlite3"
    back = ("move", "--to", "sqlite", "--twin-to", "sqlite", "--json")
    refused = jalons(*back, data=data, **options(address))
    assert "jalons.sqlite3 est déjà là" in refused.stderr
    done = jalons(*back, "--replace", data=data, **options(address))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["twin"] == said["twin"]
    after = contents(place)
    # a draw from a sequence, the names of statistics and the cache are all that differs
    apart = {"jalons_cache", "sqlite_sequence", "sqlite_stat1", "sqlite_stat4"}
    moved = [name for name in before if name not in apart]
    assert {name for name in moved if before[name] != after.get(name)} <= {"tasks_roundclaim"}
    assert set(before["tasks_roundclaim"]) <= set(after["tasks_roundclaim"])
    with closing(sqlite3.connect(place)) as base:
        last = base.execute("SELECT seq FROM sqlite_sequence WHERE name = 'accounts_authority'")
        assert last.fetchone() == (number,)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            base.execute("UPDATE journal_entry SET label = 'changed'")
    with serve(data):
        pass
    assert jalons("migrate", data=data, **options(address)).returncode == 1


USER = (
    "INSERT INTO accounts_user (password, is_superuser, email, name, is_staff, is_active,"
    " date_joined) VALUES ('', 0, 'b@vitre.example', {}, 0, 1, '2026-01-01 00:00:00')"
)
JOB = (
    "INSERT INTO tasks_job (kind, label, arguments, state, done_steps, message, attempts,"
    " cancel_requested, result_urn, result_url, created_at, authority_id, back_url) VALUES"
    " ('', '', {}, 'queued', {}, '', 0, 0, '', '', '2026-01-01 00:00:00', {}, '')"
)
TOWN = (
    "INSERT INTO accounts_authority (id, slug, name, kind, created_at, request, standing,"
    " standing_reason, tenant) VALUES (7, 'vitre', 'Vitré', '', '2026-01-01 00:00:00', '', '', '',"
    " '')"
)


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            [USER.format("'a' || char(0)")],
            "accounts_user, ligne 2, colonne name : un caractère nul",
        ),
        ([USER.format(f"'{'é' * 151}'")], "accounts_user, ligne 2, colonne name : un texte plus"),
        ([JOB.format("'{}'", 0, 7)], "tasks_job, ligne 1, colonne authority_id : désigne"),
        ([TOWN, JOB.format("""'{"a": ["\\u0000"]}'""", 0, 7)], "colonne arguments : un caractère"),
        ([TOWN, JOB.format("""'{"\\ud800": 1}'""", 0, 7)], "colonne arguments : une moitié"),
        ([TOWN, JOB.format("'{}'", 2**31, 7)], "refuse une ligne de tasks_job"),
        ([USER.format("x'6162'")], "la table accounts_user n’est pas la même des deux côtés"),
    ],
)
def test_what_postgresql_would_refuse_or_change_is_named_and_nothing_is_written(
    instance, address, statements, said
):
    before = written(instance, *statements)
    done = jalons("move", "--to", address, data=instance)
    assert done.returncode == 1
    assert said in done.stderr.replace("\u202f", " ")
    assert "Traceback" not in done.stderr
    assert tables_of(address) == []
    assert base_of(instance) == before
    assert not (instance / "moved.json").exists()


def test_texts_that_only_look_wrong_are_moved(instance, address):
    written(instance, TOWN, JOB.format("""'{"a": "\\\\u0000 \\ud83d\\ude00"}'""", 0, 7))
    done = jalons("move", "--to", address, data=instance)
    assert done.returncode == 0, done.stderr
    assert "1 travail attend : il sera fait" in done.stdout.replace("\u202f", " ")
    assert "JALONS_TWIN_STORE" not in done.stdout


def test_a_target_that_is_not_empty_is_refused(instance, address, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    assert python(MADE, "autre@vitre.example", data=other, **options(address)).returncode == 0
    there = tables_of(address)
    full = jalons("move", "--to", address, data=instance)
    assert "contient déjà des tables de Jalons" in full.stderr
    stranger = jalons("move", "--to", address, "--replace", data=instance)
    assert "celle d’une autre installation" in stranger.stderr
    same = jalons("move", "--to", "sqlite", data=instance)
    assert "déjà sur sqlite" in same.stderr
    nobody = jalons("move", "--to", "postgresql://town@127.0.0.1:9/none", data=instance)
    assert nobody.returncode == 1
    assert "Traceback" not in nobody.stderr
    assert tables_of(address) == there
    with serve(instance):
        under = jalons("move", "--to", address, data=instance)
        assert under.returncode == 1
        assert "Arrêtez le serveur" in under.stderr


def killed(to, twin_to, at, left, *, data, **more):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, to, twin_to, at, str(left)],
        env=environment(data, **more), capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_a_move_that_is_killed_leaves_a_target_that_nobody_serves(instance, address):
    before = base_of(instance)
    for left in (20, 300, 600):  # it reads, copies, compares
        killed(address, address, "row", left, data=instance)
        assert tables_of(address) == ["jalons_move"]
        assert base_of(instance) == before
    served = jalons("serve", data=instance, **options(address))
    assert "pas entière" in served.stderr
    again = jalons("move", "--to", address, "--twin-to", address, data=instance)
    assert "ajoutez --replace" in again.stderr
    done = jalons("move", "--to", address, "--twin-to", address, "--replace", data=instance)
    assert done.returncode == 0, done.stderr
    with closing(opened(address)) as store:
        assert list(store.documents("town")) == [("note", "one", {"text": "of the twin"})]

    (instance / "jalons.sqlite3").unlink()
    killed("sqlite", "sqlite", "row", 500, data=instance, **options(address))
    assert not (instance / "jalons.sqlite3").exists()
    for rename in (1, 2, 3):  # of the former twin, the new one, the base
        killed("sqlite", "sqlite", "os.rename", rename, data=instance, **options(address))
        refused = jalons("migrate", data=instance)
        assert "Cette base est l’ancienne" in refused.stderr
        assert base_is_whole(instance, address)
    back = ("move", "--to", "sqlite", "--twin-to", "sqlite", "--replace")
    done = jalons(*back, data=instance, **options(address))
    assert done.returncode == 0, done.stderr
    assert sorted(each.name for each in instance.glob("*.moving*")) == []
    assert jalons("migrate", data=instance).returncode == 0


def base_is_whole(data, address):
    return jalons("migrate", data=data, **options(address)).returncode == 0
