"""The purchases of the demonstration: one decided, one whose quotes are being compared."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from jalons.foundation.accounts.models import Role
from jalons.foundation.accounts.ports.demonstration import Demonstration
from jalons.foundation.register.writer import write
from jalons.procurement.web.purchases import actions, queries
from jalons.procurement.web.purchases.models import Purchase, PurchaseQuote

LAPTOPS: dict[str, Any] = {
    "title": "Douze ordinateurs portables pour les accueils",
    "kind": "laptop",
    "quantity": 12,
    "amount": Decimal(9_600),
    "need": "Remplacer les portables des accueils, dont les batteries ne tiennent plus.",
    "keep": "Non : sept sur douze ne reçoivent plus de mises à jour.",
    "repair": "Oui pour cinq : batterie changée. Il en reste douze à remplacer.",
    "pool": "Non, chaque accueil en a besoin aux mêmes heures.",
    "borrow": "Aucun prêt trouvé auprès de l’agglomération.",
    "rent": "La location coûte plus que l’achat au bout de deux ans.",
    "reuse": "Plus de portable en réserve au parc ; deux fournisseurs en ont de reconditionnés.",
    "same_need": "Non, aucun autre achat de portables prévu cette année.",
}
LAPTOP_QUOTES: tuple[dict[str, Any], ...] = (
    {"supplier": "Bureau Clair", "price": Decimal(780), "tax": "ht", "condition": "new", "life": 6,
     "warranty": Decimal(3), "energy": Decimal(24), "index": Decimal("7.4"),
     "index_kind": "repairability", "delivery": "Trois semaines"},
    {"supplier": "Atelier Rebond", "price": Decimal("444.00"), "tax": "ttc", "vat": Decimal(20),
     "condition": "refurbished", "life": 4, "warranty": Decimal(2), "energy": Decimal(28),
     "index": Decimal("7.1"), "index_kind": "repairability", "delivery": "Dix jours"},
    {"supplier": "Numéris Distribution", "missing": "Pas de réponse après deux relances."},
)  # fmt: skip
SCREENS: dict[str, Any] = {
    "title": "Huit écrans pour le service urbanisme",
    "kind": "monitor",
    "quantity": 8,
    "amount": Decimal(1_500),
    "need": "Des plans à lire sur deux écrans.",
    "keep": "Non, les postes n’ont qu’un écran.",
    "repair": "Sans objet.",
    "pool": "Non, ils servent toute la journée.",
    "borrow": "Deux écrans prêtés par la médiathèque en attendant.",
    "rent": "Pas d’offre pour si peu.",
    "reuse": "Quatre écrans du parc serviront ; le reste est demandé reconditionné.",
}
SCREEN_QUOTES: tuple[dict[str, Any], ...] = (
    {"supplier": "Bureau Clair", "price": Decimal("189.90"), "tax": "ht", "condition": "new",
     "warranty": Decimal(2), "energy": Decimal(45), "delivery": "Deux semaines"},
    {"supplier": "Atelier Rebond", "price": Decimal(95), "tax": "ht", "condition": "refurbished",
     "life": 5, "warranty": Decimal(1), "delivery": "Dix jours"},
)  # fmt: skip


def fill(demo: Demonstration) -> None:
    """Write the two purchases."""
    user, authority = demo.people[Role.CONTRIBUTOR], demo.authority

    def stored(values: dict[str, Any], quotes: tuple[dict[str, Any], ...]) -> Purchase:
        made = Purchase(authority=authority)
        write(authority, user, [(made, values)])
        for each in quotes:
            write(authority, user, [(PurchaseQuote(authority=authority, purchase=made), each)])
        return queries.purchases(authority).get(pk=made.pk)

    laptops = stored(LAPTOPS, LAPTOP_QUOTES)
    chosen = next(each for each in laptops.quotes.all() if each.supplier == "Atelier Rebond")
    why = (
        "Le reconditionné coûte moins par an de service, pour un carbone voisin. Nous renonçons"
        " à un an de garantie et à deux ans de durée."
    )
    on = demo.story.day(date(2026, 9, 22))
    actions.decide(laptops, user=user, quote=chosen, why=why, on=on)
    stored(SCREENS, SCREEN_QUOTES)
