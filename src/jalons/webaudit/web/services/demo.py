"""The services of the demonstration, with a year of visits."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.webaudit.web.services.models import Traffic, WebService


def fill(demo: Demonstration) -> None:
    """The websites of the authority, its intranet and its procedures."""
    rows = package_table("jalons.webaudit", "demonstration")["services"]
    user, counted = demo.people[Role.CONTRIBUTOR], ("visits", "views")
    made = [
        (WebService(authority=demo.authority),
         {name: value for name, value in row.items() if name not in counted})
        for row in rows
    ]  # fmt: skip
    for _service, values in made:
        if "contract_end" in values:
            values["contract_end"] = demo.story.day(values["contract_end"])
    write(demo.authority, user, made)
    first = demo.today.year * 12 + demo.today.month - 13
    months = [date(rank // 12, rank % 12 + 1, 1) for rank in range(first, first + 12)]
    write(demo.authority, user, [
        (Traffic(authority=demo.authority, service=service),
         {"month": month, "visits": visits, "views": views, "source": "Matomo"})
        for (service, _values), row in zip(made, rows, strict=True)
        if "visits" in row
        for month, visits, views in zip_longest(months, row["visits"], row.get("views", ()))
    ])  # fmt: skip
