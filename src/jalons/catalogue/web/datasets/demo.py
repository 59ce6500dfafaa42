"""The datasets of the demonstration, two of them with a stored file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from jalons.catalogue.web.datasets import actions
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table

NOT_FIELDS = {"age", "file", "title", "csv", "link", "format", "duty", "publish"}


def fill(demo: Demonstration) -> None:
    """Six datasets: open ones shown to everybody, one for partners, one internal, one to finish."""
    user, administrator = demo.people[Role.LEAD], demo.people[Role.ADMINISTRATOR]
    for row in package_table("jalons.catalogue", "datasets_demo")["datasets"]:
        made = Dataset(authority=demo.authority)
        values = {name: value for name, value in row.items() if name not in NOT_FIELDS}
        day = demo.today - timedelta(days=row["age"])
        write(demo.authority, user, [(made, {**values, "updated_on": day})])
        _fill_data(demo, made, row)
        if row.get("publish"):
            move(user, made, "publish", day)
            actions.show(administrator, made)


def _fill_data(demo: Demonstration, made: Dataset, row: dict[str, Any]) -> None:
    user = demo.people[Role.LEAD]
    if "csv" in row:
        file = ContentFile(row["csv"].lstrip().encode(), row["file"])
        line = actions.store_file(user, made, file, name=row["title"])
        actions.store_columns(line, row["csv"].lstrip().splitlines()[0].split(";"))
    elif "link" in row:
        fresh = Distribution(authority=demo.authority)
        values = {"dataset": made, "name": row["title"], "url": row["link"]}
        write(demo.authority, user, [(fresh, {**values, "format": row["format"]})])
