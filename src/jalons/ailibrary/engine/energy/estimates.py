"""The energy of a computation, estimated from its processor time."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.kernel import Interval
from jalons.kernel.tables import package_table

QUALITY = "low"  # of BoAmps: more than 25 % away


@dataclass(frozen=True, slots=True)
class Cost:
    """What a candidate costs: processor seconds for 1,000 predictions, seconds for one, memory.

    ``cpu_seconds`` is measured; ``latency`` is the mean wall time of one prediction in a batch;
    ``memory`` is the peak of the process in MB; ``training`` is in CPU-seconds, 0 for a rule.
    """

    cpu_seconds: float
    latency: float
    memory: float
    training: float = 0.0


def watt_hours(cpu_seconds: float) -> Interval:
    """An estimate in Wh: CPU-seconds times the power of a core, a wide assumption."""
    watts = package_table("jalons.ailibrary", "energy")["watts_per_core"]
    return Interval(watts["low"], watts["mid"], watts["high"]).scaled(cpu_seconds / 3600)
