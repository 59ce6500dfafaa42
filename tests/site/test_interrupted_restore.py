"""A restore killed at any of its steps is undone by the next command, on one disk or two."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from jalons.site.backups.moves import Moves
from jalons.site.storage.folder_lock import BACKUPS, using
from ready_process import jalons, python
from site_instances import MADE, killing

pytestmark = pytest.mark.slow


def made(data, who, **more):
    """A small instance with an account, a twin and a file, each of its own."""
    data.mkdir()
    done = python(MADE, who, data=data, **more)
    assert done.returncode == 0, done.stderr
    twin = Path(more.get("JALONS_TWIN_STORE", f"sqlite:///{data / 'twin.sqlite3'}")[10:])
    with closing(sqlite3.connect(twin)) as database, database:
        database.execute("CREATE TABLE entity (id TEXT)")
        database.execute("INSERT INTO entity VALUES (?)", (who,))
    (data / "files" / "inventories" / "1").mkdir(parents=True)
    (data / "files" / "inventories" / "1" / f"{who}.csv").write_text(who)


def content(*roots):
    """What every file says by its place, but for locks and logs of SQLite."""
    return {
        (number, str(path.relative_to(root))): said(path)
        for number, root in enumerate(roots)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith((".lock", "-wal", "-shm"))
    }


def said(path):
    if path.suffix != ".sqlite3":
        return hashlib.sha256(path.read_bytes()).hexdigest()
    with closing(sqlite3.connect(path)) as database:
        return hashlib.sha256("\n".join(database.iterdump()).encode()).hexdigest()


@pytest.fixture
def disks(tmp_path, request):
    """Where the twin is: beside the rest, or on another disk."""
    if request.param == "one":
        yield {}
        return
    shared = Path("/dev/shm")
    if not shared.is_dir() or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second disk")
    folder = Path(tempfile.mkdtemp(dir=shared, prefix="jalons-tests-"))
    yield {"JALONS_TWIN_STORE": f"sqlite:///{folder / 'twin.sqlite3'}"}
    shutil.rmtree(folder)


@pytest.mark.parametrize("disks", ["one", "two"], indirect=True)
def test_a_restore_killed_at_any_step_is_undone_by_the_next_command(tmp_path, disks):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    elsewhere = Path(disks["JALONS_TWIN_STORE"][10:]).parent if disks else tmp_path / "none"
    elsewhere.mkdir(exist_ok=True)
    made(data, "old@example.org", **disks)
    assert jalons("backup", str(archive), data=data, **disks).returncode == 0
    shutil.rmtree(data)
    for path in elsewhere.iterdir():
        path.unlink()
    made(data, "new@example.org", **disks)
    wanted = content(data, elsewhere)
    old = data / "files" / "inventories" / "1" / "old@example.org.csv"
    with killing(archive, data=data, **disks) as say:
        for step in count(1):
            if say(str(step)) == 0:
                break
            undone_by(say, step, data, disks)
            if old.exists():
                break  # the end came when everything was in place
            assert content(data, elsewhere) == wanted, f"after {step} steps"
            assert not [path for path in data.iterdir() if path.name.startswith((".", "before-"))]
    assert step > 20
    assert old.exists()
    assert not (data / "restore.journal").exists()


def undone_by(say, step, data, options):
    """Undo a restore that was killed; by a whole command now and then."""
    noted = Moves(data, load=print).are_unfinished
    if step % 5:
        assert say("undo") == 0
        return
    done = jalons("check", "--json", data=data, **options)
    assert "Traceback" not in done.stderr
    assert ("Une remise en place avait été coupée" in done.stderr) is noted


def test_a_restore_and_a_backup_refuse_each_other(tmp_path):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, "one@example.org")
    assert jalons("backup", str(archive), data=data).returncode == 0
    before = content(data)
    with using(data, alone=False, refusal="backup_during_restore", name=BACKUPS):
        assert jalons("backup", str(tmp_path / "second.tar.gz"), data=data).returncode == 0
        done = jalons("restore", "--replace", str(archive), data=data)
        assert done.returncode == 1
        assert "est en cours" in done.stderr
    with using(data, alone=True, refusal="restore_during_backup", name=BACKUPS):
        done = jalons("backup", str(tmp_path / "third.tar.gz"), data=data)
        assert done.returncode == 1
        assert "en train d’être remise en place" in done.stderr
        assert not (tmp_path / "third.tar.gz").exists()
    assert content(data) == before


def test_what_a_killed_backup_left_is_erased_by_the_next(tmp_path):
    data = tmp_path / "data"
    made(data, "one@example.org")
    (data / ".backup-killed").mkdir()
    (data / ".backup-killed" / "database").write_text("a copy of everything")
    assert jalons("backup", str(tmp_path / "b.tar.gz"), data=data).returncode == 0
    assert not (data / ".backup-killed").exists()


def test_nothing_serves_nor_is_written_while_a_restore_is_under_way(tmp_path):
    data = tmp_path / "data"
    made(data, "one@example.org")
    Moves(data, load=print).begin(tmp_path / "staged")
    with using(data, alone=True, refusal="restore_in_use"):
        for command in (["serve", "--port", "0"], ["migrate"], ["check"], ["backup", "x.tar.gz"]):
            done = jalons(*command, data=data)
            assert done.returncode == 1
            assert "est en train d’être remise en place" in done.stderr
    assert (data / "restore.journal").exists()


def test_what_cannot_go_back_is_said_and_goes_back_once_it_can(tmp_path):
    data = tmp_path / "data"
    made(data, "one@example.org")
    moves = Moves(data, load=print)
    moves.begin(data / ".restore-x")
    moves.make(data / "before-restore-1")
    moves.move(data / "files", data / "before-restore-1" / "files")
    (data / "before-restore-1" / "by hand").write_text("somebody was here")
    done = jalons("check", data=data)
    assert done.returncode == 1
    assert "Rien n’est perdu" in done.stderr
    assert (data / "files" / "inventories").exists()
    (data / "before-restore-1" / "by hand").unlink()
    assert "est revenu à sa place" in jalons("check", data=data).stderr
    assert not (data / "before-restore-1").exists()


@pytest.mark.parametrize("where", ["archive", "in place"])
def test_the_tables_of_a_later_jalons_are_refused_and_nothing_moves(tmp_path, where):
    data, archive = tmp_path / "data", tmp_path / "b.tar.gz"
    made(data, "one@example.org")
    later(data)
    if where == "in place":
        before = content(data)
        for command in (["serve", "--port", "0"], ["migrate"]):
            done = jalons(*command, data=data)
            assert done.returncode == 1
            assert "version plus récente de Jalons (jalons_site.0099_later)" in done.stderr
        done = jalons("check", data=data)
        assert done.returncode == 1
        assert "version plus récente" in done.stdout
        assert content(data) == before
        return
    assert jalons("backup", str(archive), data=data).returncode == 0
    other = tmp_path / "other"
    made(other, "two@example.org")
    before = content(other)
    done = jalons("restore", "--replace", str(archive), data=other)
    assert done.returncode == 1
    assert "plus récent que celui-ci" in done.stderr
    assert content(other) == before


def later(data):
    with closing(sqlite3.connect(data / "jalons.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('jalons_site', '0099_later', '2030-01-01')"
        )


def test_a_journal_cut_in_the_middle_of_a_line_undoes_what_was_begun(tmp_path):
    (tmp_path / "a").write_text("a")
    moves = Moves(tmp_path, load=print)
    moves.move(tmp_path / "a", tmp_path / "b")
    with (tmp_path / "restore.journal").open("ab") as journal:
        journal.write(b'["moved", "/nowh')
    moves.undo()
    assert (tmp_path / "a").read_text() == "a"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
