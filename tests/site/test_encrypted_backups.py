"""Encrypted backups on the command line: written, rotated, checked and restored."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ready_process import jalons

pytestmark = pytest.mark.slow
SECRET = "cinq mots pris au hasard"
WITH = {"JALONS_BACKUP_PASSPHRASE": SECRET}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A small instance with an account and a file."""
    data = tmp_path_factory.mktemp("town")
    assert jalons("migrate", data=data).returncode == 0
    (data / "files" / "inventories" / "1").mkdir(parents=True)
    (data / "files" / "inventories" / "1" / "fleet.csv").write_text("a secret fleet")
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as database, database:
        database.execute("CREATE TABLE witness (words TEXT)")
        database.execute("INSERT INTO witness VALUES ('a secret row')")
    return data


@pytest.fixture(scope="module")
def encrypted(town, tmp_path_factory):
    file = tmp_path_factory.mktemp("backups") / "town.tar.gz.age"
    done = jalons("backup", "--encrypt", str(file), data=town, **WITH)
    assert done.returncode == 0, done.stderr
    return file


def test_an_encrypted_backup_is_private_and_bears_the_mark_of_its_format(encrypted, town):
    assert encrypted.stat().st_mode & 0o777 == 0o600
    assert encrypted.read_bytes().startswith(b"age-encryption.org/v1\n-> scrypt ")
    assert list(encrypted.parent.iterdir()) == [encrypted]
    assert not [path for path in town.iterdir() if path.name.startswith(".")]


def test_it_is_checked_and_restored_with_its_passphrase(encrypted, tmp_path):
    done = jalons("backup", "--verify", "--json", str(encrypted), data=tmp_path, **WITH)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["database"] == "sqlite"
    file = tmp_path / "passphrase"
    file.write_text(f"{SECRET}\nnot this line\n")
    done = jalons("restore", str(encrypted), data=tmp_path, JALONS_BACKUP_PASSPHRASE_FILE=str(file))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "files" / "inventories" / "1" / "fleet.csv").read_text() == "a secret fleet"
    with closing(sqlite3.connect(tmp_path / "jalons.sqlite3")) as database:
        assert database.execute("SELECT words FROM witness").fetchall() == [("a secret row",)]


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        (lambda data: data, {}, "Il faut la phrase secrète"),
        (lambda data: data, {"JALONS_BACKUP_PASSPHRASE": "another"}, "n’ouvre pas la sauvegarde"),
        (lambda data: data, {"JALONS_BACKUP_PASSPHRASE_FILE": "/nowhere"}, "ne peut pas être lue"),
        (lambda data: data[:-100], WITH, "abîmée ou coupée"),
        (lambda data: data[:-20] + bytes(20), WITH, "abîmée ou coupée"),
        (lambda data: data[: len(data) // 2], WITH, "abîmée ou coupée"),
        (lambda data: data.replace(b"/v1", b"/v9", 1), WITH, "chiffrée d’une manière"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_a_sentence(encrypted, tmp_path, change, more, said):
    file, data = tmp_path / "b.tar.gz.age", tmp_path / "data"
    file.write_bytes(change(encrypted.read_bytes()))
    for command in (["restore"], ["backup", "--verify"]):
        done = jalons(*command, str(file), data=data, **more)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert not (data / "files").exists()
    assert not [path for path in data.iterdir() if path.name.startswith(".")]


def test_a_rotation_counts_encrypted_backups_and_reads_the_last(town, tmp_path):
    for name in ("jalons-20200101T000000Z.tar.gz", "jalons-20210101T000000Z.tar.gz.age"):
        (tmp_path / name).write_bytes(b"old")
    done = jalons("backup", "--encrypt", "--keep", "2", "--json", str(tmp_path), data=town, **WITH)
    assert done.returncode == 0, done.stderr
    made = Path(json.loads(done.stdout)["file"])
    assert made.name.endswith(".tar.gz.age")
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {made.name, "jalons-20210101T000000Z.tar.gz.age"}


def test_a_passphrase_too_short_protects_nothing_and_writes_nothing(town, tmp_path):
    file = tmp_path / "b.age"
    done = jalons("backup", "--encrypt", str(file), data=town, JALONS_BACKUP_PASSPHRASE="mairie")
    assert done.returncode == 1
    assert "trop courte" in done.stderr
    assert not file.exists()
