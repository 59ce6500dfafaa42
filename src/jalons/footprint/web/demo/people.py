"""The people of the demonstration: fictional headcounts, of the staff and of the conservatory."""

from __future__ import annotations

from datetime import date

from jalons.footprint.web.ratios.models import StoredHeadcount
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.accounts.ports.demonstration import Story
from jalons.foundation.register.writer import write

REPORT = "Rapport social unique (fictif)"
DEPARTMENTS = {
    "Culture": 142, "Eau et déchets": 118, "Petite enfance": 96, "Urbanisme": 38,
    "Ressources humaines": 31, "Finances": 24, "Direction générale": 14,
}  # fmt: skip


def fill(*, authority: Authority, contributor: User, story: Story) -> None:
    """The staff of two years, that of departments, and the pupils of the conservatory."""
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
