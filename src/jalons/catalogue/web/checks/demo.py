"""Two checked files of the demonstration: one valid, one that fixes would put right."""

from __future__ import annotations

from jalons.catalogue.web.checks import actions
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Add to each dataset, made unless it is there, its file; then check it."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    for row in package_table("jalons.catalogue", "checks_demo")["files"]:
        dataset = Dataset.objects.of(authority).filter(name=row["dataset"]).first()
        if dataset is None:
            dataset = Dataset(authority=authority)
            write(authority, user, [(dataset, {
                "name": row["dataset"], "description": row["description"], "theme": row["theme"],
                "identifier": row["file"], "updated_on": demo.today,
            })])  # fmt: skip
        made = Distribution(authority=authority)
        values = {"dataset": dataset, "name": row["name"], "schema": row["schema"]}
        write(authority, user, [(made, values)])
        content = row["content"].lstrip().encode(row["encoding"])
        actions.examined(actions.store_version(user, made, content, row["file"]))
