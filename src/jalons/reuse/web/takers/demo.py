"""The takers of the demonstration: all fictional."""

from __future__ import annotations

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.reuse.web.takers.models import Taker

_TAKERS = (
    ("Association Les Écrans Partagés", "general_interest", "Pont-de-Vène"),
    ("Ressourcerie du Vallon", "esus", "Saint-Aubin-sur-Vène"),
    ("Collège des Trois-Rivières", "public", "Pont-de-Vène"),
    ("Éco-organisme Recyclélec", "eco_organism", "Rennes"),
)


def fill(demo: Demonstration) -> None:
    """Four takers of different natures."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    rows = [
        (Taker(authority=authority), {"name": name, "nature": nature, "place": place})
        for name, nature, place in _TAKERS
    ]
    write(authority, user, rows)
