"""AI systems of the demonstration, six months of generative use, three sessions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.catalogue.web.ai_systems import actions, models
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, store_computed, write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Systems whose cards are of several levels, what they used, who was trained."""
    table, made = package_table("jalons.catalogue", "ai_demo"), {}
    authority, user, lines = demo.authority, demo.people[Role.LEAD], []
    for row in table["systems"]:
        (found,) = actions.start(authority, user, [actions.starter(row["starter"])])
        made[row["starter"]] = found = found.latest()
        write(authority, user, [(found, {
            **row["values"], "answers": {**found.answers, **row["answers"]},
            "drafts": [] if row["confirmed"] else found.drafts,
            "review_by": demo.today + timedelta(days=row["review_in"]),
        })])  # fmt: skip
        if "used_on" in row:
            move(user, found.latest(), "use", demo.today + timedelta(days=row["used_on"]))
        if measured := row.get("measured"):
            usage = {"mesure_le": demo.today.isoformat(), **row["usage"]}
            rows = models.AISystem.objects.of(authority).filter(pk=found.pk)
            store_computed(rows, measured={**measured, "usage": usage})
    end = demo.today.year * 12 + demo.today.month - 1
    for row in table["uses"]:
        for at, requests in enumerate(row["requests"], end - len(row["requests"])):
            tokens = requests * row["tokens"] if "tokens" in row else None
            lines.append(_line(demo, models.GenerativeUse, row["values"] | {
                "system": made[row["system"]], "month": date(at // 12, at % 12 + 1, 1),
                "requests": requests, "output_tokens": tokens}))  # fmt: skip
    lines += [_line(demo, models.LiteracySession, row) for row in table["sessions"]]
    lines += [_line(demo, models.AIIncident, {**row, "system": made[row["system"]]})
              for row in table["incidents"]]  # fmt: skip
    write(authority, user, lines)


def _line(demo: Demonstration, model: Any, row: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A record, its days counted from today."""
    days = {"day": demo.today + timedelta(days=row["day"])} if "day" in row else {}
    return model(authority=demo.authority), {**row, **days}
