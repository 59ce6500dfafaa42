"""An upgrade with waiting migrations under load: how many requests fail, which should be none.

    python benchmarks/rolling_upgrade.py --database postgresql://…/empty [--proxy nginx|caddy]

Two servers (``jalons serve --no-migrate``) on one PostgreSQL database, behind nginx or Caddy with
the files of ``deploy/``. Six visitors read pages with their style and write without pause. The next
version is a copy of this one with another number, another style and one migration more, which adds
a column and an index to a table that every page reads. ``jalons migrate`` of the next version, then
each server is stopped and started again in the next version, one after the other. Printed: requests
and failures by phase, latency, and whether each write that was acknowledged is in the base.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

SOURCE = Path(__file__).parents[1]
VISITORS, GRACE = 6, 4
WHO, PASSWORD = "visiteur@example.org", "un-mot-de-passe-long"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
STYLE = re.compile(r'href="(/static/[^"]+\.css)"')
PERSON = """
import sys
from jalons.site.cli import load_django
load_django()
from jalons.foundation.accounts.models import User
User.objects.create_superuser(sys.argv[1], sys.argv[2])
"""
MIGRATION = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("accounts", "{last}")]
    operations = [
        migrations.AddField(
            "authority", "tried", models.CharField(default="", db_default="", max_length=9)
        ),
        migrations.AddField("user", "tried", models.CharField(null=True, max_length=9)),
        migrations.AddIndex("user", models.Index(fields=["tried"], name="tried_by_rolling")),
    ]
"""


@dataclass
class Seen:
    """What visitors saw in a phase."""

    times: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


@dataclass
class Load:
    """Visitors at work; ``phase`` is where what they see is counted."""

    address: str
    seen: dict[str, Seen] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    phase: str = "before"
    over: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, seconds: float, failure: str) -> None:
        """Count an answer, in words when it is a failure."""
        with self.lock:
            seen = self.seen.setdefault(self.phase, Seen())
            seen.times.append(seconds)
            if failure:
                seen.failures[failure] += 1


class Visitor:
    """Somebody with a session, a new connection for each request."""

    def __init__(self, load: Load, number: int) -> None:
        self.load, self.number, self.cookies = load, number, dict[str, str]()
        self.place = urlsplit(load.address).netloc

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """The status and the text of an answer; 0 and why without one."""
        link = http.client.HTTPConnection(self.place, timeout=60)
        head = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = urlencode(form) if form is not None else None
        if body is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            link.request("POST" if form is not None else "GET", path, body, head)
            answer = link.getresponse()
            for line in answer.headers.get_all("Set-Cookie", ()):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode(errors="replace")
        except OSError as error:
            return 0, f"{type(error).__name__}: {error}"
        except http.client.HTTPException as error:
            return 0, type(error).__name__
        finally:
            link.close()

    def counted(
        self, path: str, form: dict[str, str] | None = None, *, good: int = 200
    ) -> str | None:
        """The text of a good answer; None, and a failure, for another."""
        began = time.perf_counter()
        status, text = self.ask(path, form)
        why = "" if status == good else f"{status} {path} {'' if status else text[:60]}"
        self.load.note(time.perf_counter() - began, why)
        return text if status == good else None

    def sign_in(self) -> None:
        """Sign in; the session is in the cookies."""
        _, page = self.ask("/compte/login/")
        form = {"csrfmiddlewaretoken": TOKEN.search(page)[1], "login": WHO, "password": PASSWORD}
        status, _ = self.ask("/compte/login/", form)
        assert status == 302, status

    def work(self) -> None:
        """Read pages with their style, and write, until the load is over."""
        count = 0
        while not self.load.over:
            count += 1
            page = self.counted("/instance/")
            for style in STYLE.findall(page or "")[:1]:
                self.counted(style)
            self.counted("/")
            if count % 4:
                continue
            page = self.counted("/instance/domaines/")
            if token := TOKEN.search(page or ""):
                name = f"n{self.number}-{count}.example.org"
                form = {"csrfmiddlewaretoken": token[1], "domain": name, "territory": "49007"}
                if self.counted("/instance/domaines/", form, good=302) is not None:
                    self.load.written.append(name)


def environment(tree: Path, data: Path, database: str) -> dict[str, str]:
    """The variables of a process of one version."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("JALONS_")}
    return own | {
        "PYTHONPATH": str(tree), "JALONS_DATA_DIR": str(data), "JALONS_DATABASE_URL": database,
        "JALONS_STOP_GRACE": str(GRACE), "JALONS_WORKER": "0", "PYTHONUNBUFFERED": "1",
        "JALONS_SECRET_KEY": "rolling-" * 8,
    }  # fmt: skip


def next_version(folder: Path) -> Path:
    """A copy of this version that differs as the next one would."""
    tree = folder / "src"
    shutil.copytree(SOURCE / "src", tree, ignore=shutil.ignore_patterns("__pycache__"))
    init = tree / "jalons" / "__init__.py"
    init.write_text(re.sub(r'__version__ = "[^"]+"', '__version__ = "0.1.1"', init.read_text()))
    made = tree / "jalons" / "foundation" / "accounts" / "migrations"
    last = max(path.stem for path in made.glob("0*.py"))
    (made / "9000_rolling.py").write_text(MIGRATION.format(last=last))
    for style in tree.rglob("static/**/jalons.css"):
        style.write_text(style.read_text() + "\n/* next */\n")
    return tree


def started(port: int, tree: Path, data: Path, database: str) -> subprocess.Popen[bytes]:
    """A server of one version, once it is ready."""
    words = ["-m", "jalons.site.cli", "serve", "--no-migrate", "--port", str(port)]
    with (data / f"{port}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, *words], env=environment(tree, data, database), stdout=log, stderr=log
        )
    for _ in range(1_200):
        if process.poll() is not None:
            raise SystemExit((data / f"{port}.log").read_text())
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sante/pret", timeout=9).close()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("a server is not ready after two minutes")


def proxy(kind: str, folder: Path, port: int, servers: list[int]) -> subprocess.Popen[bytes]:
    """The proxy of ``deploy/``, on these ports."""
    name = {"nginx": "several.nginx.conf", "caddy": "several.Caddyfile"}[kind]
    text = (SOURCE / "deploy" / name).read_text()
    for before, after in (("8080", port), ("8000", servers[0]), ("8001", servers[1])):
        text = text.replace(f"127.0.0.1:{before}", f"127.0.0.1:{after}")
    file = folder / name
    if kind == "caddy":
        file.write_text("{\n\tadmin off\n\tauto_https off\n}\n" + text)
        words = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    else:
        file.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/errors;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/bodies;\n"
            f"proxy_temp_path {folder}/temp;\n{text}}}\n"
        )
        words = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(file)]
    with (folder / "proxy.log").open("wb") as log:
        return subprocess.Popen(
            words, stdout=log, stderr=log, env=os.environ | {"XDG_DATA_HOME": str(folder)}
        )


def free_port() -> int:
    """A port of the loopback nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(tree: Path, data: Path, database: str, *words: str) -> float:
    """Run a command of one version; the seconds it takes."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, *words], env=environment(tree, data, database), check=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - began


def upgrade(load: Load, folder: Path, database: str, ports: list[int], quiet: float) -> None:
    """The steps of an upgrade, while visitors work."""
    data, here, tree = folder / "data", SOURCE / "src", next_version(folder)
    processes = [started(port, here, data, database) for port in ports]
    visitors = [Visitor(load, number) for number in range(VISITORS)]
    try:
        time.sleep(3)  # the proxy asks them whether they are ready
        visitors[0].sign_in()
        for each in visitors[1:]:
            each.cookies = dict(visitors[0].cookies)
        threads = [threading.Thread(target=each.work, daemon=True) for each in visitors]
        for each in threads:
            each.start()
        time.sleep(quiet)
        load.phase = "migrate"
        print(
            f"jalons migrate {run(tree, data, database, '-m', 'jalons.site.cli', 'migrate'):.1f} s"
        )
        load.phase = "former version on later tables"
        time.sleep(quiet)
        for number, port in enumerate(ports):
            load.phase = f"server {number + 1} replaced"
            began = time.perf_counter()
            processes[number].send_signal(signal.SIGTERM)
            processes[number].wait(60)
            gone = time.perf_counter() - began
            processes[number] = started(port, tree, data, database)
            print(f"server {number + 1}: stopped in {gone:.1f} s, "
                  f"back after {time.perf_counter() - began:.1f} s")  # fmt: skip
            time.sleep(quiet / 2)
        load.phase = "after"
        time.sleep(quiet)
        load.over = True
        for each in threads:
            each.join(70)
    finally:
        for each in processes:
            each.terminate()
        for each in processes:
            each.wait(60)


def show(load: Load) -> int:
    """Print what visitors saw; how many requests failed."""
    failed = 0
    print(f"{'phase':34}{'requests':>9}{'failed':>8}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}")
    for phase, seen in load.seen.items():
        times, wrong = sorted(seen.times), sum(seen.failures.values())
        failed += wrong
        p95 = times[int(len(times) * 0.95)]
        figures = (statistics.median(times), p95, times[-1])
        print(f"{phase:34}{len(times):9}{wrong:8}" + "".join(f"{x * 1e3:8.0f}" for x in figures))
        for why, count in seen.failures.most_common(5):
            print(f"    {count} × {why}")
    return failed


def main() -> None:
    """Print the figures; exit with 1 when a request failed or a write is lost."""
    reading = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reading.add_argument("--database", required=True)
    reading.add_argument("--proxy", choices=["nginx", "caddy"], default="nginx")
    reading.add_argument("--quiet", type=float, default=8, help="seconds of each quiet phase")
    options = reading.parse_args()
    with tempfile.TemporaryDirectory(prefix="jalons-rolling-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir()
        run(SOURCE / "src", data, options.database, "-m", "jalons.site.cli", "migrate")
        run(SOURCE / "src", data, options.database, "-c", PERSON, WHO, PASSWORD)
        ports, front = [free_port(), free_port()], free_port()
        load = Load(f"http://127.0.0.1:{front}")
        door = proxy(options.proxy, folder, front, ports)
        try:
            upgrade(load, folder, options.database, ports, options.quiet)
        finally:
            door.terminate()
            door.wait(20)
        failed = show(load)
        for log in (folder / "errors", folder / "proxy.log", *data.glob("*.log")):
            if failed and log.exists():
                print(f"--- {log.name}", *log.read_text().splitlines()[-8:], sep="\n")
        import psycopg

        with psycopg.connect(options.database) as link:
            there = {name for (name,) in link.execute("SELECT domain FROM accounts_knowndomain")}
            known = link.execute(
                "SELECT count(*) FROM django_migrations WHERE name = '9000_rolling'"
            )
            assert known.fetchone() == (1,)
    lost = set(load.written) - there
    print(f"{len(load.written)} writes acknowledged, {len(lost)} lost")
    raise SystemExit(1 if failed or lost else 0)


if __name__ == "__main__":
    main()
