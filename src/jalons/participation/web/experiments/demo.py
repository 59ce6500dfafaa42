"""Experiments in every state, lists of services and tests with users, in the demonstration."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table
from jalons.participation.web.experiments import models, queries


def fill(demo: Demonstration) -> None:
    """The steps of the story: records written, changed, moved, in its order.

    ``days`` count from today; ``dates`` are a month and a day of a year before, 1 the last one.
    """
    owner, user, known = demo.authority, demo.people[Role.LEAD], dict[str, Any]()
    linked = {"action": queries.actions(owner), "case": queries.cases(owner)}
    pending: list[tuple[Any, dict[str, Any]]] = []
    for row in package_table("jalons.participation", "experiments_demo")["steps"]:
        if "model" not in row:  # what was stored goes on
            write(owner, user, pending)
            pending.clear()
        if "move" in row:
            day = demo.today + timedelta(days=row["day"])
            move(user, known[row["id"]].latest(), row["move"], day)
            continue
        values = dict(row["values"])
        values |= {name: known[key] for name, key in row.get("links", {}).items()}
        values |= {name: demo.today + timedelta(days=count)
                   for name, count in row.get("days", {}).items()}  # fmt: skip
        values |= {name: date(demo.today.year - ago, *day)
                   for name, (ago, *day) in row.get("dates", {}).items()}  # fmt: skip
        values |= {name: linked[name][0][0] for name in row.get("firsts", ()) if linked[name]}
        if "ago" in row:
            values["year"] = demo.today.year - row["ago"]
        new = "model" in row
        made = getattr(models, row["model"])(authority=owner) if new else known[row["id"]].latest()
        pending.append((made, values))
        known[row.get("id", "")] = made
    write(owner, user, pending)
