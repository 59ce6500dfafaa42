"""The datasets of the demonstration, two of them with a stored file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from jalons.catalogue.web.datasets import actions, panels, queries
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table

NOT_FIELDS = {"age", "file", "title", "csv", "link", "format", "duty", "publish"}


def fill(demo: Demonstration) -> None:
    """Six datasets: open ones shown to everybody, one for partners, one internal, one to finish."""
    user = demo.people[Role.LEAD]
    for row in package_table("jalons.catalogue", "datasets_demo")["datasets"]:
        made = Dataset(authority=demo.authority)
        values = {name: value for name, value in row.items() if name not in NOT_FIELDS}
        day = demo.today - timedelta(days=row["age"])
        write(demo.authority, user, [(made, {**values, "updated_on": day})])
        _fill_data(demo, made, row)
    publish(demo)


def publish(demo: Demonstration) -> None:
    """Publish those that are ready, and show them; those that a topic refuses yet stay as they are.

    Called again once the other topics have decided.
    """
    rows = package_table("jalons.catalogue", "datasets_demo")["datasets"]
    ready = {row["name"]: row["age"] for row in rows if row.get("publish")}
    drafts = queries.rows(demo.authority).filter(state=Dataset.State.DRAFT, name__in=ready)
    for each in drafts:
        if not panels.blockers_of(each):
            day = demo.today - timedelta(days=ready[each.name])
            move(demo.people[Role.LEAD], each, "publish", day)
            actions.show(demo.people[Role.ADMINISTRATOR], each)


def _fill_data(demo: Demonstration, made: Dataset, row: dict[str, Any]) -> None:
    user = demo.people[Role.LEAD]
    if "csv" in row:
        file = ContentFile(row["csv"].lstrip().encode(), row["file"])
        actions.store_file(user, made, file, name=row["title"])
    elif "link" in row:
        fresh = Distribution(authority=demo.authority)
        values = {"dataset": made, "name": row["title"], "url": row["link"]}
        write(demo.authority, user, [(fresh, {**values, "format": row["format"]})])
