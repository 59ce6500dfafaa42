"""A charter in the demonstration: late, proven and running commitments, signatories, clauses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.catalogue.web.charters import models as stored
from jalons.catalogue.web.charters.queries import contracts
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """The charter, in one act."""
    table, owner = package_table("jalons.catalogue", "charters_demo"), demo.authority
    changes: list[Any] = []

    def make(model: Any, days: dict[str, int | None], **values: Any) -> Any:
        dated: dict[str, date] = {
            name: demo.today + timedelta(days=count)
            for name, count in days.items() if count is not None
        }  # fmt: skip
        changes.append((model(authority=owner), {**values, **dated}))
        return changes[-1][0]

    row = table["charter"]
    texts = {name: row[name] for name in ("name", "edition", "scope")}
    charter = make(stored.Charter, {"adopted_on": row["adopted"]}, **texts)
    commitments = []
    for position, each in enumerate(table["principles"], 1):
        principle = make(stored.CharterPrinciple, {}, charter=charter, position=position,
                         title=each["title"], text=each["text"])  # fmt: skip
        for one in each["commitments"]:
            texts = {name: one[name] for name in ("text", "measure", "owner")}
            commitments.append(make(stored.CharterCommitment, {"due_on": one["due"]},
                                    principle=principle, **texts))  # fmt: skip
            if proof := one.get("proof"):
                make(stored.CommitmentProof,
                     {"dated_on": proof["dated"], "verified_on": proof.get("verified")},
                     commitment=commitments[-1], title=proof["title"],
                     verified_by=proof.get("by", ""))  # fmt: skip
    for each in table["signatories"]:
        texts = {name: each[name] for name in ("name", "kind", "contact")}
        make(stored.CharterSignatory, {"signed_on": each["signed"]}, charter=charter, **texts)
    for each in table["opinions"]:
        make(stored.CommitteeOpinion, {"issued_on": each["issued"]}, charter=charter,
             opinion=each["opinion"], text=each["text"])  # fmt: skip
    signed = list(contracts(owner))[:2]
    for each in table["clauses"]:
        make(stored.DataClause, {}, charter=charter, name=each["name"], text=each["text"],
             commitments=[commitments[place] for place in each["carries"]],
             contracts=signed)  # fmt: skip
        signed = signed[:1]
    write(owner, demo.people[Role.LEAD], changes, label=charter.name)
