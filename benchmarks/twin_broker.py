"""What the broker does in a second, over HTTP, on this machine.

    python benchmarks/twin_broker.py [--entities 100000] [--durability full] [--store sqlite:///…]
    python benchmarks/twin_broker.py --against ../former    # another source tree, in the same run

Starts a broker of its own, in one process, and asks it over HTTP: time to the first answer, memory
at rest, batches of creations, updates in a shuffled order by batches of 20 and of 50 (what sensors
send), then with `wrk` (Debian package, 16 connections) single creations and updates, queries by
type and value, and an aggregated history of 10,000 points. The entity is about 550 bytes: five
attributes, a position; an update changes its three measures and their date. Every write is
validated, indexed, put in the history, and answered after its commit; `full` means after the disk
said so. Figures of other brokers that do not run here are published ones, on other machines, and
only quoted as such in the documentation.

Processor time and bytes written are those of the broker, counted until its log is moved into the
file: what a write leaves for later is in its price. `written_kb` is what the process had the system
write to the disk (`write_bytes` of /proc), log and file together, an entity.

`--against FOLDER` is another source tree of Jalons, the commit before for instance: each measure is
made on both, one after the other, and ratios are printed.

`--peer URL` names an NGSI-LD broker at work on this machine, empty: it is sent the same batches,
the same creations and the same queries, in the same run, after ours, and ratios are printed.
`--peer-process` is its process, for its memory (that of a database it uses is not counted, nor is
it for ours); `--peer-entities` its address of entities where it wants a slash at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent.parent
BATCH = 1_000
SHUFFLED = (20, 50)
POINTS = 10_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
FIRST_SEEN = datetime(2026, 11, 24, 10, tzinfo=UTC)
RESTED, MOST_WAIT = 3.0, 60.0  # seconds without a byte written, and seconds waited for them


def entity(number: int, turn: int = 0) -> dict[str, object]:
    """An air-quality sensor with five attributes; each turn is another observation of it."""
    moment = FIRST_SEEN + timedelta(minutes=15 * turn, seconds=number % 900 if turn else 0)
    seen, unit = moment.isoformat().replace("+00:00", "Z"), {"unitCode": "GQ"}
    changed = number + turn * 7919
    return {
        "id": f"urn:ngsi-ld:AirQualityObserved:{number}",
        "type": "AirQualityObserved",
        "PM10": {"type": "Property", "value": changed % 1000 / 10, "observedAt": seen} | unit,
        "PM25": {"type": "Property", "value": changed % 37, "observedAt": seen} | unit,
        "temperature": {"type": "Property", "value": changed % 30, "observedAt": seen},
        "refDevice": {"type": "Relationship", "object": f"urn:ngsi-ld:Device:{number}"},
        "location": {
            "type": "GeoProperty",
            "value": {
                "type": "Point",
                "coordinates": [-1.6 + number % 1000 / 1000, 48.1 + number // 1000 / 1000],
            },
        },
    }


@dataclass(slots=True)
class Running:
    """A broker at work."""

    url: str
    pid: int
    started: float

    def memory(self) -> float:
        """Its resident memory in megabytes."""
        text = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1000  # type: ignore[union-attr]

    def cpu(self) -> float:
        """The processor time it has used, in seconds."""
        text = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        fields = text.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def written(self) -> int:
        """The bytes it had the system write to the disk; 0 for what may not be read."""
        with contextlib.suppress(OSError):
            text = Path(f"/proc/{self.pid}/io").read_text(encoding="ascii")
            return int(re.search(r"^write_bytes: (\d+)", text, re.M).group(1))  # type: ignore[union-attr]
        return 0

    def rested(self) -> None:
        """Wait until it writes nothing more."""
        seen, since, began = self.written(), time.monotonic(), time.monotonic()
        while time.monotonic() - since < RESTED and time.monotonic() - began < MOST_WAIT:
            time.sleep(0.1)
            if self.written() != seen:
                seen, since = self.written(), time.monotonic()

    def send(self, method: str, path: str, body: object = None) -> bytes:
        """The body of an answer."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def broker(store: str, durability: str, tree: Path) -> Iterator[Running]:
    """A broker of its own, of a source tree, for as long as it is measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "jalons.site.cli", "twin", "serve", "--port", str(port),
        "--store", store, "--durability", durability, "--open-test-mode",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(tree / "src")}
    before = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    url = f"http://127.0.0.1:{port}/ngsi-ld/v1"
    try:
        while True:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/types", timeout=1).read()
                break
            if process.poll() is not None:
                sys.exit("the broker did not start")
            time.sleep(0.01)
        yield Running(url, process.pid, time.perf_counter() - before)
    finally:
        process.terminate()
        process.wait(timeout=60)


def wrk(running: Running, script: str, seconds: int) -> dict[str, float]:
    """Requests a second, and the 50th, 95th and 99th percentiles of latency in milliseconds.

    Requests a second of processor time too, of the broker alone: other work hardly moves it.
    """
    cpu, bytes_before = running.cpu(), running.written()
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + REPORT)
        file.flush()
        output = subprocess.run(
            ["wrk", "-t1", "-c16", f"-d{seconds}s", "-s", file.name, running.url],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    found = re.search(r"FIGURES (.*)", output)
    if found is None:
        sys.exit(output)
    rate, p50, p95, p99, bad, count = (float(x) for x in found.group(1).split())
    figures = {"per_second": rate, "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "refused": bad}
    return figures | priced(running, cpu, bytes_before, count)


def priced(running: Running, cpu: float, written: int, count: float) -> dict[str, float]:
    """What each second of processor did since ``cpu``, and each entity wrote since ``written``."""
    running.rested()
    figures = {"per_cpu_second": count / max(running.cpu() - cpu, 0.01)}
    if running.written() > written:
        figures["written_kb"] = (running.written() - written) / count / 1000
    return figures


REPORT = """
function done(summary, latency, requests)
  print(string.format("FIGURES %.1f %.3f %.3f %.3f %d %d",
    summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout, summary.requests))
end
"""
CREATE = """
local n = 0
local head = {["Content-Type"] = "application/json"}
function request()
  n = n + 1
  local body = string.format('{"id":"urn:ngsi-ld:Sensor:RUN:%d","type":"Sensor",' ..
    '"level":{"type":"Property","value":%d,"unitCode":"P1","observedAt":"2026-11-24T10:00:00Z"},' ..
    '"battery":{"type":"Property","value":87},"location":{"type":"GeoProperty",' ..
    '"value":{"type":"Point","coordinates":[-1.6,48.1]}}}', n, n % 100)
  return wrk.format("POST", "ENTITIES", head, body)
end
"""
UPDATE = """
local n = 0
local head = {["Content-Type"] = "application/json"}
function request()
  n = n + 1
  local body = string.format('{"value":%d}', n % 1000)
  local path = "/ngsi-ld/v1/entities/urn:ngsi-ld:AirQualityObserved:%d/attrs/PM10"
  return wrk.format("PATCH", string.format(path, n * 7919 % COUNT), head, body)
end
"""
QUERY = """
local n = 0
function request()
  n = n + 1
  local path = "ENTITIES?type=AirQualityObserved&q=PM10==%.1f;PM25%%3E30&limit=20"
  return wrk.format("GET", string.format(path, n % 1000 / 10))
end
"""


def script(text: str, running: Running, entities: str = "/entities") -> str:
    """The requests of a measure, at the address a broker gives its entities."""
    made = text.replace("ENTITIES", urlsplit(running.url).path + entities)
    return made.replace("RUN", str(time.time_ns()))


def peer(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """The figures of another broker that is at work, for the same requests."""
    running = Running(options.peer.rstrip("/"), options.peer_process or os.getpid(), 0)
    figures = {"batch": batches(running, options.entities)}
    for name, text in (("create", CREATE), ("query", QUERY)):
        figures[name] = wrk(running, script(text, running, options.peer_entities), options.seconds)
    if options.peer_process:
        figures["end"] = {"memory_mb": running.memory()}
    else:
        for values in figures.values():
            values.pop("per_cpu_second", None)
            values.pop("written_kb", None)
    return figures


def ratios(
    figures: dict[str, dict[str, float]], other: dict[str, dict[str, float]], whose: str
) -> None:
    """Print the figures of another broker, and how many times as much ours does."""
    for name, values in other.items():
        line = "  ".join(f"{key} {value:,.2f}" for key, value in values.items())
        print(f"{whose} {name:11} {line}")
    for name, values in other.items():
        ratios = [
            f"{key} {figures[name][key] / values[key]:,.2f}"
            for key in ("per_second", "per_cpu_second", "written_kb", "p95_ms", "memory_mb")
            if values.get(key) and key in figures[name]
        ]
        if ratios:
            print(f"ratio {name:11}", "  ".join(ratios))


def batches(running: Running, count: int) -> dict[str, float]:
    """Upsert entities by the thousand, in the order of their ids."""
    return upserted(running, list(range(count)), together=BATCH, turn=0)


def shuffled(running: Running, entities: int, count: int, together: int) -> dict[str, float]:
    """Update entities in a random order, ``together`` in a batch."""
    numbers = list(range(entities)) * (count // entities + 1)
    random.Random(together).shuffle(numbers)
    return upserted(running, numbers[:count], together=together, turn=together)


def upserted(running: Running, numbers: list[int], *, together: int, turn: int) -> dict[str, float]:
    """Upsert entities in the order of ``numbers``, over one connection."""
    bodies = [
        json.dumps([entity(n, turn) for n in numbers[start : start + together]]).encode()
        for start in range(0, len(numbers), together)
    ]
    where = urlsplit(running.url)
    link = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)
    headers = {"Content-Type": "application/json"}
    cpu, written, before = running.cpu(), running.written(), time.perf_counter()
    for body in bodies:
        link.request("POST", f"{where.path}/entityOperations/upsert", body, headers)
        answer = link.getresponse()
        answer.read()
        if answer.status not in (200, 201, 204):
            sys.exit(f"a batch was answered {answer.status}")
    took = time.perf_counter() - before
    link.close()
    figures = {"seconds": took, "per_second": len(numbers) / took}
    return figures | priced(running, cpu, written, len(numbers))


def filled(store: str, count: int) -> dict[str, float]:
    """Put observations in the history of 1,000 meters first, as an operator's years would."""
    from jalons.broker.engine import operations
    from jalons.broker.engine.temporal.request import Row
    from jalons.broker.store.factory import opened
    from jalons.broker.store.port import HistoryChange, Step

    store_before = opened(store, durability="normal")
    attr = "https://uri.etsi.org/ngsi-ld/default-context/power"
    start = int(FIRST.timestamp()) * 1_000_000
    each, before = count // 1_000, time.perf_counter()
    for meter in range(1_000):
        key = f"urn:ngsi-ld:Meter:old:{meter}"
        doc = {
            "id": key,
            "type": ["https://uri.etsi.org/ngsi-ld/default-context/Meter"],
            "attrs": {},
        }
        rows = tuple(
            Row(attr, None, at, at, at, at, None, n % 500, None)
            for n in range(each)
            for at in (start + n * 300_000_000,)
        )
        change = HistoryChange(rows=rows)
        store_before.write(
            "", [Step(key, operations.upsert(doc, updating=True), change)], now=start
        )
    store_before.close()
    return {"observations": count, "seconds": time.perf_counter() - before}


def history(running: Running) -> dict[str, float]:
    """The time of an aggregate over the history of one attribute."""
    rows = [
        {
            "type": "Property",
            "value": n % 500,
            "observedAt": (FIRST + timedelta(minutes=30 * n)).isoformat().replace("+00:00", "Z"),
        }
        for n in range(POINTS)
    ]
    body = {"id": "urn:ngsi-ld:Meter:1", "type": "Meter", "power": rows}
    running.send("POST", "/temporal/entities", body)
    path = (
        "/temporal/entities/urn:ngsi-ld:Meter:1?options=aggregatedValues&aggrMethods=avg,max"
        "&aggrPeriodDuration=P1D&timerel=after&timeAt=2026-01-01T00:00:00Z"
    )
    times = []
    for _ in range(30):
        before = time.perf_counter()
        running.send("GET", path)
        times.append((time.perf_counter() - before) * 1000)
    return {"points": POINTS, "median_ms": statistics.median(times), "worst_ms": max(times)}


def processor() -> str:
    """The model of the processors, and how many there are."""
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*: (.*)$", text, re.M)
    clock = re.search(r"^cpu MHz\s*: (\d+)", text, re.M)
    name = model.group(1) if model else "unknown processor"
    return f"{os.cpu_count()} × {name}" + (f", {clock.group(1)} MHz" if clock else "")


Measure = Callable[[Running], dict[str, float]]


def measures(options: argparse.Namespace) -> dict[str, Measure]:
    """What is measured, in this order."""
    entities, seconds = options.entities, options.seconds
    update = UPDATE.replace("COUNT", str(entities))
    return {
        "start": lambda one: {"first_answer_s": one.started, "memory_mb": one.memory()},
        "batch": lambda one: batches(one, entities),
        **{
            f"shuffled {n}": lambda one, n=n: shuffled(one, entities, options.updates, n)
            for n in SHUFFLED
        },
        "create": lambda one: wrk(one, script(CREATE, one), seconds),
        "update": lambda one: wrk(one, update, seconds),
        "query": lambda one: wrk(one, script(QUERY, one), seconds),
        "history": history,
        "end": lambda one: {"memory_mb": one.memory()},
    }


def measured(options: argparse.Namespace) -> list[dict[str, dict[str, float]]]:
    """The figures of our broker, then of that of the other tree; each measure on both in turn."""
    trees = [HERE, *([options.against.resolve()] if options.against else [])]
    found: list[dict[str, dict[str, float]]] = [{} for _ in trees]
    with contextlib.ExitStack() as stack:
        brokers = []
        for number, tree in enumerate(trees):
            folder = stack.enter_context(tempfile.TemporaryDirectory(dir=options.folder))
            store = options.store or f"sqlite:///{folder}/twin.db"
            if options.observations:
                found[number]["kept"] = filled(store, options.observations)
            brokers.append(stack.enter_context(broker(store, options.durability, tree)))
        time.sleep(1)
        for name, measure in measures(options).items():
            for number, running in enumerate(brokers):
                found[number][name] = measure(running)
    return found


def options_of() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description="What the broker does in a second.")
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--updates", type=int, default=20_000, help="shuffled, of each batch size")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--durability", default="full")
    parser.add_argument("--store", default="")
    parser.add_argument("--folder", type=Path, help="where the files are made; not in memory")
    parser.add_argument("--observations", type=int, default=0, help="stored before anything starts")
    parser.add_argument("--against", type=Path, help="another source tree, measured in this run")
    parser.add_argument("--peer", default="", help="the root of another broker: …/ngsi-ld/v1")
    parser.add_argument("--peer-process", type=int, default=0)
    parser.add_argument("--peer-entities", default="/entities")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.against and (options.store or options.observations):
        parser.error("--against makes two stores of its own: no --store, no --observations")
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    return options


def main() -> None:
    """Measure, and print a line a figure."""
    options = options_of()
    print(processor())
    figures, *former = measured(options)
    for name, values in figures.items():
        line = "  ".join(f"{key} {value:,.2f}" for key, value in values.items())
        print(f"{name:11} {line}")
    for other in former:
        ratios(figures, other, "former")
    if options.peer:
        ratios(figures, peer(options), "peer")
    if options.json:
        whole = {"processor": processor(), "figures": figures, "former": former}
        options.json.write_text(json.dumps(whole, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
