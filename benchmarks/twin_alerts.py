"""The round of the alerts, measured: 10,000 entities, 50 rules, one store in a file.

``python benchmarks/twin_alerts.py [--entities 10000] [--rules 50] [--store sqlite:///…]`` fills a
store with sensors and a fortnight of history for a part of them, then times what a round reads and
judges for each kind of rule. The database of the product is not part of it.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from jalons.broker.engine import operations
from jalons.broker.engine.entities import Doc
from jalons.broker.engine.instants import written
from jalons.broker.engine.temporal.history_rows import row_of
from jalons.broker.store.factory import opened
from jalons.broker.store.port import HistoryChange, Step, Store
from jalons.twin.engine.alerts.rule import DAY, HOUR, Condition, Drift, Rule, Silence, Threshold
from jalons.twin.store.rule_reading import RuleQuery, RuleReader, RuleReading

TYPE = "https://uri.etsi.org/ngsi-ld/default-context/WasteContainer"
LEVEL = "https://uri.etsi.org/ngsi-ld/default-context/fillingLevel"
NOW = 1_800_000_000_000_000
POINTS = 14 * 12


def steps(entities: int, with_history: int) -> Iterator[Step]:
    """Sensors at levels between 0 and 100, the first ones with a value every two hours."""
    drawn = random.Random(1)
    for number in range(entities):
        key = f"urn:ngsi-ld:WasteContainer:{number:06d}"
        past = POINTS if number < with_history else 1
        found = [
            {
                "type": "Property",
                "value": round(drawn.uniform(0, 100), 1),
                "unitCode": "P1",
                "observedAt": written(NOW - 2 * HOUR * back),
                "createdAt": written(NOW - 30 * DAY),
                "modifiedAt": written(NOW - 2 * HOUR * back),
            }
            for back in range(past - 1, -1, -1)
        ]
        name = [{"type": "Property", "value": f"Borne n° {number}"}]
        latest = {k: v for k, v in found[-1].items() if k not in ("createdAt", "modifiedAt")}
        doc: Doc = {
            "id": key,
            "type": [TYPE],
            "attrs": {"https://example.org/name": name, LEVEL: [latest]},
        }
        rows = tuple(row_of(LEVEL, each) for each in found)
        yield Step(key, operations.create(doc), history=HistoryChange(rows=rows))


def fill(store: Store, entities: int, with_history: int) -> None:
    """Write the sensors, a thousand at a time."""
    waiting: list[Step] = []
    for step in steps(entities, with_history):
        waiting.append(step)
        if len(waiting) == 1_000:
            store.write("town", waiting, now=NOW - 30 * DAY)
            waiting = []
    store.write("town", waiting, now=NOW - 30 * DAY)


def timed(label: str, work: Callable[[], list[RuleReading]]) -> None:
    """Print how long a reading takes, by the clock and by the processor."""
    clock, cpu = time.perf_counter(), time.process_time()
    readings = work()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    judged = sum(each.watched for each in readings)
    found = sum(len(each.findings) + each.left_out for each in readings)
    print(f"{label:<58} {clock:7.2f} s   {cpu:7.2f} s CPU   {judged:>8} judged   {found:>7} found")


def main() -> None:
    """Fill, then time each kind of rule and a mix of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=50)
    parser.add_argument("--with-history", type=int, default=1_000)
    parser.add_argument("--store", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = opened(options.store or f"sqlite:///{Path(folder) / 'twin.db'}")
        began = time.perf_counter()
        fill(store, options.entities, options.with_history)
        print(f"{options.entities} entities written in {time.perf_counter() - began:.1f} s")
        reader = RuleReader(store, "town", NOW, lambda doc: str(doc["id"]))

        def rules(*conditions: Condition) -> list[RuleQuery]:
            return [RuleQuery(Rule(TYPE, each, LEVEL, "P1")) for each in conditions]

        high = [Threshold("above", 90 + n / 10, 5) for n in range(options.rules)]
        lasting = Threshold("above", 95, 5, 30)
        quiet = [Silence(1 + n) for n in range(options.rules)]
        timed("1 threshold", lambda: reader.read(rules(high[0])))
        timed(f"{len(high)} thresholds, 5 to 10 % in breach", lambda: reader.read(rules(*high)))
        timed(f"{len(quiet)} silences", lambda: reader.read(rules(*quiet)))
        timed("1 threshold for 30 minutes (reads history)", lambda: reader.read(rules(lasting)))
        drift = Drift(3, 11, "deviations", 3)
        timed("1 drift over 14 days (once an hour)", lambda: reader.read(rules(drift)))
        store.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"memory at most: {memory:.0f} MB")


if __name__ == "__main__":
    main()
