"""The services of the demonstration, with a year of visits."""

from __future__ import annotations

from datetime import date

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.webaudit.engine.closing import MonthTraffic
from jalons.webaudit.web.services.actions import store_traffic
from jalons.webaudit.web.services.models import WebService


def fill(demo: Demonstration) -> None:
    """The websites of the authority, its intranet and its procedures."""
    user, end = demo.people[Role.CONTRIBUTOR], demo.today.year * 12 + demo.today.month - 1
    for row in package_table("jalons.webaudit", "demonstration")["services"]:
        values = {name: value for name, value in row.items() if name not in {"visits", "views"}}
        if "contract_end" in values:
            values["contract_end"] = demo.story.day(values["contract_end"])
        made = WebService(authority=demo.authority)
        write(demo.authority, user, [(made, values)])
        counts, views = row.get("visits", ()), row.get("views", [None] * 12)
        store_traffic(made, user, [
            MonthTraffic(date((end - 12 + n) // 12, (end - 12 + n) % 12 + 1, 1), count, views[n])
            for n, count in enumerate(counts)
        ], "Matomo")  # fmt: skip
