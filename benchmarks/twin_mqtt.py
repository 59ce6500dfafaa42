"""How many MQTT messages a second reach the committed history, from a real Mosquitto.

Run: .venv/bin/python benchmarks/twin_mqtt.py [--messages N] [--devices N] [--durability full]

ChirpStack uplinks of two attributes are published at quality of service 1 while the broker is away,
so that the publisher costs nothing while it is measured; then the broker starts, takes them and
acknowledges them after the commit. The clock runs from the first row of history to the last. Prints
messages per second, rows of history per second, CPU-seconds per 1,000 messages and memory.
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

from jalons.twin.engine.instants import written
from jalons.twin.server.alone import made
from jalons.twin.server.broker import Broker
from jalons.twin.server.ingest import sources
from jalons.twin.server.ingest.running import ingesting

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
    """A Mosquitto on a free port, without bounds on what it holds."""
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
    """What the source told last."""
    return broker.store.get("", sources.STATE, "bench") or {}


async def until(broker: Broker, name: str, value: object) -> None:
    """Wait until the source tells so."""
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


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--devices", type=int, default=1_000)
    parser.add_argument("--durability", default="full")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, mosquitto(Path(name)) as port:
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
