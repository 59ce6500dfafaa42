"""What one visitor costs the others: latency of the front page, memory of each process.

    python benchmarks/one_visitor.py [--data FOLDER]

A real server is started on a free loopback port, on a folder with the demonstration (made when it
is not there). Printed: memory at rest; the front page alone, under 8 slow bodies, under 8 anonymous
requests of PDF files; memory after them, after every page that the demonstration links, and once
the workers ended. Latency depends on the machine and on what else runs: the CPU is printed beside.
"""

from __future__ import annotations

import argparse
import contextlib
import os
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
IDLE = 75  # seconds: a worker ends after a minute without work
PAGES = 1_500
HREF = re.compile(r'href="(/[^"#?]*)')
CLI = [sys.executable, "-m", "jalons.site.cli"]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    data = parser.parse_args().data or Path(tempfile.mkdtemp(prefix="jalons-visitor-"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("JALONS_")}
    environment["JALONS_DATA_DIR"] = str(data)
    if not (data / "jalons.sqlite3").exists():
        subprocess.run([*CLI, "demo", "load"], env=environment, check=True)
    print(f"CPU: {cpu()}, {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f}")
    shutil.rmtree(data / "rendered", ignore_errors=True)  # documents of an earlier run
    with served(environment) as (address, pid):
        time.sleep(15)  # the broker of the twin is made beside
        print(f"at rest: {memory(pid)}")
        home(address)
        print(f"front page alone: {latency(address, 20)}")
        with slow_bodies(address):
            print(f"front page under {VISITORS} slow bodies: {latency(address, 20)}")
        under_documents(address, pid)
        count, slowest = walk(address)
        print(f"after {count} pages (slowest {slowest[0]:.1f} s {slowest[1]}): {memory(pid)}")
        print(f"heavy libraries mapped by the server: {mapped(pid) or 'none'}")
        time.sleep(IDLE)
        print(f"after {IDLE} s without anybody: {memory(pid)}")


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
        most = max(most, sum(rss for _, rss in tree(pid)))
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


def walk(address: str) -> tuple[int, tuple[float, str]]:
    """Every page that the demonstration links, once; how many, and the slowest."""
    wanted, seen, slowest = ["/", f"/collectivite/{SLUG}/"], set(), (0.0, "")
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
        slowest = max(slowest, (time.perf_counter() - start, path))
        wanted += [each for each in HREF.findall(text) if each not in seen]
    return len(seen), slowest


def tree(pid: int) -> list[tuple[str, int]]:
    """The memory of the server and of the processes it started, in MB, with what they do."""
    found = [("server", resident(pid))]
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            names = [each for each in words if each in {"work", "compute"}]
            found += [(name, resident(int(child))) for name in names]
    return found


def resident(pid: int) -> int:
    """The resident memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1000


def memory(pid: int) -> str:
    """The memory of each process, in words."""
    return ", ".join(f"{name} {rss} MB" for name, rss in tree(pid))


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
