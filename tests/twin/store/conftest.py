"""Every test of the port runs on SQLite and on PostgreSQL: a throw-away cluster of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

from jalons.twin.store.opening import opened
from jalons.twin.store.port import Store

_numbers = count(1)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass(slots=True)
class Cluster:
    """A PostgreSQL of the tests, which they may stop and start again."""

    programs: Path
    folder: Path
    port: int

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
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self.run("pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")

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


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A running cluster; without PostgreSQL the test is skipped, except in integration."""
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            raise FileNotFoundError("initdb: apt install postgresql postgresql-postgis")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="jalons-pg-"))
    folder.chmod(0o755)
    if os.getuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    made = Cluster(programs=programs, folder=folder, port=port)
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
