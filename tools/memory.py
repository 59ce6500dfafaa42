"""What the server costs: memory of all its processes, first visits, latency under others.

    python tools/memory.py [--data FOLDER]

Printed first: the 30 packages that take most memory when the process that answers loads them. Then
a real server is started on a free loopback port, on a copy of a folder with the demonstration (made
when none is named). Printed: the proportional set size (PSS) of each process and their sum, at
rest, after every page that the demonstration links, after fifty people for a minute, after
anonymous requests of PDF files, and each time once the processes that work on demand ended; the
slowest first visits; the front page alone, under slow bodies, under the PDF files. Times depend on
the machine and on what else runs: the CPU is printed beside.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

SLUG = "demonstration"
VISITORS = 8
PEOPLE, MINUTE = 50, 60.0
READING = (1.0, 8.0)  # seconds a person spends on a page
IDLE = 75  # seconds: a process on demand ends after a minute without work
SLOWEST, HEAVIEST = 10, 30
PAGES = 1_500
HREF = re.compile(r'href="(/[^"#?]*)')
CLI = [sys.executable, "-m", "jalons.site.cli"]
# In a process of its own: what each package adds to the resident memory while it loads, without
# what it imports from others; C code that it maps is counted too.
IMPORTS = """
import collections, importlib.machinery as machinery, resource, sys
own, open_ones = collections.Counter(), []
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize()
def counted(loader, method):
    load = getattr(loader, method)
    def run(self, what):
        words = getattr(what, "__name__", None) or what.name
        deep = 3 if words.startswith(("jalons.", "django.contrib.")) else 1
        before = resident()
        open_ones.append(0)
        try:
            return load(self, what)
        finally:
            grown = resident() - before
            own[".".join(words.split(".")[:deep])] += grown - open_ones.pop()
            if open_ones:
                open_ones[-1] += grown
    setattr(loader, method, run)
counted(machinery.SourceFileLoader, "exec_module")
counted(machinery.ExtensionFileLoader, "create_module")
counted(machinery.ExtensionFileLoader, "exec_module")
from jalons.site.cli import load_django
load_django()
from jalons.site import server
from jalons.site.serving.heavy_pages import load_pages
server.application()
load_pages()
print(f"the process that answers: {resident() / 1e6:.0f} MB, {len(sys.modules)} modules")
for name, size in own.most_common(int(sys.argv[1])):
    print(f"  {size / 1e6:6.1f} MB {name}")
"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a folder with the demonstration, copied")
    source = parser.parse_args().data
    with tempfile.TemporaryDirectory(prefix="jalons-memory-") as folder:
        data = Path(folder) / "data"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("JALONS_")}
        environment["JALONS_DATA_DIR"] = str(data)
        if source:
            shutil.copytree(source, data, ignore=shutil.ignore_patterns("rendered"))
        else:
            subprocess.run([*CLI, "demo", "load"], env=environment, check=True)
        print(f"CPU: {cpu()}, {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}")
        subprocess.run([sys.executable, "-c", IMPORTS, str(HEAVIEST)], env=environment, check=True)
        measure(environment)


def measure(environment: dict[str, str]) -> None:
    """Start the server and print what its visitors cost."""
    with served(environment) as (address, pid):
        time.sleep(IDLE)  # the demonstration left jobs
        print(f"at rest: {memory(pid)}")
        times = walk(address)
        print(f"after {len(times)} pages: {memory(pid)}")
        for seconds, path in sorted(((s, p) for p, s in times.items()), reverse=True)[:SLOWEST]:
            print(f"  first visit {seconds:.2f} s {path}")
        settled(pid)
        print(f"after {PEOPLE} people, {crowd(address, sorted(times))} pages: {memory(pid)}")
        settled(pid)
        print(f"front page alone: {latency(address, 20)}")
        with slow_bodies(address):
            print(f"front page under {VISITORS} slow bodies: {latency(address, 20)}")
        under_documents(address, pid)
        settled(pid)


def settled(pid: int) -> None:
    """Wait until the processes on demand ended, and print what remains."""
    time.sleep(IDLE)
    print(f"  {IDLE} s later: {memory(pid)}; heavy libraries: {mapped(pid) or 'none'}")


def crowd(address: str, paths: list[str]) -> int:
    """How many pages fifty people read in a minute, each at random, at a person's pace."""
    end, read = time.monotonic() + MINUTE, []

    def person(seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < end:
            with contextlib.suppress(urllib.error.HTTPError, TimeoutError):
                urllib.request.urlopen(address + chance.choice(paths), timeout=120).read()
                read.append(seed)
            time.sleep(chance.uniform(*READING))

    people = [threading.Thread(target=person, args=(seed,)) for seed in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    return len(read)


@contextlib.contextmanager
def served(environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """A server: its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*CLI, "serve", "--port", str(port)], env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/sante", timeout=5).close()
                break
            time.sleep(0.1)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(30)


def home(address: str) -> float:
    """The seconds the front page takes."""
    start = time.perf_counter()
    urllib.request.urlopen(address, timeout=120).read()
    return time.perf_counter() - start


def latency(address: str, times: int) -> str:
    """The median and the worst of the front page, requested again and again."""
    found = [home(address) for _ in range(times)]
    return f"median {statistics.median(found) * 1000:.0f} ms, worst {max(found) * 1000:.0f} ms"


@contextlib.contextmanager
def slow_bodies(address: str) -> Iterator[None]:
    """Visitors whose forms come one byte at a time."""
    place = urlsplit(address)
    head = b"POST /compte/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    with contextlib.ExitStack() as opened:
        for _ in range(VISITORS):
            each = socket.create_connection((place.hostname, place.port))
            opened.enter_context(each).sendall(head + b"a")
        yield


def under_documents(address: str, pid: int) -> None:
    """The front page while visitors ask PDF files until they have them."""
    room = f"/collectivite/{SLUG}/empreinte/"
    page = urllib.request.urlopen(address + room, timeout=120).read().decode()
    inventories = sorted(set(re.findall(rf"{room}[0-9a-f-]{{36}}/", page)))
    urls = [f"{address}{each}export/rapport-pdf/" for each in inventories]
    requested = [urls[n % len(urls)] for n in range(VISITORS)]
    got: list[float] = []
    start = time.perf_counter()
    threads = [
        threading.Thread(target=lambda url=url: got.append(fetched(url))) for url in requested
    ]
    for each in threads:
        each.start()
    found, most = [], 0
    while any(each.is_alive() for each in threads):
        found.append(home(address))
        most = max(most, sum(size for _, size in tree(pid)))
        time.sleep(0.1)
    took = time.perf_counter() - start
    print(
        f"front page under {VISITORS} requests of {len(set(requested))} PDF files: "
        f"median {statistics.median(found) * 1000:.0f} ms, worst {max(found) * 1000:.0f} ms; "
        f"all {len(got)} files in {took:.0f} s; most memory of all processes {most} MB"
    )
    print(f"after them: {memory(pid)}")


def fetched(url: str) -> float:
    """The seconds until a file is there, followed as a browser does."""
    start, address = time.perf_counter(), url
    while time.perf_counter() - start < 300:
        try:
            with urllib.request.urlopen(address, timeout=120) as answer:
                if answer.status == 200:
                    return time.perf_counter() - start
                refresh = answer.headers.get("Refresh", "")
                address = url.split("/collectivite", maxsplit=1)[0] + refresh.partition("url=")[2]
        except urllib.error.HTTPError as refused:
            refused.close()
            address = url
        time.sleep(2)
    raise TimeoutError(url)


def walk(address: str) -> dict[str, float]:
    """Every page that the demonstration links, visited once: the seconds of each."""
    wanted, seen, times = ["/", f"/collectivite/{SLUG}/"], set(), {}
    while wanted and len(seen) < PAGES:
        path = wanted.pop(0)
        if path in seen:
            continue
        seen.add(path)
        start = time.perf_counter()
        try:
            with urllib.request.urlopen(address + path, timeout=120) as answer:
                is_page = answer.headers.get_content_type() == "text/html"
                text = answer.read().decode() if is_page else ""
        except urllib.error.HTTPError as refused:
            refused.close()
            continue
        times[path] = time.perf_counter() - start
        wanted += [each for each in HREF.findall(text) if each not in seen]
    return times


def tree(pid: int) -> list[tuple[str, int]]:
    """The PSS of the server and of all below it, in MB, with what they do."""
    found = []
    with contextlib.suppress(OSError):
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        name = next((each for each in words if each in {"serve", "work", "compute"}), "other")
        found.append((name, int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1]) // 1000))
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += tree(int(child))
    return found


def memory(pid: int) -> str:
    """The memory of each process and of all, in words."""
    found = tree(pid)
    each = ", ".join(f"{name} {size}" for name, size in found)
    return f"{sum(size for _, size in found)} MB ({each})"


def mapped(pid: int) -> list[str]:
    """The heavy libraries whose code the server has in its memory."""
    maps = Path(f"/proc/{pid}/maps").read_text()
    heavy = ("polars", "calamine", "numpy", "scipy", "highspy", "lxml", "pango", "resvg")
    return [each for each in heavy if each in maps]


def cpu() -> str:
    """The model of the processor."""
    with contextlib.suppress(OSError, IndexError):
        return re.findall(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[0]
    return "unknown"


if __name__ == "__main__":
    main()
