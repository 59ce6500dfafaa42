"""What the demonstration declares beside its inventories, fictional: people, hosted services."""

from __future__ import annotations

from datetime import date

from jalons.footprint.web.hosted.models import StoredHostedService
from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register.writer import write

REPORT = "Rapport social unique (fictif)"
DEPARTMENTS = {
    "Culture": 142, "Eau et déchets": 118, "Petite enfance": 96, "Urbanisme": 38,
    "Ressources humaines": 31, "Finances": 24, "Direction générale": 14,
}  # fmt: skip

# name, what it is, provider, vCPUs, memory, storage, how many alike, hours, share
SERVICES = (
    ("Site internet et téléservices", "vm", "Hébergeur régional", 8, 32, 400, 2, 8760, 100),
    ("Messagerie et agendas", "vm", "Syndicat informatique", 16, 64, 2000, 1, 8760, 35),
    ("Environnement de tests", "vm", "Hébergeur régional", 4, 16, 100, 3, 2200, 100),
    ("Serveur de cartographie", "server", "Hébergeur régional", 16, 128, 4000, 1, 8760, 100),
    ("Sauvegardes hors site", "storage", "Syndicat informatique", None, None, 24000, 1, 8760, 100),
)
FIELDS = ("name", "kind", "provider", "vcpu", "memory_gb", "storage_gb", "count", "hours", "share")
DECLARED = {"declared_kg": 210.0, "declared_source": "Bilan annuel du fournisseur"}


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """The staff of two years and of departments, the pupils of the conservatory, what is hosted."""
    year = story.year
    staff = {"population": "staff", "origin": REPORT}
    found = [
        staff | {"people": 838, "counted_on": date(year - 1, 12, 31)},
        staff | {"people": 850, "counted_on": date(year, 9, 1)},
        *(
            staff
            | {"people": people, "axis": "entity", "places": name, "counted_on": date(year, 9, 1)}
            for name, people in DEPARTMENTS.items()
        ),
        {
            "population": "pupils",
            "people": 640,
            "axis": "site",
            "places": "Conservatoire",
            "counted_on": date(year, 10, 1),
            "origin": "Inscriptions de la rentrée (fictif)",
        },
    ]
    write(authority, contributor, [(StoredHeadcount(authority=authority), each) for each in found])
    services = [dict(zip(FIELDS, each, strict=True)) for each in SERVICES]
    services[0] |= DECLARED | {"declared_year": year - 1}
    services[-1] |= {"disk": "hdd"}
    written = [(StoredHostedService(authority=authority), each) for each in services]
    write(authority, contributor, written)
