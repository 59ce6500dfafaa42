"""Print the measured figures of the product: start, memory, search, a real file, pages, tests.

``make figures`` prints them; ``--write`` also puts them in ``docs/reference/figures.md``;
``--cold`` adds the cold ``make demo`` (clones the checkout twice), ``--tests`` the test suite and
its coverage. Every line says how it was obtained; nothing here is asserted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from reading import messy_workbook

ROOT = Path(__file__).parents[1]
PUBLIC_FILE = ROOT.parent / "shared" / "data" / "inventory_g4it_1971_rows.csv"
AUDIT = ROOT / "src" / "jalons" / "site" / "data" / "self_audit.json"
PAGE = ROOT / "docs" / "reference" / "figures.md"

type Figure = tuple[str, str, str]  # what, value, how


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("write", "cold", "tests"):
        parser.add_argument(f"--{name}", action="store_true")
    options = parser.parse_args()
    figures = [*instance(), *real_file(), *large_file(), *pages()]
    if options.cold:
        figures += cold()
    if options.tests:
        figures += tests()
    rows = "\n".join(f"| {what} | {value} | {how} |" for what, value, how in figures)
    machine = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    text = (
        f"# Measured figures\n\n`python benchmarks/figures.py --cold --tests --write`, "
        f"{datetime.now(UTC).date().isoformat()}, {machine}.\n\n"
        f"| what | value | how |\n| --- | --- | --- |\n{rows}\n"
    )
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")


def clean_environment(data: Path) -> dict[str, str]:
    """The variables of a process whose instance lives in ``data``."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("JALONS_", "DJANGO_"))}
    return inherited | {"JALONS_DATA_DIR": str(data), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(data: Path) -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """An instance, its process and the seconds it took to answer its first page."""
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "jalons.site.cli", "serve", "--port", str(port)],
        env=clean_environment(data),
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            break
        except OSError:
            time.sleep(0.02)
    try:
        yield address, process, time.perf_counter() - start
    finally:
        process.terminate()
        process.wait(timeout=30)


def memory(pid: int) -> float:
    """Resident memory of a process, MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1000


def instance() -> Iterator[Figure]:
    """First start, next start, memory at rest, search."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        with served(data) as (_, _, seconds):
            yield "first start", f"{seconds:.1f} s", "tables, territories of France, static files"
        with served(data) as (address, process, seconds):
            yield "start-up", f"{seconds:.1f} s", "to the first page answered"
            time.sleep(5)
            yield "memory at rest", f"{memory(process.pid):.0f} MB", "resident, 5 s after the start"
            times = [search(address, text) for text in QUERIES * 5]
            yield (
                "territory search, whole request",
                f"{statistics.median(times):.0f} ms median, {max(times):.0f} ms worst",
                f"{len(times)} requests of the JSON search over HTTP",
            )


QUERIES = (
    "saint den",
    "75011",
    "chalons",
    "200066876",
    "l hay",
    "st etienne",
    "a",
    "metz",
    "01001",
)


def search(address: str, text: str) -> float:
    """Milliseconds of one search."""
    start = time.perf_counter()
    query = urllib.parse.quote(text)
    urllib.request.urlopen(f"{address}/territoires/recherche.json?q={query}").read()
    return (time.perf_counter() - start) * 1000


def real_file() -> Iterator[Figure]:
    """Somebody else's inventory of 1,971 rows, through the command line."""
    if not PUBLIC_FILE.exists():
        yield "1,971-row file, end to end", "not measured", "the shared data are not here"
        return
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        times = []
        for _ in range(3):
            start = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "jalons.site.cli", "footprint", "run", PUBLIC_FILE,
                 "--json", out],
                env=clean_environment(Path(folder)),
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
            _, _, used = os.wait4(process.pid, 0)
            times.append(time.perf_counter() - start)
            peak = used.ru_maxrss / 1000
        rows = json.loads(out.read_text())["rows"]
    excluded = sum(row["rows"] for row in rows["excluded"])
    yield (
        "1,971-row file, end to end",
        f"{statistics.median(times):.2f} s, at most {peak:.0f} MB",
        (
            f"`jalons footprint run`: {rows['counted']} of {rows['read']} rows counted, the others"
            f" ({excluded}) left out with their reason"
        ),
    )


def large_file() -> Iterator[Figure]:
    """A messy workbook of 100,000 rows to full results, through the command line."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "parc.xlsx"
        file.write_bytes(messy_workbook(100_000))
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "jalons.site.cli", "footprint", "run", file, "--json",
             file.with_suffix(".json")],
            env=clean_environment(Path(folder)),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    yield (
        "100,000-row messy XLSX, full results",
        f"{seconds:.1f} s, at most {used.ru_maxrss / 1000:.0f} MB",
        "`jalons footprint run`, all criteria, intervals and quality",
    )


def pages() -> Iterator[Figure]:
    """What the last audit of our own pages found."""
    if not AUDIT.exists():
        return
    audit = json.loads(AUDIT.read_text())
    for key, what, unit in (
        ("server_ms", "median server time of a page", "ms"),
        ("transferred_kb", "median weight of a page", "kB"),
        ("dom_nodes", "median size of a page", "elements"),
    ):
        values = [page[key] for page in audit["pages"] if page.get(key) is not None]
        if values:
            yield (
                what,
                f"{statistics.median(values):.1f} {unit}",
                f"`make audit`, {len(values)} visits",
            )


def cold() -> Iterator[Figure]:
    """A fresh clone to the first page, packages downloaded or not."""
    for what, cached in (
        ("cold `make demo`, packages downloaded", False),
        ("same, packages cached", True),
    ):
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder) / "jalons"
            subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
            environment = clean_environment(clone / ".data")
            if not cached:
                environment |= {"UV_CACHE_DIR": f"{folder}/uv", "PIP_NO_CACHE_DIR": "1"}
            port = free_port()
            start = time.perf_counter()
            process = subprocess.Popen(
                ["make", "--no-print-directory", "demo", f"PORT={port}"],
                cwd=clone,
                env=environment,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )
            while True:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            seconds = time.perf_counter() - start
            os.killpg(process.pid, signal.SIGTERM)  # make and the server it started
            process.wait(timeout=30)
            shutil.rmtree(clone, ignore_errors=True)
        yield what, f"{seconds:.0f} s", "fresh clone to first page answered"


def tests() -> Iterator[Figure]:
    """The tests that need no browser, and what they cover of kernel and engines."""
    start = time.perf_counter()
    run = [sys.executable, "-m", "coverage", "run", "--branch", "--source=jalons", "-m", "pytest"]
    done = subprocess.run(
        [*run, "-m", "not browser and not slow"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - start
    yield (
        "tests without browser",
        done.stdout.strip().splitlines()[-1],
        f"{seconds:.0f} s under coverage",
    )
    for what, places in (("kernel", "*/kernel/*"), ("engines", "*/engine/*")):
        report = subprocess.run(
            [sys.executable, "-m", "coverage", "report", f"--include={places}", "--format=total"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        yield f"coverage of the {what}", f"{report.stdout.strip()} %", "branches included"


if __name__ == "__main__":
    main()
