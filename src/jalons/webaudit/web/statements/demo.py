"""The statement, the plans and the complaints of the demonstration."""

from __future__ import annotations

from datetime import date, timedelta

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table
from jalons.webaudit.web.grids import queries as grids
from jalons.webaudit.web.statements import actions
from jalons.webaudit.web.statements.models import AccessPlan, Complaint


def fill(demo: Demonstration) -> None:
    """Two plans, a published statement made from the grid, two complaints of which one is late."""
    table, authority = package_table("jalons.webaudit", "access_demo"), demo.authority
    user = demo.people[Role.LEAD]

    def day(offset: int) -> date:
        return demo.today + timedelta(days=offset)

    plans = []
    for row in table["plans"]:
        starts, days = day(row["starts"]), timedelta(days=row["days"])
        values = {name: row[name] for name in row if name not in {"starts", "days"}}
        values |= {"starts_on": starts, "ends_on": starts + days}
        plans.append((AccessPlan(authority=authority), values))
    write(authority, user, plans)
    grid = grids.rows(authority).get(name=table["name"])
    made, row = actions.start(user, grid), table["statement"]
    values = {name: row[name] for name in row if name != "made"} | {"made_on": day(row["made"])}
    write(authority, user, [(made, values)])
    move(user, made, "publish", day(row["made"]))
    complaints = [
        {"subject": each["subject"], "service": grid.service, "answer": each.get("answer", ""),
         "received_on": day(each["received"]),
         "answered_on": day(each["answered"]) if "answered" in each else None}
        for each in table["complaints"]
    ]  # fmt: skip
    write(authority, user, [(Complaint(authority=authority), each) for each in complaints])
