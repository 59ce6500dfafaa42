"""The families of article 58, what the decree aims at for each, what a gift counts for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from jalons.kernel import Source
from jalons.procurement.engine.errors import ProcurementError

IT = "it"
OUTSIDE = "outside"
"""The family of what article 58 does not concern."""


class TargetShare(StrEnum):
    """A share of the spending; ``EITHER`` when a source does not say how it is split."""

    REUSED = "reused"
    RECYCLED = "recycled"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class AgecFamily:
    """A family: ``label`` is its exact name in the official schema, ``short`` in both languages.

    ``accounts`` are where towns usually book it: a proposal, not a rule.
    """

    code: str
    label: str
    short: Mapping[str, str]
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """The least share (0 to 1) of a family from a year on; None while nobody read it."""

    family: str
    year: int
    share: TargetShare
    least: Decimal | None
    source: Source


@dataclass(frozen=True, slots=True)
class GiftKind:
    """What was received: its flat value in euros, None while nobody read it in the order."""

    kind: str
    family: str
    names: Mapping[str, str]
    value: Decimal | None
    source: Source

    def worth(self, units: int, own: Decimal | None) -> Decimal:
        """Euros that ``units`` of it count for; ``own`` is the value a person read in the order.

        Raises ``ProcurementError`` (``gift_value_missing``, ``gift_value_other``).
        """
        if self.value is not None and own is not None and own != self.value:
            raise ProcurementError("gift_value_other", field="unit_value", value=self.value)
        value = own if self.value is None else self.value
        if value is None:
            raise ProcurementError("gift_value_missing", field="unit_value")
        return units * value


def in_force(
    targets: Iterable[Target], family: str, share: TargetShare, year: int
) -> Target | None:
    """The target in force in a year: the last one begun; None before the first."""
    begun = [each for each in targets if (each.family, each.share) == (family, share)]
    return max((e for e in begun if e.year <= year), key=lambda each: each.year, default=None)


def aims(targets: Iterable[Target], family: str, year: int) -> list[Target]:
    """The targets in force for a family in a year, a share each, those nobody read left out."""
    known = list(targets)
    found = (in_force(known, family, share, year) for share in TargetShare)
    return [each for each in found if each is not None and each.least is not None]


def following(
    targets: Iterable[Target], family: str, share: TargetShare, year: int
) -> Target | None:
    """The first target that begins after a year; None after the last."""
    ahead = [each for each in targets if (each.family, each.share) == (family, share)]
    return min((e for e in ahead if e.year > year), key=lambda each: each.year, default=None)
