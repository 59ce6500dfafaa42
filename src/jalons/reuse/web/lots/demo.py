"""The lots of the demonstration, from one being prepared to one proved, and their takers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import move, write
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.wiping.models import NoMediaStatement

# name, devices by the start of their names, taker and its nature, steps
_LOTS: tuple[tuple[str, str, str, str, tuple[str, ...]], ...] = (
    ("Écrans pour les ateliers numériques", "Dell P2419H", "Association Les Écrans Partagés",
     "general_interest", ("agree", "collect", "prove")),
    ("Imprimantes pour le collège", "Brother HL-L5100DN", "Collège des Trois-Rivières", "public",
     ("agree", "collect")),
    ("Fixes pour la ressourcerie", "HP EliteDesk", "Ressourcerie du Vallon", "esus", ("agree",)),
    ("Vieux portables", "Lenovo ThinkPad X240", "Éco-organisme Recyclélec", "eco_organism", ()),
)  # fmt: skip
_NO_MEDIA = ("Dell P2419H", "Brother HL-L5100DN")
_PAPER = b"%PDF-1.4\n% Pi\xc3\xa8ce de la d\xc3\xa9monstration\n%%EOF\n"


def fill(demo: Demonstration) -> None:
    """The takers, then the lots, each as far as its devices allow it."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    day = demo.story.day(date(2026, 11, 3))
    stock = list(queries.candidates(authority).order_by("label"))
    signed = set(living(NoMediaStatement, authority).values_list("device_id", flat=True))
    said = {"reason": "Appareil ouvert, sans mémoire", "signed_by": "Responsable du parc",
            "signed_on": day}  # fmt: skip
    bare = [each for each in stock if each.label.startswith(_NO_MEDIA) and each.pk not in signed]
    made = [(NoMediaStatement(authority=authority), {**said, "device": each}) for each in bare]
    write(authority, user, made)
    for name, stem, taker, nature, steps in _LOTS:
        who, lot = Taker(authority=authority), Lot(authority=authority)
        values: dict[str, Any] = {"name": taker, "nature": nature, "place": "Pont-de-Vène"}
        write(authority, user, [(who, values)])
        values = {"name": name, "route": nature, "taker": who, "place": "Atelier informatique",
                  "ready_on": day, "collect_by": day + timedelta(days=30),
                  "committed_on": day if steps else None}  # fmt: skip
        write(authority, user, [(lot, values)])
        chosen = [each for each in stock if each.label.startswith(stem)]
        actions.compose(user, lot, chosen, inside=True)
        for number, step in enumerate(steps):
            papers = (("slip", "Bon signé", None), ("proof", "Mise en service", len(chosen)))
            for kind, title, count in papers if step == "prove" else ():
                paper = {"kind": kind, "name": title, "done_on": day, "count": count}
                actions.attach(user, lot, _PAPER, paper)
            move(user, lot.latest(), step, day + timedelta(days=3 * number))
