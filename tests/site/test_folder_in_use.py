"""One folder, one server: a second is refused, and what needs a stopped server sees it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jalons.site.storage.folder_lock import FolderInUseError, using
from ready_process import jalons
from serving import environment, serve

ALONE = (
    "import sys, pathlib; from jalons.site.storage.folder_lock import using\n"
    "with using(pathlib.Path(sys.argv[1]), alone=sys.argv[2] == 'alone', refusal='serve_in_use'):\n"
    "    print('in', flush=True); sys.stdin.read()"
)


@pytest.fixture
def other(tmp_path):
    """Start another process that uses the folder; it ends with the test."""
    started = []

    def start(kind):
        process = subprocess.Popen(
            [sys.executable, "-c", ALONE, str(tmp_path), kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(tmp_path),
        )
        started.append(process)
        assert process.stdout.readline() == b"in\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def enter(folder, *, alone):
    with using(folder, alone=alone, refusal="serve_in_use"):
        pass


def test_a_second_server_on_sqlite_is_refused_with_a_sentence(tmp_path, other):
    other("alone")
    with pytest.raises(FolderInUseError) as refused:
        enter(tmp_path, alone=True)
    assert str(tmp_path) in str(refused.value)
    assert "PostgreSQL" in str(refused.value)


def test_servers_on_postgresql_share_the_folder_and_a_restore_does_not(tmp_path, other):
    other("shared")
    enter(tmp_path, alone=False)
    with pytest.raises(FolderInUseError):
        enter(tmp_path, alone=True)


def test_a_server_killed_leaves_the_folder_free(tmp_path, other):
    process = other("alone")
    process.kill()
    process.wait()
    enter(tmp_path, alone=True)


@pytest.mark.slow
def test_beside_a_server_one_backs_up_and_checks_but_neither_serves_nor_restores(tmp_path):
    data, file = tmp_path / "data", tmp_path / "jalons.tar.gz"
    data.mkdir()
    with serve(data) as instance:
        for refused in (["serve", "--port", "0"], ["restore", "--replace", str(file)]):
            done = jalons("backup", str(file), data=data)
            assert done.returncode == 0, done.stderr
            assert jalons("check", data=data).stdout
            before = (data / "jalons.sqlite3").stat().st_ino
            done = jalons(*refused, data=data)
            assert done.returncode == 1
            assert "se sert" in done.stderr
            assert "Traceback" not in done.stderr
            assert (data / "jalons.sqlite3").stat().st_ino == before
        assert not list(data.glob("before-restore-*"))
    assert "Traceback" not in instance.said.read_text()
    done = jalons("restore", "--replace", str(file), data=data)
    assert done.returncode == 0, done.stderr
