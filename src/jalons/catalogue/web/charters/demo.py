"""A charter in the demonstration: late, proven and running commitments, signatories, clauses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from jalons.catalogue.web.charters import models
from jalons.catalogue.web.charters.queries import contracts
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table

KINDS = {
    each._meta.model_name: each
    for each in (models.Charter, models.CharterPrinciple, models.CharterCommitment,
                 models.CommitmentProof, models.CharterSignatory, models.CommitteeOpinion,
                 models.DataClause)
}  # fmt: skip


def fill(demo: Demonstration) -> None:
    """The charter, in one act; its clauses are in the first contracts of the authority."""
    owner, known, changes = demo.authority, dict[str, Any](), list[Any]()
    for row in package_table("jalons.catalogue", "charters_demo")["records"]:
        values = {name: value for name, value in row.items()
                  if name not in {"model", "id", "links", "sets", "days"}}  # fmt: skip
        values |= {name: known[key] for name, key in row.get("links", {}).items()}
        values |= {name: [known[key] for key in keys] for name, keys in row.get("sets", {}).items()}
        values |= {name: demo.today + timedelta(days=count)
                   for name, count in row.get("days", {}).items()}  # fmt: skip
        if row["model"] == "dataclause":
            values["contracts"] = list(contracts(owner, latest=2))
        made = known[row.get("id", "")] = KINDS[row["model"]](authority=owner)
        changes.append((made, values))
    write(owner, demo.people[Role.LEAD], changes)
