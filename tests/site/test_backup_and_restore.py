"""Backups that are whole and private, and restores that change everything or nothing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from ready_process import jalons
from serving import serve

pytestmark = pytest.mark.slow
ROLES = ["reader", "contributor", "lead", "administrator"]


@pytest.fixture(scope="module")
def town(tmp_path_factory, demonstration):
    """An instance with data, stopped; never changed by a test."""
    return demonstration(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def archive(town, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "town.tar.gz"
    done = jalons("backup", str(file), data=town)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture
def other(tmp_path):
    """An instance where somebody only dropped a file in a trial: no account."""
    data = tmp_path / "other"
    (data / "files" / "trial").mkdir(parents=True)
    (data / "files" / "trial" / "fleet.csv").write_text("of a trial")
    (data / "secret_key").write_text("k" * 60)
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as database, database:
        database.execute("CREATE TABLE accounts_user (id INTEGER)")
    return data


def content(data):
    """What is in a folder: rows of databases, bytes of everything else that is not a lock."""
    found = {}
    for path in sorted(data.rglob("*")):
        place = path.relative_to(data)
        locks = {"in-use.lock", "workers.lock", "backup.lock"}
        passing = {"static", "server.log", *locks} & {place.parts[0]}
        if path.is_dir() or passing or path.name.endswith(("-wal", "-shm")):
            continue
        found[str(place)] = rows(path) if path.suffix == ".sqlite3" else digest(path.read_bytes())
    return found


def digest(data):
    return hashlib.sha256(data).hexdigest()


def rows(file):
    with closing(sqlite3.connect(file)) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {
            name: digest(
                repr(sorted(map(repr, database.execute(f'SELECT * FROM "{name}"')))).encode()
            )
            for (name,) in tables
        }


def repacked(archive, target, change):
    """The archive again, each member passed through ``change(name, bytes)``; None leaves it out."""
    with tarfile.open(archive) as source, tarfile.open(target, "w:gz", compresslevel=1) as made:
        for member in source:
            data = source.extractfile(member).read() if member.isfile() else b""
            data = change(member.name, data)
            if data is not None:
                member.size = len(data)
                made.addfile(member, io.BytesIO(data))
    return target


def without(part):
    return lambda name, data: None if name.split("/")[0] == part else data


def with_manifest(**values):
    def change(name, data):
        return json.dumps(json.loads(data) | values).encode() if "jalons" in name else data

    return change


def broken(part):
    def change(name, data):
        middle = len(data) // 2
        return data[:middle] + b"\xff" * 80_000 + data[middle + 80_000 :] if name == part else data

    return change


def test_a_restore_beside_the_files_of_a_trial_puts_every_file_in_its_place(town, archive, other):
    done = jalons("restore", str(archive), data=other)
    assert done.returncode == 0, done.stderr
    restored = content(other)
    aside = {name for name in restored if name.startswith("before-restore-")}
    # who steals a backup signs nothing: the keys of what is shared are in none
    saved = {name: what for name, what in content(town).items() if not name.startswith("secrets/")}
    assert {name: restored[name] for name in restored.keys() - aside} == saved
    assert any(name.endswith("files/trial/fleet.csv") for name in aside)


def test_what_a_restore_set_aside_can_be_restored_itself(town, archive, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(town, data)
    (data / "files" / "later.csv").write_text("dropped after the backup")
    refused = jalons("restore", str(archive), data=data)
    assert refused.returncode == 1
    assert "--replace" in refused.stderr
    before = content(data)
    done = jalons("restore", "--replace", "--json", str(archive), data=data)
    aside = json.loads(done.stdout)["aside"]
    assert "files/later.csv" not in content(data)
    done = jalons("restore", "--replace", aside, data=data)
    assert done.returncode == 0, done.stderr
    now = {name: what for name, what in content(data).items() if "before-restore" not in name}
    assert now == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without("database"), "il y manque « database »"),
        (without("twin.sqlite3"), "il y manque « twin.sqlite3 »"),
        (without("files"), "il y manque « files »"),
        (without("jalons-backup.json"), "n’est pas une sauvegarde"),
        (broken("database"), "est abîmée"),
        (broken("twin.sqlite3"), "est abîmée"),
        (with_manifest(version="abc"), "n’est pas une sauvegarde"),
        (with_manifest(version=3), "n’est pas une sauvegarde"),
        (with_manifest(version="99.1"), "plus récent"),
        (with_manifest(database="postgresql"), "vient d’une base postgresql"),
        (lambda name, data: b"" if name == "secret_key" else data, "secret_key"),
        (lambda name, data: b"[1, 2]" if "json" in name else data, "n’est pas une sauvegarde"),
    ],
)
def test_an_archive_that_cannot_be_restored_is_refused_and_nothing_changes(
    archive, other, tmp_path, change, said
):
    before = content(other)
    done = jalons("restore", str(repacked(archive, tmp_path / "b.tar.gz", change)), data=other)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert content(other) == before


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.999])
def test_an_archive_cut_short_is_damaged_and_nothing_changes(archive, other, tmp_path, cut):
    packed = archive.read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(packed[: int(len(packed) * cut)])
    before = content(other)
    for command in (["restore"], ["backup", "--verify"]):
        done = jalons(*command, str(tmp_path / "cut.tar.gz"), data=other)
        assert done.returncode == 1
        assert "abîmée ou coupée" in done.stderr
    assert content(other) == before


def test_a_bit_turned_in_an_archive_is_found(archive, other, tmp_path):
    packed = bytearray(archive.read_bytes())
    packed[len(packed) // 2] ^= 1
    (tmp_path / "bit.tar.gz").write_bytes(packed)
    done = jalons("backup", "--verify", str(tmp_path / "bit.tar.gz"), data=other)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    done = jalons("backup", "--verify", str(archive), data=other)
    assert done.returncode == 0, done.stderr


def of_before(archive, tmp_path, *statements):
    """The archive, its database changed as an earlier version had it."""

    def changed(name, data):
        if name != "database":
            return data
        file = tmp_path / "database"
        file.write_bytes(data)
        with closing(sqlite3.connect(file)) as database, database:
            for statement in statements:
                database.execute(statement)
        return file.read_bytes()

    return str(repacked(archive, tmp_path / "b.tar.gz", changed))


def test_a_database_that_cannot_be_migrated_leaves_the_instance_as_it_was(archive, other, tmp_path):
    before = content(other)
    done = jalons(
        "restore", of_before(archive, tmp_path, "DELETE FROM django_migrations"), data=other
    )
    assert done.returncode == 1
    assert "rien n’a été changé" in done.stderr
    assert content(other) == before


def test_a_database_of_an_earlier_version_is_brought_to_this_one(archive, other, tmp_path):
    former = of_before(
        archive,
        tmp_path,
        "ALTER TABLE jalons_site_instancename DROP COLUMN oldest_version",
        "DELETE FROM django_migrations WHERE app = 'jalons_site' AND name LIKE '0002_%'",
    )
    done = jalons("restore", former, data=other)
    assert done.returncode == 0, done.stderr
    assert "oldest_version" in columns(other, "jalons_site_instancename")


def columns(data, table):
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as database:
        return [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")]


def test_a_failure_halfway_puts_back_what_had_moved(town, archive, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(town, data)
    (data / "files" / "later.csv").write_text("dropped after the backup")
    before = content(data)
    nowhere = "sqlite:////proc/nowhere/twin.sqlite3"
    done = jalons("restore", "--replace", str(archive), data=data, JALONS_TWIN_STORE=nowhere)
    assert done.returncode == 1
    assert "rien n’a été changé" in done.stderr
    assert content(data) == before


def test_a_disk_too_small_is_said_so(archive, other, tmp_path):
    done = jalons("restore", "--json", str(archive), data=other)
    aside = Path(json.loads(done.stdout)["aside"])
    os.truncate(aside / "files" / "trial" / "fleet.csv", shutil.disk_usage(other).free + (1 << 30))
    before = content(town_of(other))
    done = jalons("restore", "--replace", str(aside), data=other)
    assert done.returncode == 1
    assert "trop petit" in done.stderr
    assert content(town_of(other)) == before


def town_of(data):
    """The files of an instance: those set aside may be too big to read."""
    return data / "files"


def test_a_database_open_elsewhere_is_not_replaced(town, archive, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(town, data)
    with closing(sqlite3.connect(data / "twin.sqlite3")) as broker:
        broker.execute("PRAGMA journal_mode = WAL").fetchone()
        broker.execute("SELECT count(*) FROM entity").fetchone()
        done = jalons("restore", "--replace", str(archive), data=data)
    assert done.returncode == 1
    assert "ouverte par un autre programme" in done.stderr
    assert not list(data.glob("before-restore-*"))


def test_an_archive_is_readable_by_its_owner_only_and_leaves_nothing_beside(archive, town):
    assert archive.stat().st_mode & 0o777 == 0o600
    assert list(archive.parent.iterdir()) == [archive]
    assert not [path for path in town.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(("name", "kind"), [("jalons.sqlite3", "main"), ("twin.sqlite3", "twin")])
def test_a_corrupted_database_is_seen_by_check_and_never_backed_up(town, tmp_path, name, kind):
    data, file = tmp_path / "data", tmp_path / "b.tar.gz"
    shutil.copytree(town, data)
    file.write_bytes(b"the last good one")
    with closing(sqlite3.connect(data / name)) as base:  # pages of the log would hide the damage
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (data / name).open("r+b") as database:
        database.seek((data / name).stat().st_size // 8192 * 4096)
        database.write(b"\xff" * 4096 * 40)
    done = jalons("backup", str(file), data=data)
    assert done.returncode == 1
    assert "est abîmée" in done.stderr
    assert "Traceback" not in done.stderr
    assert file.read_bytes() == b"the last good one"
    done = jalons("check", "--json", data=data)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    found = {each["code"]: each["level"] for each in json.loads(done.stdout)}
    assert found["database_damaged"] == "error", kind


def test_a_twin_in_another_file_is_in_the_backup_and_goes_back_there(town, archive, tmp_path):
    data, elsewhere = tmp_path / "data", tmp_path / "disk" / "sensors.db"
    shutil.copytree(town, data)
    elsewhere.parent.mkdir()
    shutil.move(data / "twin.sqlite3", elsewhere)
    before = rows(elsewhere)
    file, store = tmp_path / "b.tar.gz", {"JALONS_TWIN_STORE": f"sqlite:///{elsewhere}"}
    done = jalons("backup", str(file), data=data, **store)
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(elsewhere)) as database, database:
        database.execute("DELETE FROM entity")
    done = jalons("restore", "--replace", str(file), data=data, **store)
    assert done.returncode == 0, done.stderr
    assert rows(elsewhere) == before
    assert not (data / "twin.sqlite3").exists()


def test_a_twin_in_another_database_is_said_to_be_missing(town, tmp_path):
    file, store = tmp_path / "b.tar.gz", {"JALONS_TWIN_STORE": "postgresql://nowhere/twin"}
    done = jalons("backup", str(file), data=town, **store)
    assert done.returncode == 1
    assert "n’est pas dans cette sauvegarde" in done.stderr
    assert file.exists()
    done = jalons("backup", "--without-twin", str(file), data=town, **store)
    assert done.returncode == 0, done.stderr
    with tarfile.open(file) as made:
        assert "twin.sqlite3" not in made.getnames()


def test_a_backup_without_the_key_leaves_the_key_that_is_there(town, other, tmp_path):
    file = tmp_path / "b.tar.gz"
    done = jalons("backup", "--without-key", str(file), data=town)
    assert done.returncode == 0
    assert "clé secrète" in done.stdout
    with tarfile.open(file) as made:
        assert "secret_key" not in made.getnames()
    before = (other / "secret_key").read_text()
    assert jalons("restore", str(file), data=other).returncode == 0
    assert (other / "secret_key").read_text() == before


def test_files_that_links_lead_to_are_in_the_backup_and_no_link_is(other, tmp_path):
    disk = tmp_path / "disk"
    shutil.move(other / "files", disk)
    (other / "files").symlink_to(disk)
    (disk / "alias.csv").symlink_to(disk / "trial" / "fleet.csv")
    (disk / "folder").symlink_to(disk / "trial")
    file = tmp_path / "b.tar.gz"
    assert jalons("backup", str(file), data=other).returncode == 0
    with tarfile.open(file) as made:
        assert all(member.isfile() or member.isdir() for member in made)
        for name in ("trial/fleet.csv", "alias.csv", "folder/fleet.csv"):
            assert made.extractfile(f"files/{name}").read() == b"of a trial"
    done = jalons("backup", "--verify", str(file), data=other)
    assert done.returncode == 0, done.stderr


def test_a_folder_of_backups_retains_the_last_ones_and_no_other_file(town, tmp_path):
    (tmp_path / "jalons-20200101T000000Z.tar.gz").write_bytes(b"old")
    (tmp_path / "jalons-20210101T000000Z.tar.gz").write_bytes(b"less old")
    (tmp_path / "jalons-of-the-mayor.tar.gz").write_bytes(b"by hand")
    done = jalons("backup", "--keep", "2", "--json", str(tmp_path), data=town)
    assert done.returncode == 0, done.stderr
    made = Path(json.loads(done.stdout)["file"])
    assert {path.name for path in tmp_path.iterdir()} == {
        made.name, "jalons-20210101T000000Z.tar.gz", "jalons-of-the-mayor.tar.gz"
    }  # fmt: skip
    done = jalons("backup", "--keep", "2", str(made), data=town)
    assert done.returncode == 2


def test_a_restored_instance_serves(archive, tmp_path):
    assert jalons("restore", str(archive), data=tmp_path).returncode == 0
    links = json.loads(jalons("demo", "links", "--json", data=tmp_path).stdout)
    assert [link["role"] for link in links] == ROLES
    with serve(tmp_path) as instance:
        pass
    assert "Traceback" not in instance.said.read_text()
    assert not list(tmp_path.glob("before-restore-*"))
