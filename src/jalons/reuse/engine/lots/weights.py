"""What the devices of a lot weigh: measured, or typical of their kind and marked so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jalons.kernel import Source
from jalons.kernel.tables import package_table


@dataclass(frozen=True, slots=True)
class LotDevice:
    """A device of a lot; ``weight`` in kg is None until somebody weighed it.

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
    weight: Decimal | None = None
    certificates: tuple[str, ...] = ()
    wiping: str = ""
    ready: bool = False
    verdict: str = ""

    @property
    def snapshot(self) -> dict[str, Any]:
        """What an event stores of it: no fraction, no person; its weight in grams."""
        found = weighed(self)
        grams = None if found is None else int(found.kg * 1000)
        basis = "unknown" if found is None else "typical" if found.inferred else "measured"
        works = {True: "works", False: "broken", None: "unknown"}[self.working]
        texts = {name: getattr(self, name) for name in ("kind", "maker", "model", "serial", "tag")}
        state = {"state": works, "wiping": self.wiping, "certificates": list(self.certificates)}
        return {"id": self.key, **texts, "grams": grams, "weight": basis, **state}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A weight in kg; ``inferred`` when it is the typical one of the kind."""

    kg: Decimal
    inferred: bool


@dataclass(frozen=True, slots=True)
class Mass:
    """What a lot weighs in kg, how many of its weights are typical, and how many are not known."""

    kg: Decimal
    inferred: int
    unknown: int


def weighed(device: LotDevice) -> Weighed | None:
    """What a device weighs, None when nobody weighed it and its kind has no typical weight."""
    if device.weight is not None:
        return Weighed(device.weight, inferred=False)
    typical = table()["weights"].get(device.kind)
    return None if typical is None else Weighed(Decimal(typical), inferred=True)


def mass(devices: Iterable[LotDevice]) -> Mass:
    """What devices weigh together, in kg; those without a weight are counted, not guessed."""
    every = [weighed(each) for each in devices]
    known = [each for each in every if each is not None]
    total = sum((each.kg for each in known), Decimal(0))
    return Mass(total, sum(each.inferred for each in known), len(every) - len(known))


def weights_source() -> Source:
    """Where typical weights come from."""
    return Source(**table()["source"])


def table() -> Mapping[str, Any]:
    """The table ``data/lots.toml``."""
    return package_table("jalons.reuse", "lots")
