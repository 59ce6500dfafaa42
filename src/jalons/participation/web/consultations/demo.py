"""Four consultations of the demonstration: to correct, open, to read, answered.

Their answers come from the topics that follow, by the titles of consultations.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.participation.web.consultations.actions import renew
from jalons.participation.web.consultations.models import (
    CodeBatch,
    Consultation,
    Proposal,
    Question,
)
from jalons.participation.web.consultations.queries import batches


def fill(demo: Demonstration) -> None:
    """Write drafts with their questions, then take each to its state."""
    owner, lead = demo.authority, demo.people[Role.LEAD]
    for row in package_table("jalons.participation", "consultations_demo")["consultations"]:
        made = Consultation(authority=owner)
        plain = {name: value for name, value in row.items()
                 if name not in {"days", "questions", "proposals", "batches", "state"}}  # fmt: skip
        changes: list[Any] = [(made, plain)]
        for order, each in enumerate(row["questions"], 1):
            values = {"consultation": made, "order": order, **each}
            values["options"] = "\n".join(each.get("options", ()))
            changes.append((Question(authority=owner), values))
        changes += [(CodeBatch(authority=owner), {"consultation": made, **each})
                    for each in row.get("batches", ())]  # fmt: skip
        changes += [(Proposal(authority=owner), {"consultation": made, **each})
                    for each in row.get("proposals", ())]  # fmt: skip
        write(owner, lead, changes, label=str(made))
        for each in batches(owner).filter(consultation=made):
            renew(each)
        days = _days(demo, row["days"])
        write(owner, lead, [(made, days | {"state": row.get("state", "draft")})])


def _days(demo: Demonstration, counts: dict[str, int]) -> dict[str, date]:
    """Days counted from the day the demonstration is filled."""
    return {name: demo.today + timedelta(days=count) for name, count in counts.items()}
