"""A whole instance goes back to a moment, with the files of ``deploy/`` and pgBackRest."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from broker.store.conftest import clusters
from broker.store.samples import NOON, creation
from jalons.broker.store.factory import opened
from ready_process import jalons, python
from site_instances import MADE

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
ONE_MORE = """
import sys
from jalons.site.cli import load_django
load_django()
from jalons.foundation.accounts.models import User
User.objects.create_user(sys.argv[1], "long-enough-password")
"""


@pytest.fixture
def cluster():
    if shutil.which("pgbackrest") is None:
        if os.environ.get("CI") == "true":
            raise FileNotFoundError("pgBackRest: apt install pgbackrest")
        pytest.skip("pgBackRest is needed: apt install pgbackrest")
    with clusters(fsync="on") as made:
        yield made


class PgBackRest:
    """The program as the machine of ``cluster`` runs it, with the shipped configuration."""

    def __init__(self, cluster):
        self.cluster, self.file = cluster, cluster.folder / "pgbackrest.conf"
        shipped = configparser.ConfigParser()
        shipped.read(ROOT / "deploy" / "pgbackrest.conf")
        for name in ("repo1-path", "log-path", "lock-path", "spool-path"):
            folder = cluster.folder / name
            folder.mkdir()
            folder.chmod(0o777)
            shipped["global"][name] = str(folder)
        shipped["jalons"]["pg1-path"] = str(cluster.folder / "data")
        shipped["jalons"].update({
            "pg1-port": str(cluster.port), "pg1-socket-path": str(cluster.folder),
            "pg1-user": "jalons",
        })  # fmt: skip
        with self.file.open("w") as stream:
            shipped.write(stream, space_around_delimiters=False)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(cluster.folder),
            "PGBACKREST_REPO1_CIPHER_PASS": "correct horse battery staple",
            "PGBACKREST_CONFIG": str(self.file),
        }  # fmt: skip

    def run(self, *arguments: str) -> str:
        return self._as_owner("pgbackrest", "--stanza=jalons", *arguments)

    def start(self) -> None:
        """PostgreSQL, with the shipped settings and the passphrase in its environment."""
        folder, programs = self.cluster.folder, self.cluster.programs
        own = (ROOT / "deploy" / "postgresql-archive.conf").read_text()
        with (folder / "data" / "postgresql.auto.conf").open("a") as settings:
            settings.write(own)
        options = f"-h 127.0.0.1 -p {self.cluster.port} -k {folder}"
        self._as_owner(
            str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"),
            "-o", options, "start",
        )  # fmt: skip

    def _as_owner(self, *command: str) -> str:
        as_owner = []
        if os.getuid() == 0:
            as_owner = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        with (self.cluster.folder / "said").open("w+") as said:  # a daemon may retain a pipe
            done = subprocess.run(
                [*as_owner, *command], env=self.environment, stdout=said, stderr=subprocess.STDOUT,
                timeout=300, check=False, cwd=self.cluster.folder,
            )  # fmt: skip
            said.seek(0)
            text = said.read()
        assert done.returncode == 0, text
        return text


def test_an_instance_goes_back_to_the_moment_before_a_mistake(cluster, tmp_path):
    tool, data = PgBackRest(cluster), tmp_path / "data"
    cluster.stop()
    tool.start()
    tool.run("stanza-create")
    tool.run("check")
    cluster.ask("CREATE DATABASE town TEMPLATE with_postgis")
    address = cluster.address("town")
    options = {"JALONS_DATABASE_URL": address, "JALONS_TWIN_STORE": address}
    done = python(MADE, "first@example.org", data=data, **options)
    assert done.returncode == 0, done.stderr
    sound = found(data, options)
    tool.run("--type=full", "backup")
    time.sleep(1)  # the tool counts the end of a backup in seconds
    assert python(ONE_MORE, "before@example.org", data=data, **options).returncode == 0
    twin(address, "before")
    with psycopg.connect(address) as link:
        moment = link.execute("SELECT clock_timestamp()").fetchone()[0].isoformat(sep=" ")
    assert python(ONE_MORE, "after@example.org", data=data, **options).returncode == 0
    twin(address, "after")
    cluster.ask("DROP TABLE journal_entry CASCADE", "town")  # the mistake
    cluster.ask("SELECT pg_switch_wal()")
    tool.run("check")  # waits until what was written is archived
    cluster.stop()
    tool.run("--type=time", f"--target={moment}", "--target-action=promote", "restore")
    tool.start()
    until_it_writes(address)
    with psycopg.connect(address) as link:
        people = {mail for (mail,) in link.execute("SELECT email FROM accounts_user")}
        assert people == {"first@example.org", "before@example.org"}
        assert link.execute("SELECT count(*) FROM journal_entry").fetchone() == (0,)
    store = opened(address, durability="off")
    assert list(store.read("town", ["urn:t:before", "urn:t:after"])) == ["urn:t:before"]
    store.close()
    assert found(data, options) == sound
    assert python(ONE_MORE, "since@example.org", data=data, **options).returncode == 0
    tool.run("--type=full", "backup")  # the new timeline is backed up in its turn
    assert "status: ok" in tool.run("info")


def found(data, options):
    """What ``jalons check`` says, the time it takes apart."""
    done = jalons("check", "--json", data=data, **options)
    rows = json.loads(done.stdout)
    assert rows, done.stderr
    return [(each["level"], re.sub(r"\d", "0", str(each))) for each in rows]


def twin(address, name):
    store = opened(address, durability="full")
    store.write("town", [creation(name)], now=NOON)
    store.close()


def until_it_writes(address):
    """Wait until every change up to the moment was played again."""
    for _attempt in range(100):
        try:
            with psycopg.connect(address) as link:
                if link.execute("SELECT pg_is_in_recovery()").fetchone() == (False,):
                    return
        except psycopg.OperationalError:
            pass
        time.sleep(0.2)
    raise TimeoutError
