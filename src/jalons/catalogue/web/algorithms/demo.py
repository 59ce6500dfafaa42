"""The algorithms of the demonstration, from its table."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jalons.catalogue.web.algorithms import models as stored
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table

LINES: dict[str, type[Any]] = {
    "data": stored.AlgorithmInput, "parameters": stored.AlgorithmParameter,
    "requests": stored.AlgorithmRequest,
}  # fmt: skip
DAYS = frozenset({"mention_since", "received_on", "answered_on"})


def fill(demo: Demonstration) -> None:
    """Four algorithms, one sheet of which is expired; a late request, and one answered."""

    def values(row: dict[str, Any]) -> dict[str, Any]:
        return {name: demo.today + timedelta(days=value) if name in DAYS else value
                for name, value in row.items() if name not in LINES}  # fmt: skip

    for row in package_table("jalons.catalogue", "algorithms_demo")["algorithm"]:
        town, user = demo.authority, demo.people[Role.LEAD]
        found = stored.Algorithm(authority=town)
        first = {name: value for name, value in row.items() if name not in {"ready", "review"}}
        lines = [(model(authority=town), {**values(line), "algorithm": found})
                 for name, model in LINES.items() for line in row.get(name, ())]  # fmt: skip
        write(town, user, [(found, values(first)), *lines])
        if row["ready"]:
            move(user, found, "publish", demo.today - timedelta(days=200))
        write(town, user, [(found, {"review_before": demo.today + timedelta(days=row["review"])})])
