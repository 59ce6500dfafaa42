"""Every test of the port runs on SQLite and on PostgreSQL: a throw-away cluster of our own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

from jalons.broker.store.factory import opened
from jalons.broker.store.port import Store

_numbers = count(1)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _has_postgis(programs: Path) -> bool:
    version = programs.parent.name
    return Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()


@dataclass(slots=True)
class Cluster:
    """A PostgreSQL of the tests, which they may stop and start again."""

    programs: Path
    folder: Path
    port: int
    fsync: str = "off"

    def run(self, *command: str) -> None:
        as_user: list[str] = []
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        subprocess.run(
            [*as_user, str(self.programs / command[0]), *command[1:]],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={"HOME": str(self.folder), "PATH": os.environ["PATH"]},
            timeout=120,
        )

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync={self.fsync}"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

    def kill(self) -> None:
        """End it and every process of it without notice, as when the machine stops."""
        lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        main = int(lines[0])
        os.kill(main, signal.SIGSTOP)  # it makes no other process meanwhile
        found = subprocess.run(
            ["pgrep", "-P", str(main)], capture_output=True, text=True, check=False
        )
        for number in (main, *map(int, found.stdout.split())):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        for number in (main, *map(int, found.stdout.split())):
            while Path(f"/proc/{number}/stat").exists() and not _is_dead(number):
                time.sleep(0.01)
        for left in (self.folder / "data" / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink()  # its number is another's once a machine starts again

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def address(self, database: str) -> str:
        return f"postgresql://jalons@127.0.0.1:{self.port}/{database}"

    def ask(self, text: str, database: str = "postgres") -> None:
        with psycopg.connect(self.address(database), autocommit=True) as link:
            link.execute(text)

    def made(self, *, template: str = "with_postgis") -> str:
        """The address of a new database."""
        name = f"twin_{next(_numbers)}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)


def _is_dead(number: int) -> bool:
    """Whether a process waits only for its parent to read its end."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@contextmanager
def clusters(fsync: str = "off") -> Iterator[Cluster]:
    """A running cluster; skipped without PostgreSQL or PostGIS, except in integration."""
    programs = _programs()
    if programs is None or not _has_postgis(programs):
        if os.environ.get("CI") == "true":
            raise FileNotFoundError("PostGIS: apt install postgresql postgresql-postgis")
        pytest.skip("PostgreSQL with PostGIS is needed: apt install postgresql postgresql-postgis")
    folder = Path(tempfile.mkdtemp(prefix="jalons-pg-"))
    folder.chmod(0o755)
    if os.getuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    made = Cluster(programs=programs, folder=folder, port=port, fsync=fsync)
    made.run(
        "initdb", "-D", str(folder / "data"), "-U", "jalons", "--auth=trust",
        "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
    )  # fmt: skip
    made.start()
    try:
        made.ask("CREATE DATABASE with_postgis")
        made.ask("CREATE EXTENSION IF NOT EXISTS postgis", "with_postgis")
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """The cluster most tests share."""
    with clusters() as made:
        yield made


Making = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Making:
    """Makes addresses of empty stores, of one kind after the other."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'twin{next(_numbers)}.db'}"
    running: Cluster = request.getfixturevalue("cluster")
    return running.made


@pytest.fixture
def address(new_address: Making) -> str:
    """The address of an empty store."""
    return new_address()


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    """An empty store."""
    made = opened(address, durability="off")
    yield made
    made.close()
