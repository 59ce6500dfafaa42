"""The answers to duties of the demonstration."""

from __future__ import annotations

from typing import Any

from jalons.catalogue.web.datasets.models import Dataset
from jalons.catalogue.web.duties.models import DutyAnswer
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Three duties led to their datasets, and one that does not concern the authority."""
    table, authority = package_table("jalons.catalogue", "datasets_demo"), demo.authority
    known = {each.name: each for each in living(Dataset, authority)}
    found: list[dict[str, Any]] = [
        {"duty": row["duty"], "dataset": known[row["name"]]}
        for row in table["datasets"] if "duty" in row
    ]  # fmt: skip
    answers = [(DutyAnswer(authority=authority), each) for each in [*found, *table["answers"]]]
    write(authority, demo.people[Role.LEAD], answers)
