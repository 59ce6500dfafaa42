"""What the devices of a lot weigh: measured, or typical of their kind and marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from jalons.kernel.tables import package_table

_TEXTS = ("kind", "maker", "model", "serial", "tag", "wiping")
_WORKS = {True: "works", False: "broken", None: "unknown"}


class Weighed(NamedTuple):
    """A weight in kg; ``inferred`` when it is the typical one of the kind."""

    kg: Decimal
    inferred: bool


class Mass(NamedTuple):
    """What a lot weighs in kg, how many of its weights are typical, and how many are not known."""

    kg: Decimal
    inferred: int
    unknown: int


@dataclass(frozen=True, slots=True)
class LotDevice:
    """A device of a lot; ``measured`` is in kg, None until somebody weighed it.

    ``value``: euros, what it is worth today. ``certificates`` are those of its drives;
    ``wiping`` is "wiped", "no_media", or why it may not leave yet. ``verdict``: what the rules say
    of the route of the lot ("allowed", "missing", "refused").
    """

    key: str
    name: str
    kind: str
    maker: str = ""
    model: str = ""
    serial: str = ""
    tag: str = ""
    bought_on: date | None = None
    value: Decimal | None = None
    working: bool | None = None
    measured: Decimal | None = None
    certificates: tuple[str, ...] = ()
    wiping: str = ""
    ready: bool = False
    verdict: str = ""

    @property
    def weight(self) -> Weighed | None:
        """What it weighs, None when nobody weighed it and its kind has no typical weight."""
        if self.measured is not None:
            return Weighed(self.measured, inferred=False)
        typical = table()["weights"].get(self.kind)
        return None if typical is None else Weighed(Decimal(typical), inferred=True)

    @property
    def snapshot(self) -> dict[str, Any]:
        """What an event stores of it: no fraction, no person; its weight in grams."""
        found = self.weight
        basis = "unknown" if found is None else "typical" if found.inferred else "measured"
        grams = None if found is None else int(found.kg * 1000)
        texts = {name: getattr(self, name) for name in _TEXTS}
        more = {"state": _WORKS[self.working], "certificates": list(self.certificates)}
        return {"id": self.key, **texts, "grams": grams, "weight": basis, **more}


def mass(devices: Iterable[LotDevice]) -> Mass:
    """What devices weigh together, in kg; those without a weight are counted, not guessed."""
    every = [each.weight for each in devices]
    known = [each for each in every if each is not None]
    total = sum((each.kg for each in known), Decimal(0))
    return Mass(total, sum(each.inferred for each in known), len(every) - len(known))


def table() -> Mapping[str, Any]:
    """The table ``data/lots.toml``."""
    return package_table("jalons.reuse", "lots")
