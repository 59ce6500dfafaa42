"""The real product in a process of its own, on a free loopback port."""

import fcntl
import hashlib
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

BASE = "jalons.sqlite3"
MIGRATE = ("-m", "jalons.site.cli", "migrate")


@dataclass(frozen=True)
class Instance:
    """A running instance: where it answers, where its data are, what it said, its process."""

    address: str
    data: Path
    said: Path
    pid: int


def environment(data: Path, **more: str) -> dict[str, str]:
    """The variables of a process of the product, none of ours leaking into it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("JALONS_")}
    for name in ("DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE"):  # compiled once for all
        kept.pop(name, None)
    return kept | {"JALONS_DATA_DIR": str(data)} | more


def first_start(data: Path, *arguments: str, options: Mapping[str, str]) -> None:
    """Put in a new folder the base that a first start makes, by the Python ``arguments``.

    Made once for all the tests of ``tools/test``, which names a folder for it. Without that folder,
    and with options (another base), each instance makes its own. It has no name, key or file yet.
    """
    shared = os.environ.get("TEST_SHARED")
    if not shared or options or (data.exists() and any(data.iterdir())):
        return
    making = Path(shared) / hashlib.sha256("".join(arguments).encode()).hexdigest()[:8]
    made = making.with_suffix(".sqlite3")
    with (Path(shared) / "first.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making.mkdir()
            words, env = [sys.executable, *arguments], environment(making)
            subprocess.run(words, env=env, check=True, capture_output=True)
            with closing(sqlite3.connect(making / BASE)) as base, base:
                base.execute("DELETE FROM jalons_site_instancename")
            (making / BASE).rename(made)
    data.mkdir(exist_ok=True)
    shutil.copy(made, data / BASE)


def jalons(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the ``jalons`` command as a person does."""
    if arguments == ("migrate",):
        first_start(data, *MIGRATE, options=more)
    return subprocess.run(
        [sys.executable, "-m", "jalons.site.cli", *arguments],
        env=environment(data, **more),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@contextmanager
def serve(data: Path, *arguments: str, **more: str) -> Iterator[Instance]:
    """Serve the instance whose data are in a folder, until the block ends."""
    first_start(data, *MIGRATE, options=more)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = data / "server.log"
    with said.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "jalons.site.cli", "serve", "--port", str(port), *arguments],
            env=environment(data, PYTHONUNBUFFERED="1", **more),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, process, said)
        yield Instance(address, data, said, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _await(address: str, process: subprocess.Popen[bytes], said: Path) -> None:
    for _ in range(1_800):  # three minutes: the first start loads the territories
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"the server did not start: {said.read_text()[-3000:]}")
