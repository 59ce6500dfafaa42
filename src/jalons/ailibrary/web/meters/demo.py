"""The meters of the demonstration: invented readings, with a leak at night and lights left on.

A school with ventilation left on, a gym, a water meter, a server room: each says it is fictional.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from jalons.ailibrary.web.meters import actions
from jalons.ailibrary.web.meters.models import MeterAlert, MeterWatch
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table

if TYPE_CHECKING:
    from jalons.ailibrary.engine.series.hours import HourSeries

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def fill(demo: Demonstration) -> None:
    """Four meters with half a year of readings, their alerts, of which one is closed."""
    user, authority = demo.people[Role.CONTRIBUTOR], demo.authority
    for rank, row in enumerate(package_table("jalons.ailibrary", "meters_demo")["meters"]):
        watch = MeterWatch(authority=authority)
        since = demo.today - timedelta(days=row["days"])
        write(authority, user, [(watch, {**row["values"], "since": since})])
        actions.store_hours(watch, _invented(row, demo.now, rank), "Relevés inventés")
        actions.judge_one(watch, demo.now)
        if closing := row.get("closed"):
            alert = living(MeterAlert, authority).filter(watch=watch, rule=closing["rule"]).first()
            if alert is not None:
                said = {name: closing[name] for name in ("cause", "action", "found")}
                closed = {"state": MeterAlert.State.CLOSED, "closed_on": demo.today}
                write(authority, user, [(alert, said | closed)])


def _invented(row: dict[str, Any], now: datetime, seed: int) -> HourSeries:
    """Hours until yesterday: days and nights, working days, some noise, a fault at the end."""
    import numpy as np

    from jalons.ailibrary.engine.series.hours import HourSeries

    length, random = 24 * row["days"], np.random.default_rng(seed)
    end = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - EPOCH
    start = int(end / timedelta(hours=1)) - length
    blank = HourSeries(start, np.zeros(length))
    is_open = (blank.hours >= row["opens"]) & (blank.hours < row["closes"])
    works = (blank.days + 3) % 7 < row["worked"]
    values = row["night"] + (row["day"] - row["night"]) * (is_open & works)
    values *= 1 + row["noise"] * random.standard_normal(length)
    fault, last = row["fault"], blank.days[-1]
    begun = last - fault["ago"]
    struck = (blank.days > begun) & (blank.days <= begun + fault["days"])
    at_night = (blank.hours < 6) | (blank.hours >= 22)
    values += fault["more"] * (struck & (at_night if fault["night"] else True))
    return HourSeries(start, np.round(np.maximum(values, 0), 3))
