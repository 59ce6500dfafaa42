"""The activities, sessions and aids of the demonstration."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.inclusion.web.skills.models import Activity, EquipmentAid, TrainingSession
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """A few months of them, each week like the one before."""
    story = package_table("jalons.inclusion", "skills_demo")
    made: list[tuple[Any, dict[str, Any]]] = [
        (Activity(authority=demo.authority), {**each, "week": demo.story.today - timedelta(at * 7)})
        for each in story["activities"] for at in range(1, story["weeks"] + 1)
    ]  # fmt: skip
    for model, name in ((TrainingSession, "sessions"), (EquipmentAid, "aids")):
        made += [(model(authority=demo.authority),
                  {key: demo.story.day(value) if key in ("day", "month") else value
                   for key, value in each.items()}) for each in story[name]]  # fmt: skip
    write(demo.authority, demo.people[Role.CONTRIBUTOR], made)
