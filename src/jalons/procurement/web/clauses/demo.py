"""The clauses of the demonstration: a contract in preparation, and one with a late check."""

from __future__ import annotations

from datetime import date
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.procurement.engine.clauses.catalogue import chosen
from jalons.procurement.web.clauses import queries
from jalons.procurement.web.clauses.models import ClauseSelection

LAPTOPS = ["garantie-longue", "pieces-disponibles", "mise-a-niveau", "critere-indice",
           "indice-minimal", "reprise-reemploi", "effacement-certifie", "tableau-preuves",
           "penalites-proportionnees"]  # fmt: skip
SITE = ["ecoconception-rgesn", "accessibilite-rgaa", "formats-ouverts", "reversibilite"]


def fill(demo: Demonstration) -> None:
    day, user = demo.story.day, demo.people[Role.CONTRIBUTOR]
    proposed = {f"{clause.id}.{each.name}": each.proposed for clause in chosen(LAPTOPS)
                for each in clause.parameters if each.proposed is not None}  # fmt: skip
    laptops = ClauseSelection(authority=demo.authority)
    site = ClauseSelection(authority=demo.authority)
    rows: list[tuple[Any, dict[str, Any]]] = [
        (laptops, {"name": "Ordinateurs portables des services", "market": "workstations",
                   "notified_on": day(date(2026, 3, 16)), "months": 36,
                   "delivery_on": day(date(2026, 5, 4)), "clauses": LAPTOPS, "values": proposed}),
        (site, {"name": "Refonte du site de l’agglomération", "market": "web", "months": 48,
                "clauses": SITE}),
    ]  # fmt: skip
    write(demo.authority, user, rows)
    changes, _gone = queries.difference(laptops)
    write(demo.authority, user, changes)
    due = queries.checks(demo.authority).filter(due_on__lt=demo.today).order_by("due_on", "clause")
    proof = "Pièce reçue et classée au dossier du marché"
    values = {"state": "done", "done_on": day(date(2026, 10, 5)), "proof": proof}
    write(demo.authority, user, [(each, values) for each in list(due)[:-1]])
