"""What was acknowledged is there: a real server under backups, rivals and hostile callers.

``python benchmarks/nothing_lost.py [--loops 10] [--seconds 5]`` serves an instance on SQLite with
two authorities, on loopback, and counts:

- (a) backups in a loop while sensors write: acknowledged creations that are not in the store, and
  whether the server lives;
- (b) a second server on the same folder (refused), then two brokers of the twin on one store file:
  acknowledged creations that are not in the store;
- (c) four hostile loops (huge numbers, deep values, junk tokens, endless queries) beside
  the good writes of another authority: good writes that failed;
- (d) a backup, plain then encrypted, restored in an empty folder: files and rows that differ.

Each number should be zero; the program ends with 1 when one is not.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ENTITIES = "/ngsi-ld/v1/entities"
TYPE = "Sensor"
STORE = "twin.sqlite3"
READY = 300  # seconds a server may take to answer
PASSPHRASE = "five words drawn at random"  # of this measure only
FILLED = """
from jalons.site.cli import load_django
load_django()
import json
from django.utils import timezone
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.api.actions import create_token
from jalons.broker.store.policies.book import TypePolicy
from jalons.twin.web import opening
found = {}
user = User.objects.create_user("lead@example.org", "long-enough-password")
for slug in ("good", "hostile"):
    town = Authority.objects.create(slug=slug, name=slug)
    Membership.objects.create(user=user, authority=town, role=Role.ADMINISTRATOR)
    sheet = TypePolicy(type="https://uri.etsi.org/ngsi-ld/default-context/Sensor", name="Sensors",
        purpose="Measure.", legal_basis="not_personal", owner="Town", retention_days=365,
        audience="open")
    opening.sheets().keep(opening.tenant_of(town), sheet)
    found[slug] = create_token(authority=town, user=user, name="benchmark", scopes=("twin:write",),
        days=2, now=timezone.now())[1]
    folder = opening.settings.DATA_DIR / "files" / "inventories" / str(town.pk)
    folder.mkdir(parents=True)
    for number in range(50):
        (folder / f"{number}.csv").write_text("type;serial\\n" + f"laptop;{number}\\n" * 500)
opening.close()
print(json.dumps(found))
"""


def environment(data: Path, **more: str) -> dict[str, str]:
    """The variables of a process of the instance."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("JALONS_")}
    return own | {"JALONS_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"} | more


def command(*arguments: str, data: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run ``jalons`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "jalons.site.cli", *arguments],
        env=environment(data, **more), capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A process of the instance that serves, and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "jalons.site.cli", *arguments, "--port", str(port)],
        env=environment(data), stdout=subprocess.DEVNULL, stderr=(data / "errors.log").open("ab"),
    )  # fmt: skip
    try:
        end = time.monotonic() + READY
        while time.monotonic() < end and process.poll() is None:
            with socket.socket() as wanted:
                if wanted.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        process.wait(timeout=60)


def status_of(
    link: http.client.HTTPConnection, token: str, body: bytes, path: str = ENTITIES
) -> int:
    """The status of a write."""
    link.request("POST", path, body, {"Content-Type": "application/json"} | bearing(token))
    answer = link.getresponse()
    answer.read()
    return answer.status


def bearing(token: str) -> dict[str, str]:
    """The header that shows a token; none for a broker that asks for none."""
    return {"Authorization": f"Bearer {token}"} if token else {}


@dataclass
class Writer:
    """Creates entities until it is stopped; what was acknowledged, and what was not."""

    port: int
    name: str
    token: str
    done: threading.Event = field(default_factory=threading.Event)
    acknowledged: set[str] = field(default_factory=set)
    failed: Counter[str] = field(default_factory=Counter)

    def run(self) -> None:
        """One creation after the other; a broken connection counts as a failure."""
        number = 0
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.done.is_set():
            number += 1
            key = f"urn:ngsi-ld:Sensor:{self.name}-{number}"
            body = {"id": key, "type": TYPE, "level": {"type": "Property", "value": number}}
            try:
                status = status_of(link, self.token, json.dumps(body).encode())
            except (OSError, http.client.HTTPException) as error:
                self.failed[type(error).__name__] += 1
                link.close()
                time.sleep(0.1)
                continue
            if status == 201:
                self.acknowledged.add(key)
            else:
                self.failed[str(status)] += 1
        link.close()


@contextmanager
def writing(ports: list[int], token: str, mark: str) -> Iterator[list[Writer]]:
    """Three writers a port, until the block ends."""
    writers = [Writer(port, f"{mark}-{port}-{n}", token) for port in ports for n in range(3)]
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.done.set()
        for thread in threads:
            thread.join()


def missing(writers: list[Writer], store: Path) -> tuple[int, int]:
    """How many creations were acknowledged, and how many of them a sound store lacks."""
    with closing(sqlite3.connect(store)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise SystemExit(f"{store} is damaged")
        stored = {key for (key,) in connection.execute("SELECT id FROM entity")}
    acknowledged = set().union(*(writer.acknowledged for writer in writers))
    return len(acknowledged), len(acknowledged - stored)


def huge(number: int) -> tuple[str, str, bytes]:
    """A number that no double stores."""
    return ENTITIES, "", entity(number, "1" + "0" * 400)


def deep(number: int) -> tuple[str, str, bytes]:
    """A value of 90 levels."""
    return ENTITIES, "", entity(number, "[" * 90 + "1" + "]" * 90)


def junk(number: int) -> tuple[str, str, bytes]:
    """A token that has the length of one, and another each time."""
    return ENTITIES, f"jalons_{number:043d}", b"{}"


def endless(_number: int) -> tuple[str, str, bytes]:
    """A query of 2,000 values."""
    q = "|".join(f"level=={each}" for each in range(2_000))
    body = json.dumps({"type": "Query", "entities": [{"type": TYPE}], "q": q})
    return "/ngsi-ld/v1/entityOperations/query", "", body.encode()


def entity(number: int, value: str) -> bytes:
    """An entity whose value is written as it is."""
    level = f'{{"type":"Property","value":{value}}}'
    return f'{{"id":"urn:ngsi-ld:Sensor:h{number}","type":"{TYPE}","level":{level}}}'.encode()


HOSTILE: tuple[Callable[[int], tuple[str, str, bytes]], ...] = (huge, deep, junk, endless)


def attack(port: int, token: str, kind: int, done: threading.Event, said: Counter[str]) -> None:
    """One hostile loop: the statuses of its answers."""
    number = 0
    while not done.is_set():
        number += 1
        path, other, body = HOSTILE[kind](number)
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            said[str(status_of(link, other or token, body, path))] += 1
        except (OSError, http.client.HTTPException) as error:
            said[type(error).__name__] += 1
        finally:
            link.close()


def under_backups(data: Path, token: str, out: Path, loops: int) -> list[tuple[str, int, int]]:
    """(a): backups in a loop while sensors write."""
    with serving(data, "serve") as (port, process), writing([port], token, "a") as writers:
        failed = 0
        for number in range(loops):
            failed += command("backup", str(out / f"{number}.tar.gz"), data=data).returncode != 0
        dead = process.poll() is not None
    acknowledged, lost = missing(writers, data / STORE)
    return [
        (f"(a) acknowledged writes lost, {loops} backup loops", acknowledged, lost),
        ("(a) backups that failed", loops, failed),
        ("(a) servers that died", 1, int(dead)),
        ("(a) writes refused or cut", acknowledged, sum(sum(w.failed.values()) for w in writers)),
    ]


def beside_rivals(
    data: Path, token: str, folder: Path, loops: int, seconds: float
) -> list[tuple[str, int, int]]:
    """(b): a second server is refused; two brokers share one store."""
    let_in = 0
    with serving(data, "serve") as (port, _), writing([port], token, "b") as writers:
        for _ in range(loops):
            let_in += command("serve", "--port", "0", data=data).returncode != 1
    acknowledged, lost = missing(writers, data / STORE)
    both, gone = 0, 0
    for number in range(loops):
        shared = folder / str(number)
        shared.mkdir()
        broker = ("twin", "serve", "--open-test-mode", "--store", f"sqlite:///{shared / STORE}")
        with ExitStack() as stack:
            ports = [stack.enter_context(serving(shared, *broker))[0] for _ in range(2)]
            with writing(ports, "", f"c{number}") as pair:
                time.sleep(seconds)
        found = missing(pair, shared / STORE)
        both, gone = both + found[0], gone + found[1]
    return [
        (f"(b) second servers on the folder let in, {loops} tries", loops, let_in),
        ("(b) acknowledged writes lost meanwhile", acknowledged, lost),
        (f"(b) acknowledged writes lost, {loops} runs of two brokers", both, gone),
    ]


def beside_hostile(
    data: Path, tokens: dict[str, str], seconds: float
) -> list[tuple[str, int, int]]:
    """(c): four hostile loops beside the good writes of another authority."""
    done, said = threading.Event(), [Counter[str]() for _ in HOSTILE]
    with serving(data, "serve") as (port, process):
        loops = [
            threading.Thread(target=attack, args=(port, tokens["hostile"], kind, done, said[kind]))
            for kind in range(len(HOSTILE))
        ]
        with writing([port], tokens["good"], "d") as writers:
            for loop in loops:
                loop.start()
            time.sleep(seconds)
        done.set()
        for loop in loops:
            loop.join()
        dead = process.poll() is not None
    acknowledged, lost = missing(writers, data / STORE)
    failures = sum(sum(writer.failed.values()) for writer in writers)
    answers = [item for each in said for item in each.items()]  # 503 says: busy, later
    broken = sum(count for status, count in answers if status >= "500" and status != "503")
    print("hostile answers by loop:", *(dict(each) for each in said))
    return [
        ("(c) good writes that failed beside 4 hostile loops", acknowledged, failures),
        ("(c) good writes lost", acknowledged, lost),
        (
            "(c) hostile requests answered by an error of ours",
            sum(map(Counter.total, said)),
            broken,
        ),
        ("(c) servers that died", 1, int(dead)),
    ]


def drill(data: Path, folder: Path) -> list[tuple[str, int, int]]:
    """(d): restored in an empty folder, everything is equal by hash."""
    found = []
    before = content(data)
    for name, more in (("plain", []), ("encrypted", ["--encrypt"])):
        archive, empty = folder / f"{name}.tar.gz", folder / name
        secret = {"JALONS_BACKUP_PASSPHRASE": PASSPHRASE}
        for arguments, place in (
            (["backup", *more, str(archive)], data),
            (["backup", "--verify", str(archive)], data),
            (["restore", str(archive)], empty),
        ):
            done = command(*arguments, data=place, **secret)
            if done.returncode:
                raise SystemExit(done.stderr)
        after = content(empty)
        differing = sum(before.get(key) != after.get(key) for key in before | after)
        found.append((f"(d) files and tables that differ, {name} restore", len(before), differing))
    return found


def content(data: Path) -> dict[str, str]:
    """The hash of each file, and of the rows of each table, of an instance."""
    found = {}
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.suffix == ".sqlite3":
            with closing(sqlite3.connect(path)) as database:
                query = "SELECT name FROM sqlite_master WHERE type = 'table'"
                for (table,) in database.execute(query).fetchall():
                    rows = sorted(map(repr, database.execute(f'SELECT * FROM "{table}"')))
                    found[f"{name}:{table}"] = digest("\n".join(rows).encode())
        elif path.is_file() and (name.parts[0] == "files" or name.name == "secret_key"):
            found[str(name)] = digest(path.read_bytes())
    return found


def digest(data: bytes) -> str:
    """The hash files and rows are compared by."""
    return hashlib.sha256(data).hexdigest()


def main() -> None:
    """Measure, print the table, and end with 1 when a number is not zero."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--loops", type=int, default=10)
    options.add_argument("--seconds", type=float, default=5)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="jalons-nothing-lost-") as root:
        data, pairs, drills, backups = (Path(root) / name for name in ("data", "b", "d", "a"))
        for folder in (data, pairs, drills, backups):
            folder.mkdir()
        prepared = command("migrate", data=data)
        made = subprocess.run(
            [sys.executable, "-c", FILLED], env=environment(data), capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        if prepared.returncode or made.returncode:
            raise SystemExit(prepared.stderr + made.stderr)
        tokens = json.loads(made.stdout)
        found = under_backups(data, tokens["good"], backups, chosen.loops)
        found += beside_rivals(data, tokens["good"], pairs, chosen.loops, chosen.seconds)
        found += beside_hostile(data, tokens, chosen.seconds * 4)
        found += drill(data, drills)
    print(f"\n{'':<62}{'of':>10}{'wrong':>8}")
    for label, total, wrong in found:
        print(f"{label:<62}{total:>10,}{wrong:>8,}")
    if any(wrong for _label, _total, wrong in found):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
