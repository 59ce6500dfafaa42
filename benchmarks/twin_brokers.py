"""Whether one more broker gives more throughput when the database stands apart.

Run: .venv/bin/python benchmarks/twin_brokers.py --store postgresql://USER@HOST:PORT/EMPTY
     [--brokers 1 2 4] [--share 0.2] [--entities 20000] [--seconds 15] [--together 20 1]

Starts 1, 2 then 4 brokers on one PostgreSQL store and sends each of them, over two connections,
updates in a random order by batches of 20 (what a hub of sensors sends) and of 1. Each broker may
use ``--share`` of a core and no more, by a control group of the system (root, Linux): this stands
for brokers on machines of their own, and leaves the rest of this one to the database and to the
sender. Prints the updates a second, the processor time of a thousand updates in the brokers and
outside of them (database and sender together), and the ratio to one broker.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from twin_broker import HERE, Running, batches, broker, entity, processor

PERIOD = 100_000  # microseconds
CONNECTIONS = 2  # to each broker
GROUPS = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")


@contextlib.contextmanager
def limited(pid: int, share: float) -> Iterator[None]:
    """A process that may use ``share`` of a core while this lasts."""
    first = next(each for each in GROUPS if each.is_dir())
    group = first / f"jalons-bench-{pid}"
    try:
        group.mkdir()
        quota = int(PERIOD * share)
        if (group / "cpu.cfs_quota_us").exists():
            (group / "cpu.cfs_quota_us").write_text(str(quota))
        else:
            (group / "cpu.max").write_text(f"{quota} {PERIOD}")
        (group / "cgroup.procs").write_text(str(pid))
    except OSError as error:
        sys.exit(f"a control group is needed to share the processor out: {error}")
    yield


def freed(pid: int) -> None:
    """Remove the group of a process that has ended."""
    for first in GROUPS:
        with contextlib.suppress(OSError):
            (first / f"jalons-bench-{pid}").rmdir()


def busy() -> float:
    """The processor time used on this machine since it started, in seconds."""
    fields = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]
    return sum(int(each) for at, each in enumerate(fields[:8]) if at not in (3, 4)) / 100


def updated(running: Running, numbers: range, together: int, until: float, done: list[int]) -> None:
    """Update entities of ``numbers`` until then, over one connection; count them in ``done``."""
    where = urlsplit(running.url)
    link = http.client.HTTPConnection(where.hostname or "", where.port, timeout=120)
    headers, chosen = {"Content-Type": "application/json"}, random.Random(numbers.start)
    turn = together
    while time.monotonic() < until:
        turn += 1
        body = json.dumps([entity(n, turn) for n in chosen.sample(numbers, together)]).encode()
        link.request("POST", f"{where.path}/entityOperations/upsert", body, headers)
        answer = link.getresponse()
        answer.read()
        if answer.status not in (200, 201, 204):
            sys.exit(f"a batch was answered {answer.status}")
        done.append(together)
    link.close()


def measured(
    at_work: list[Running], together: int, options: argparse.Namespace
) -> dict[str, float]:
    """What these brokers do together in the seconds of a measure."""
    done: list[int] = []
    links = len(at_work) * CONNECTIONS
    each = options.entities // links  # every connection has entities of its own: no conflict
    cpu, whole = sum(one.cpu() for one in at_work), busy()
    began = time.monotonic()
    senders = [
        threading.Thread(
            target=updated,
            args=(
                at_work[rank % len(at_work)], range(rank * each, (rank + 1) * each), together,
                began + options.seconds, done,
            ),
        )
        for rank in range(links)
    ]  # fmt: skip
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    took, count = time.monotonic() - began, sum(done)
    cpu = sum(one.cpu() for one in at_work) - cpu
    outside = busy() - whole - cpu
    return {
        "a second": count / took,
        "brokers, s for 1,000": 1000 * cpu / count,
        "outside, s for 1,000": 1000 * outside / count,
        "cores": (cpu + outside) / took,
    }


def main() -> None:
    """Measure each number of brokers, and print a line for each size of batch."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--store", required=True)
    parser.add_argument("--brokers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--share", type=float, default=0.2)
    parser.add_argument("--entities", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--together", type=int, nargs="+", default=[20, 1])
    options = parser.parse_args()
    print(f"{processor()}, {os.cpu_count()} cores; a broker has {options.share} of one")
    first: dict[int, float] = {}
    for count in options.brokers:
        with contextlib.ExitStack() as stack:
            at_work = [
                stack.enter_context(broker(options.store, "full", HERE)) for _ in range(count)
            ]
            if not first:
                batches(at_work[0], options.entities)
            for one in at_work:
                stack.callback(freed, one.pid)
                stack.enter_context(limited(one.pid, options.share))
            for together in options.together:
                found = measured(at_work, together, options)
                first.setdefault(together, found["a second"])
                words = ", ".join(f"{name} {value:,.2f}" for name, value in found.items())
                print(
                    f"{count} brokers, batches of {together}: {words},"
                    f" {found['a second'] / first[together]:.2f} times one broker",
                    flush=True,
                )
        for one in at_work:
            freed(one.pid)


if __name__ == "__main__":
    main()
