"""How many MQTT messages a second reach the committed history, from a real Mosquitto.

Run: .venv/bin/python benchmarks/twin_mqtt.py [--messages N] [--devices N] [--durability full]
     .venv/bin/python benchmarks/twin_mqtt.py --rate 200 --minutes 60

ChirpStack uplinks of two attributes are published at quality of service 1 while the broker is away,
so that the publisher costs nothing while it is measured; then the broker starts, takes them and
acknowledges them after the commit. The clock runs from the first row of history to the last. Prints
messages per second, rows of history per second, CPU-seconds per 1,000 messages and memory.

With ``--rate``, messages come at that pace to a broker in a process of its own, whose memory and
processor time are printed every five minutes, and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiomqtt

from jalons.broker.engine.instants import written
from jalons.broker.server.alone import made
from jalons.broker.server.broker import Broker
from jalons.broker.server.ingest import sources
from jalons.broker.server.ingest.runner import ingesting
from jalons.broker.store.factory import opened

HERE = Path(__file__).resolve().parent.parent

MAPPING = {
    "envelope": "chirpstack",
    "entities": [
        {
            "id": "urn:ngsi-ld:AirQualityObserved:{device}",
            "type": "AirQualityObserved",
            "attributes": [
                {"name": "temperature", "kind": "number", "unit": "CEL"},
                {"name": "co2", "kind": "number", "unit": "59"},
            ],
        }
    ],
}


def uplink(number: int, devices: int) -> bytes:
    """One uplink of a device, a minute after its last."""
    turn, device = divmod(number, devices)
    start = (time.time_ns() // 60_000_000_000 * 60 - 30 * 86_400) * 1_000_000
    message = {
        "deduplicationId": f"{number}",
        "time": written(start + turn * 60_000_000),
        "deviceInfo": {"devEui": f"70b3d57ed{device:07x}", "deviceName": f"co2-{device}"},
        "fCnt": turn,
        "fPort": 2,
        "data": "AH09",
        "object": {"temperature": 20 + number % 50 / 10, "co2": 400 + number % 900},
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -88, "snr": 7.2}],
    }
    return json.dumps(message).encode()


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """A Mosquitto on a free port, without bounds on what it retains."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = folder / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n")
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin") or "mosquitto"
    process = subprocess.Popen([program, "-c", str(settings)], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.terminate()
        process.wait()


async def publish(port: int, messages: int, devices: int) -> None:
    """Publish all, a thousand under way at a time."""
    async with aiomqtt.Client("127.0.0.1", port, max_inflight_messages=1_000) as client:
        client.pending_calls_threshold = 100_000
        for start in range(0, messages, 1_000):
            numbers = range(start, min(start + 1_000, messages))
            await asyncio.gather(
                *(client.publish("up", uplink(number, devices), qos=1) for number in numbers)
            )


def state(broker: Broker) -> dict[str, Any]:
    """What the source reported last."""
    return broker.store.get("", sources.STATE, "bench") or {}


async def until(broker: Broker, name: str, value: object) -> None:
    """Wait until the source reports so."""
    while state(broker).get(name) != value:
        await asyncio.sleep(0.02)


async def measured(broker: Broker, port: int, arguments: argparse.Namespace) -> None:
    """Connect once to open the session, publish, connect again and take everything."""
    async with ingesting(broker, look_every=0.1):
        await until(broker, "connected", value=True)
    await publish(port, arguments.messages, arguments.devices)
    busy, began = time.process_time(), time.perf_counter()
    async with ingesting(broker, look_every=0.1):
        await until(broker, "kept", arguments.messages)
        wall, cpu = time.perf_counter() - began, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{arguments.messages} messages of {arguments.devices} devices,"
        f" durability {arguments.durability}: {arguments.messages / wall:,.0f} messages/s,"
        f" {2 * arguments.messages / wall:,.0f} rows of history/s,"
        f" {1000 * cpu / arguments.messages:.3f} CPU-s per 1,000 messages, {memory:.0f} MB"
    )


def program(*words: str) -> list[str]:
    """A command of Jalons."""
    return [str(HERE / ".venv/bin/jalons"), *words]


def spent(pid: int) -> tuple[float, float]:
    """The resident memory of a process in megabytes, and its processor time in seconds."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    memory = int(status.partition("VmRSS:")[2].split()[0]) / 1024
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return memory, (int(fields[11]) + int(fields[12])) / 100


async def paced(port: int, pid: int, arguments: argparse.Namespace) -> int:
    """Publish at the requested pace, printing every five minutes; how many messages."""
    began, sent = time.perf_counter(), 0
    total = int(arguments.rate * arguments.minutes * 60)
    async with aiomqtt.Client("127.0.0.1", port, max_inflight_messages=1_000) as client:
        while sent < total:
            due = min(total, int((time.perf_counter() - began) * arguments.rate))
            for number in range(sent, due):
                await client.publish("up", uplink(number, arguments.devices), qos=1)
            if sent // (arguments.rate * 300) != due // (arguments.rate * 300):
                memory, cpu = spent(pid)
                print(
                    f"{(time.perf_counter() - began) / 60:5.1f} min  {due:9,} messages"
                    f"  {memory:6.1f} MB  {1000 * cpu / due:.3f} CPU-s per 1,000",
                    flush=True,
                )
            sent = due
            await asyncio.sleep(0.05)
    return sent


def steady(folder: Path, port: int, arguments: argparse.Namespace) -> None:
    """A broker of its own at a steady pace, then what it stored."""
    store = f"sqlite:///{folder}/twin.db"
    store_of_run = opened(store)
    source = {"key": "bench", "way": "mqtt", "mapping": MAPPING}
    sources.keep(
        store_of_run, "", source | {"mqtt": {"host": "127.0.0.1", "port": port, "topic": "up"}}
    )
    store_of_run.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        served = probe.getsockname()[1]
    command = program("twin", "serve", "--port", str(served), "--store", store)
    command += ["--durability", arguments.durability, "--allow-pull", "127.0.0.1"]
    process = subprocess.Popen([*command, "--open-test-mode"])
    try:
        time.sleep(8)  # it looks for sources every few seconds
        print(f"  0.0 min  at rest  {spent(process.pid)[0]:6.1f} MB", flush=True)
        sent = asyncio.run(paced(port, process.pid, arguments))
        time.sleep(5)
        memory, cpu = spent(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)
    store_of_run = opened(store)
    state = store_of_run.get("", sources.STATE, "bench") or {}
    store_of_run.close()
    size = sum(path.stat().st_size for path in folder.glob("twin.db*")) / 1e6
    print(
        f"after {arguments.minutes:g} minutes at {arguments.rate:g} messages/s: {sent:,} sent,"
        f" {state.get('kept', 0):,} kept, {memory:.1f} MB of memory, a file of {size:,.0f} MB,"
        f" {1000 * cpu / sent:.3f} CPU-s per 1,000 messages"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--devices", type=int, default=1_000)
    parser.add_argument("--durability", default="full")
    parser.add_argument("--rate", type=float, default=0, help="messages a second, steadily")
    parser.add_argument("--minutes", type=float, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, mosquitto(Path(name)) as port:
        if arguments.rate:
            steady(Path(name), port, arguments)
            return
        broker = made(
            store=f"sqlite:///{name}/twin.db",
            durability=arguments.durability,
            contexts={},
            open_test_mode=False,
        )
        broker.options = replace(broker.options, ingests=True, ingest_from=frozenset({"127.0.0.1"}))
        place = {"host": "127.0.0.1", "port": port, "topic": "up"}
        source = {"key": "bench", "way": "mqtt", "mapping": MAPPING, "mqtt": place}
        sources.keep(broker.store, "", source)
        asyncio.run(measured(broker, port, arguments))
        broker.store.close()


if __name__ == "__main__":
    main()
