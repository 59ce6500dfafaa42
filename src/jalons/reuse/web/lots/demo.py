"""Four lots of the demonstration: one being prepared, one agreed, one collected, one proved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import move, write
from jalons.reuse.web.devices.models import Device
from jalons.reuse.web.lots import actions, queries
from jalons.reuse.web.lots.models import Lot
from jalons.reuse.web.takers.models import Taker
from jalons.reuse.web.wiping.models import NoMediaStatement

# name, devices by the start of their names, how many, route and nature of the taker, steps
_LOTS: tuple[tuple[str, str, int, str, tuple[str, ...]], ...] = (
    ("Écrans pour les ateliers numériques", "Dell P2419H", 4, "general_interest",
     ("agree", "collect", "prove")),
    ("Imprimantes pour le collège", "Brother HL-L5100DN", 2, "public", ("agree", "collect")),
    ("Fixes pour la ressourcerie", "HP EliteDesk", 5, "esus", ("agree",)),
    ("Vieux portables", "Lenovo ThinkPad X240", 3, "eco_organism", ()),
)  # fmt: skip
_NO_MEDIA = ("Dell P2419H", "Brother HL-L5100DN")
_PROOF = b"%PDF-1.4\n% Preuve de la demonstration : quatre ecrans en service\n%%EOF\n"


def fill(demo: Demonstration) -> None:
    """The lots, each as far as its devices allow it."""
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    day = demo.story.day(date(2026, 11, 3))
    stock = list(queries.candidates(authority).order_by("label"))
    signed = set(living(NoMediaStatement, authority).values_list("device_id", flat=True))
    statements = [
        (NoMediaStatement(authority=authority), {
            "device": each, "reason": "Appareil sans mémoire de stockage, ouvert et vérifié",
            "signed_by": "Responsable du parc", "signed_on": day})
        for each in stock if each.label.startswith(_NO_MEDIA) and each.pk not in signed
    ]  # fmt: skip
    write(authority, user, statements)
    for name, stem, count, nature, steps in _LOTS:
        chosen = [each for each in stock if each.label.startswith(stem)][:count]
        _lot(demo, name, chosen, nature, steps, day)


def _lot(  # noqa: PLR0913, PLR0917  (each one of the story)
    demo: Demonstration, name: str, chosen: list[Device], nature: str, steps: tuple[str, ...],
    day: date,
) -> None:  # fmt: skip
    authority, user = demo.authority, demo.people[Role.CONTRIBUTOR]
    lot = Lot(authority=authority)
    values: dict[str, Any] = {
        "name": name,
        "route": nature,
        "taker": living(Taker, authority).filter(nature=nature).first(),
        "place": "Atelier informatique, entrée par la cour",
        "ready_on": day,
        "collect_by": day + timedelta(days=30),
        "committed_on": day if steps else None,
    }
    write(authority, user, [(lot, values)])
    actions.compose(user, lot, chosen, inside=True)
    for number, step in enumerate(steps):
        if step == "prove":
            proof = {"kind": "proof", "name": "Attestation de mise en service",
                     "done_on": day, "count": len(chosen)}  # fmt: skip
            actions.attach(user, lot, _PROOF, proof)
            slip = {"kind": "slip", "name": "Bon signé par les deux parties", "done_on": day}
            actions.attach(user, lot, _PROOF, slip)
        move(user, lot.latest(), step, day + timedelta(days=3 * number))
