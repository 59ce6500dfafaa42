"""The procedures of the demonstration, from its table."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.inclusion.engine.procedures.usual import usual
from jalons.inclusion.web.procedures.models import Channel, Procedure
from jalons.kernel.tables import package_table


def fill(demo: Demonstration) -> None:
    """Usual procedures with their desks; some without a human way, as everywhere."""
    table = package_table("jalons.inclusion", "procedures_demo")
    known, user = {each.id: each for each in usual()}, demo.people[Role.CONTRIBUTOR]
    made = {
        row["usual"]: Procedure(authority=demo.authority)
        for row in table["procedures"]
    }  # fmt: skip
    write(demo.authority, user, [
        (made[row["usual"]], {**row, "name": known[row["usual"]].name["fr"],
                              "domain": known[row["usual"]].domain})
        for row in table["procedures"]
    ])  # fmt: skip
    ways = []
    for row in table["ways"]:
        values = {name: value for name, value in row.items() if name != "serves"}
        if "checked_on" in values:
            values["checked_on"] = demo.story.day(values["checked_on"])
        ways += [(Channel(authority=demo.authority), {**values, "procedure": made[key]})
                 for key in row["serves"]]  # fmt: skip
    write(demo.authority, user, ways)
