"""What the broker does in a second, over HTTP, on this machine.

    python benchmarks/twin_broker.py [--entities 100000] [--durability full] [--store sqlite:///…]

Starts a broker of its own, in one process, and asks it with `wrk` (Debian package, 16
connections): time to the first answer, memory at rest, batch upserts, single creations and
updates, queries by type and value, an aggregated history of 10,000 points. The entity is about
600 bytes: five attributes, a position. Every write is validated, indexed, put in the history, and
answered after its commit; `full` means after the disk said so. Figures of other brokers that do
not run here are published ones, on other machines, and only quoted as such in the documentation.

`--peer URL` names an NGSI-LD broker at work on this machine, empty: it is sent the same batches,
the same creations and the same queries, in the same run, after ours, and ratios are printed.
`--peer-process` is its process, for its memory (that of a database it uses is not counted, nor is
it for ours); `--peer-entities` its address of entities where it wants a slash at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent.parent
BATCH = 1_000
POINTS = 10_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def entity(number: int) -> dict[str, object]:
    """An air-quality sensor with five attributes."""
    seen, unit = "2026-11-24T10:00:00Z", {"unitCode": "GQ"}
    return {
        "id": f"urn:ngsi-ld:AirQualityObserved:{number}",
        "type": "AirQualityObserved",
        "PM10": {"type": "Property", "value": number % 1000 / 10, "observedAt": seen} | unit,
        "PM25": {"type": "Property", "value": number % 37, "observedAt": seen} | unit,
        "temperature": {"type": "Property", "value": number % 30, "observedAt": seen},
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

    def send(self, method: str, path: str, body: object = None) -> bytes:
        """The body of an answer."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.url + path, data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            return bytes(answer.read())


@contextlib.contextmanager
def broker(store: str, durability: str) -> Iterator[Running]:
    """A broker of its own for as long as it is measured."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(HERE / ".venv/bin/jalons"), "twin", "serve", "--port", str(port), "--store", store,
        "--durability", durability, "--open-test-mode",
    ]  # fmt: skip
    before = time.perf_counter()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
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
    cpu = running.cpu()
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
    return figures | {"per_cpu_second": count / max(running.cpu() - cpu, 0.01)}


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


def asked(text: str, running: Running, entities: str = "/entities") -> str:
    """The requests of a measure, at the address a broker gives its entities."""
    made = text.replace("ENTITIES", urlsplit(running.url).path + entities)
    return made.replace("RUN", str(time.time_ns()))


def peer(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """The figures of another broker that is at work, asked the same."""
    running = Running(options.peer.rstrip("/"), options.peer_process or os.getpid(), 0)
    figures = {"batch": batches(running, options.entities)}
    for name, text in (("create", CREATE), ("query", QUERY)):
        figures[name] = wrk(running, asked(text, running, options.peer_entities), options.seconds)
    if options.peer_process:
        figures["end"] = {"memory_mb": running.memory()}
    else:
        for values in figures.values():
            del values["per_cpu_second"]
    return figures


def told(figures: dict[str, dict[str, float]], other: dict[str, dict[str, float]]) -> None:
    """Print the figures of another broker, and how many times as much ours does."""
    for name, values in other.items():
        print(f"peer {name:8}", "  ".join(f"{key} {value:,.2f}" for key, value in values.items()))
        for key in ("per_second", "per_cpu_second", "memory_mb"):
            if values.get(key):
                print(f"ratio {name:7}", f"{key} {figures[name][key] / values[key]:,.2f}")


def batches(running: Running, count: int) -> dict[str, float]:
    """Upsert entities by the thousand."""
    bodies = [
        json.dumps([entity(n) for n in range(start, min(start + BATCH, count))]).encode()
        for start in range(0, count, BATCH)
    ]
    cpu, before = running.cpu(), time.perf_counter()
    for body in bodies:
        request = urllib.request.Request(f"{running.url}/entityOperations/upsert", body)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=120) as answer:
            answer.read()
    took, used = time.perf_counter() - before, running.cpu() - cpu
    return {"seconds": took, "per_second": count / took, "per_cpu_second": count / used}


def filled(store: str, count: int) -> dict[str, float]:
    """Put observations in the history of 1,000 meters first, as an operator's years would."""
    from jalons.twin.engine import operations
    from jalons.twin.engine.temporal.request import Row
    from jalons.twin.store.opening import opened
    from jalons.twin.store.port import HistoryChange, Step

    kept = opened(store, durability="normal")
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
        kept.write("", [Step(key, operations.upsert(doc, updating=True), change)], now=start)
    kept.close()
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


def main() -> None:
    """Measure, and print a line a figure."""
    parser = argparse.ArgumentParser(description="What the broker does in a second.")
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--durability", default="full")
    parser.add_argument("--store", default="")
    parser.add_argument("--observations", type=int, default=0, help="kept before anything starts")
    parser.add_argument("--peer", default="", help="the root of another broker: …/ngsi-ld/v1")
    parser.add_argument("--peer-process", type=int, default=0)
    parser.add_argument("--peer-entities", default="/entities")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("wrk is missing: apt-get install wrk")
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = options.store or f"sqlite:///{folder}/twin.db"
        if options.observations:
            figures["kept"] = filled(store, options.observations)
        with broker(store, options.durability) as running:
            time.sleep(1)
            figures["start"] = {"first_answer_s": running.started, "memory_mb": running.memory()}
            figures["batch"] = batches(running, options.entities)
            figures["create"] = wrk(running, asked(CREATE, running), options.seconds)
            update = UPDATE.replace("COUNT", str(options.entities))
            figures["update"] = wrk(running, update, options.seconds)
            figures["query"] = wrk(running, asked(QUERY, running), options.seconds)
            figures["history"] = history(running)
            figures["end"] = {"memory_mb": running.memory()}
    for name, values in figures.items():
        print(f"{name:8}", "  ".join(f"{key} {value:,.2f}" for key, value in values.items()))
    if options.peer:
        told(figures, peer(options))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
