"""What is known of one territory: facts of a public file, or figures a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from jalons.kernel import Interval, Period, Source


class KnownName(StrEnum):
    """What may be known of a territory. The first five replace a part of the estimate."""

    TOTAL = "total"
    TERMINALS = "terminals"
    DATA_CENTRES = "data_centres"
    NETWORKS = "networks"
    BOXES = "boxes"
    RESIDENTS = "residents"
    HOUSEHOLDS = "households"
    FIRMS = "firms"
    PREMISES = "premises"
    FIBRE = "fibre"
    INCOME = "income"
    CENTRE_ELECTRICITY = "centre_electricity"


REPLACING = (
    KnownName.TOTAL, KnownName.TERMINALS, KnownName.DATA_CENTRES, KnownName.NETWORKS,
    KnownName.BOXES,
)  # fmt: skip
UNITS: Mapping[KnownName, str] = {
    **dict.fromkeys(REPLACING[:4], "t CO2 eq"),
    KnownName.BOXES: "MWh",
    KnownName.CENTRE_ELECTRICITY: "MWh",
    KnownName.INCOME: "EUR",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of one territory, with its source and its vintage (``2021`` or ``2018-03-31``).

    ``france`` is the same figure for the whole country: without it, the figure allocates nothing.
    ``missing`` communes have no value in the file: the figure is then a lower bound. ``inferred``
    is true when something was supplied by rule, such as a lost leading zero: to be confirmed.
    """

    name: KnownName
    value: Interval
    as_of: str
    source: str
    link: str = ""
    france: float | None = None
    missing: int = 0
    inferred: bool = False

    @property
    def whole(self) -> bool:
        """Whether it counts the whole territory."""
        return self.missing == 0

    @property
    def period(self) -> Period:
        """The year or the day of the figure."""
        if len(self.as_of) == 4:
            return Period.year(int(self.as_of))
        day = date.fromisoformat(self.as_of)
        return Period(day, day)

    def cited(self, by: str) -> Source:
        """Its source: “INSEE, comparateur” names the publisher, else ``by``, who provided it."""
        publisher, _comma, title = self.source.partition(",")
        if not title.strip():
            publisher, title = by, self.source
        return Source(title.strip(), publisher.strip(), None, "unstated", self.link)

    def record(self) -> dict[str, Any]:
        """Itself as JSON values."""
        return asdict(self) | {"name": self.name.value}


def known_from(record: Mapping[str, Any]) -> Known:
    """The figure of JSON values."""
    name, value = KnownName(record["name"]), Interval(**record["value"])
    return Known(**(dict(record) | {"name": name, "value": value}))


def fibre_share(known: Mapping[KnownName, Known]) -> float | None:
    """The share (0 to 1) of premises that can be connected to fibre.

    None unless both counts are whole, of the same day, and the part no larger than the whole.
    """
    fibre, premises = known.get(KnownName.FIBRE), known.get(KnownName.PREMISES)
    if fibre is None or premises is None or fibre.as_of != premises.as_of:
        return None
    if not (fibre.whole and premises.whole and premises.value.mid):
        return None
    share = fibre.value.mid / premises.value.mid
    return share if share <= 1 else None
