"""The wiping of the demonstration: ten certificates of different verdicts, and a statement."""

from __future__ import annotations

from datetime import date
from itertools import cycle

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.kernel.tables import package_table
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.wiping import queries
from jalons.reuse.web.wiping.models import NoMediaStatement, WipeCertificate

_WITH_DATA = (Device.Kind.LAPTOP, Device.Kind.DESKTOP, Device.Kind.SERVER)
_WHO = {
    "operator": "Technicien informatique",
    "verifier": "Responsable du parc",
    "place": "Atelier informatique",
    "host": "Poste 12",
}


def fill(demo: Demonstration) -> None:
    """Ten certificates, for the first devices out of use, whichever there are."""
    authority, user = demo.authority, demo.people.get(Role.CONTRIBUTOR)
    table, day = package_table("jalons.reuse", "wiping_demo"), demo.story.day(date(2026, 10, 12))
    every = queries.choices(authority).order_by("state", "label")  # those of lots first
    devices = list(every.filter(kind__in=_WITH_DATA)[: len(table["certificates"])])
    rows = []
    for found, device in zip(table["certificates"], cycle(devices or [None]), strict=False):
        own = {name: value for name, value in found.items() if name != "kind"}
        values = {**_WHO, **table["kinds"][found["kind"]], **own, "device": device}
        rows.append(
            (WipeCertificate(authority=authority), {**values, "started_on": day, "ended_on": day})
        )
    write(authority, user, rows)
    if (screen := every.filter(kind=Device.Kind.MONITOR).first()) is not None:
        values = {"device": screen, "reason": "Écran sans mémoire", "signed_on": day}
        statement = NoMediaStatement(authority=authority)
        write(authority, user, [(statement, {**values, "signed_by": _WHO["verifier"]})])
