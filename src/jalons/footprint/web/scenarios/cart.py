"""What a person chose so far: in the address, so that nothing is stored and a link shares it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.scenarios.levers import MOST, about
from jalons.footprint.web.scenarios.models import SavedScenario

CHOICE, NAME, YEAR, OBJECTIVE = "choix", "nom", "annee", "objectif"
OPENED, ADDED, REMOVED = "carte", "ajouter", "ote"


@dataclass(frozen=True, slots=True)
class Cart:
    """The levers chosen so far, in their order; the name and the aims of their scenario."""

    levers: tuple[str, ...] = ()
    name: str = ""
    year: str = ""
    objective: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Cart:
        """What an address says; of two levers about the same thing, the last one."""
        cart = cls(name=query.get(NAME, "")[:100])
        for lever in filter(None, map(str.strip, query.getlist(CHOICE)[:MOST])):
            cart = cart.with_lever(lever[:200])
        return replace(cart, year=query.get(YEAR, ""), objective=query.get(OBJECTIVE, ""))

    @classmethod
    def of_stored(cls, stored: SavedScenario) -> Cart:
        """The levers of a stored scenario, under its name."""
        year, less = stored.target_year, stored.percent_less
        return cls(
            tuple(stored.levers),
            stored.name,
            "" if year is None else str(year),
            "" if less is None else str(less).removesuffix(".0"),
        )

    def with_lever(self, lever: str) -> Cart:
        """With one more lever, in place of another about the same thing."""
        if about(lever) in map(about, self.levers):
            taken = (lever if about(each) == about(lever) else each for each in self.levers)
            return replace(self, levers=tuple(taken))
        return replace(self, levers=(*self.levers, lever))

    def without(self, lever: str) -> Cart:
        """Without a lever."""
        return replace(self, levers=tuple(each for each in self.levers if each != lever))

    def replaced_by(self, lever: str) -> str:
        """The lever that another one would take the place of, "" without one."""
        same = (each for each in self.levers if about(each) == about(lever) and each != lever)
        return next(same, "")

    def pairs(self) -> list[tuple[str, str]]:
        """Its parts as the fields of a form."""
        named = {NAME: self.name, YEAR: self.year, OBJECTIVE: self.objective}
        return [
            *((CHOICE, each) for each in self.levers),
            *((key, value) for key, value in named.items() if value),
        ]

    def url(self, inventory: InventoryFile, **more: str) -> str:
        """The builder of an inventory with this cart, and more parameters."""
        query = QueryDict(mutable=True)
        for key, value in [*self.pairs(), *((k, v) for k, v in more.items() if v)]:
            query.appendlist(key, value)
        page = reverse("footprint_scenarios", args=[inventory.authority.slug, inventory.pk])
        return f"{page}?{query.urlencode(safe=':')}" if query else page
