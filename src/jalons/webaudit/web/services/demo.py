"""The services of the demonstration."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.webaudit.web.services.models import WebService


def fill(demo: Demonstration) -> None:
    """The websites of the authority, its intranet and its procedures."""
    rows = package_table("jalons.webaudit", "demonstration")["services"]
    records = [(WebService(authority=demo.authority), row) for row in rows]
    write(demo.authority, demo.people[Role.CONTRIBUTOR], records)
