"""The actors and some fundings of the demonstration: every organisation and amount is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.register.writer import write
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.roadmap.models import Action, Funding

WORKSHOP = (date(2026, 4, 14), "Atelier des acteurs du numérique")
AGREED = {"consent_on": date(2026, 5, 12), "consent_how": "Compte rendu de l’atelier, relu"}
# Name (or the number of the action whose partner it is), kind, state, part, actions; who came.
ACTORS: tuple[tuple[str, Mapping[str, Any], tuple[str, ...], str], ...] = (
    ("1.3", {"kind": "reuse", "state": "engaged", "commitments": [6],
             "role": "Reprendre et remettre en état les ordinateurs réformés",
             "brings": "Un atelier et quatre salariés en insertion",
             "signed": "Convention de réemploi", "signed_on": date(2026, 6, 22), **AGREED},
     ("1.3",), "yes"),
    ("1.2", {"kind": "operator", "state": "engaged", "commitments": [5],
             "role": "Ouvrir un lot d’équipements reconditionnés",
             "brings": "Un marché commun à neuf collectivités", **AGREED}, ("1.2",), "yes"),
    ("Région", {"kind": "region", "state": "engaged", "commitments": [5, 8],
                "role": "Aider l’achat reconditionné", "brings": "Une subvention", **AGREED},
     ("1.2", "1.1"), "yes"),
    ("Syndicat d’informatique", {
        "kind": "operator", "state": "engaged", "commitments": [4, 8],
        "role": "Suivre le parc des petites communes", "brings": "Deux techniciens",
        "signed": "Charte du numérique responsable", "signed_on": date(2026, 9, 7), **AGREED},
     ("1.1",), "yes"),
    ("Préfecture", {"kind": "state", "state": "approached", "commitments": [1],
                    "role": "Accueillir les usagers dans les maisons de services"},
     ("2.1",), "unknown"),
    ("Association d’aide numérique", {
        "kind": "mediation", "state": "engaged", "commitments": [1, 2],
        "role": "Accompagner les habitants dans leurs démarches",
        "brings": "Six bénévoles et un bus", **AGREED}, ("2.1",), "yes"),
    ("Office public de l’habitat", {"kind": "landlord", "state": "identified",
                                    "role": "Ouvrir ses halls aux ateliers"}, ("2.1",), "no"),
    ("Panel d’habitants", {"kind": "residents", "state": "engaged", "commitments": [3],
                           "role": "Lire le bilan avant le conseil", **AGREED}, (), "yes"),
)  # fmt: skip
FUNDINGS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("1.1", {"funder": "Région", "scheme": "Appel à projets sur la réparation", "state": "to_file",
             "deadline": date(2027, 2, 15), "eligible": Decimal(24000), "asked": Decimal(9600),
             "follower": "Direction du numérique"}),
    ("2.2", {"funder": "État", "scheme": "Dotation d’accessibilité", "state": "asked",
             "asked": Decimal(12000), "follower": "Direction de la communication"}),
    ("1.3", {"funder": "Éco-organisme", "state": "idea", "asked": Decimal(2000)}),
)  # fmt: skip


def fill(*, authority: Authority, contributor: User) -> None:
    """Give the demonstration its actors, their invitation to a workshop, and more fundings."""
    sheets = {
        each.number: each
        for each in Action.objects.of(authority).filter(deleted_at=None).exclude(number="")
    }
    for name, values, numbers, came in ACTORS:
        written = sheets[name].partners[0] if name in sheets and sheets[name].partners else name
        linked = [sheets[number].pk for number in numbers if number in sheets]
        actor = Actor(authority=authority)
        about = {"name": written, "organisation": True, "actions": linked, **values}
        on, to = WORKSHOP
        answered = "unknown" if came == "unknown" else "yes"
        invitation = ActorInvitation(authority=authority, actor=actor)
        invited = {"on": on, "to": to, "answered": answered, "came": came}
        write(authority, contributor, [(actor, about), (invitation, invited)])
    for number, values in FUNDINGS:
        if action := sheets.get(number):
            money = Funding(authority=authority, action=action)
            write(authority, contributor, [(money, values)])
