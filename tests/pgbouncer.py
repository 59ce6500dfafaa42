"""A real PgBouncer in transaction mode before the PostgreSQL of the tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 3
max_prepared_statements = 0
logfile = {folder}/pgbouncer.log
pidfile = {folder}/pgbouncer.pid
"""


@contextmanager
def pgbouncer(server: int, folder: Path) -> Iterator[int]:
    """The port of a pooler of three connections a base, before the server at a port.

    ``folder`` is new, in one that everybody may read. Without PgBouncer the test is skipped, except
    in integration.
    """
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not Path(program).exists():
        if os.environ.get("CI") == "true":
            raise FileNotFoundError("PgBouncer: apt install pgbouncer")
        pytest.skip("PgBouncer is needed: apt install pgbouncer")
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    text = SETTINGS.format(server=server, port=port, folder=folder)
    (folder / "pgbouncer.ini").write_text(text)
    (folder / "users").write_text('"jalons" ""\n"town" ""\n')
    as_user: list[str] = []
    if os.getuid() == 0:  # it refuses to run as root
        as_user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        shutil.chown(folder, "nobody", "nogroup")
    process = subprocess.Popen(
        [*as_user, program, str(folder / "pgbouncer.ini")], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            try:
                psycopg.connect(f"postgresql://jalons@127.0.0.1:{port}/postgres").close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)
