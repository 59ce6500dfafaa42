"""The assessment of the demonstration: every criterion is decided."""

from __future__ import annotations

from datetime import timedelta

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import move, write
from jalons.kernel.tables import package_table
from jalons.webaudit.web.grids import queries
from jalons.webaudit.web.grids.models import AccessFinding, AccessGrid, GridDecision, GridPage


def fill(demo: Demonstration) -> None:
    """One finished grid, with what remains to fix."""
    table, authority = package_table("jalons.webaudit", "access_demo"), demo.authority
    user, grid = demo.people[Role.LEAD], AccessGrid(authority=authority)
    head = {name: table[name] for name in ("name", "auditor", "auditor_role")}
    service = queries.services(authority).get(name=table["service"])
    started = demo.today + timedelta(days=table["started"])
    write(authority, user, [(grid, {**head, "service": service, "started_on": started})])
    pages = {each["name"]: GridPage(authority=authority) for each in table["pages"]}
    write(authority, user, [(pages[each["name"]], {**each, "grid": grid})
                            for each in table["pages"]])  # fmt: skip
    found = [{**each, "page": pages[each["page"]]} for each in table["findings"]]
    write(authority, user, [(AccessFinding(authority=authority), each) for each in found])
    failing = {(each["page"], each["criterion"]) for each in found if each.get("state") != "fixed"}
    absent = set(table["not_applicable"])
    write(authority, user, [
        (GridDecision(authority=authority), {"page": page, "criterion": each.id, "state": (
            "not_applicable" if each.id in absent
            else "failing" if (page, each.id) in failing else "conforming")})
        for each in queries.reference_of(grid).criteria for page in pages.values()
    ])  # fmt: skip
    move(user, queries.rows(authority).get(pk=grid.pk), "finish",
         demo.today + timedelta(days=table["finished"]))  # fmt: skip
