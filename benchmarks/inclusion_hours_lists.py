"""How much of real lists of opening hours is read: France services places and town halls.

``python benchmarks/inclusion_hours_lists.py [FOLDER]``: the list of France services is read from
``FOLDER`` (or ``JALONS_SHARED``), the town halls from the package. Prints the share read entirely,
the dropped pieces ranked, the agreement with ``opening_hours`` on an ordinary week, and the speed.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from datetime import date
from pathlib import Path

from jalons.inclusion.engine.hours import WeekRead, of_days, of_town_hall, week_hours
from jalons.inclusion.store.areas import town_hall_hours

DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"]
MONDAY = date(2026, 11, 16)


def report(name: str, weeks: list[WeekRead], seconds: float) -> None:
    """Print what was read."""
    read = [week for week in weeks if week.low is not None]
    sure = [week for week in read if week.low == week.high]
    dropped = Counter(piece.text for week in weeks for piece in week.dropped)
    notes = Counter(note for week in weeks for note in week.notes)
    agree = sum(week_hours(week.osm, MONDAY) == week.low for week in sure)
    entirely = sum(not week.dropped for week in read)
    print(f"{name}: {len(weeks)} weeks in {seconds:.2f} s")
    print(f"  {len(read)} have hours, {entirely} read entirely, {len(sure)} without interval")
    print(f"  {agree} of these equal to opening_hours; notes {dict(notes)}")
    print(f"  dropped: {dropped.most_common(20)}")


def main() -> None:
    """Read both lists."""
    shared = os.environ.get("JALONS_SHARED", "../shared/data")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else shared)
    with (folder / "france_services_2024-08-01.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    start = time.perf_counter()
    weeks = [of_days({i: row[f"h_{day}"] for i, day in enumerate(DAYS)}) for row in rows]
    report("France services", weeks, time.perf_counter() - start)
    specs = [spec for spec in town_hall_hours() if spec]
    start = time.perf_counter()
    weeks = [of_town_hall(spec) for spec in specs]
    report("Town halls", weeks, time.perf_counter() - start)


if __name__ == "__main__":
    main()
