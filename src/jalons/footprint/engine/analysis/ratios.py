"""A footprint for one person: for each member of staff, for each pupil, whole or by place.

A ratio is worth what its denominator is: whom it counts, when, after what. Two ratios are compared
only when they count the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import polars as pl

from jalons.footprint.engine.analysis.breakdown import Dimension, Share, break_down, joined, whole
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.fleet.holdings import lines_with_reasons
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.kernel import Interval
from jalons.tabular.folding import fold

OLD = 366  # days between a count of people and an inventory, beyond which a ratio is marked
AXES = (Dimension.ENTITY, Dimension.SITE)


class Population(StrEnum):
    """The people a footprint is divided by."""

    STAFF = "staff"
    PUPILS = "pupils"


class RatioDoubt(StrEnum):
    """Why a ratio is not computed, or not compared with another."""

    NO_SUCH_PLACE = "no_such_place"  # the inventory names no such department or site
    NOT_ASSESSED = "not_assessed"
    FOR_OTHERS_TOO = "for_others_too"  # all the equipment, for pupils only
    OTHER_PEOPLE = "other_people"
    OTHER_PLACES = "other_places"
    OTHER_EQUIPMENT = "other_equipment"
    OTHER_USES = "other_uses"  # network, paper: counted in one and not in the other
    OTHER_METHOD = "other_method"
    UNDATED = "undated"
    OLD_COUNT = "old_count"


@dataclass(frozen=True, slots=True)
class Headcount:
    """People counted: how many, whom, where, on what day and after what.

    ``axis`` is null for the whole authority; ``places`` are departments or sites as the inventory
    writes them. Raises ``FootprintError`` (``headcount_value``) for nobody.
    """

    population: Population
    people: float
    axis: Dimension | None = None
    places: tuple[str, ...] = ()
    counted_on: date | None = None
    origin: str = ""

    def __post_init__(self) -> None:
        if not self.people > 0:
            raise FootprintError("headcount_value", value=self.people)

    @property
    def among(self) -> tuple[Population, Dimension | None, frozenset[str]]:
        """What identifies the people counted, whenever they are."""
        return self.population, self.axis, frozenset(map(fold, self.places))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A yearly footprint for one person, in the unit of its criterion; ``doubt`` when it is null.

    ``share`` is what is divided, ``basis`` what it counts, by the doubt that another would raise.
    ``days`` separate the count of people from the inventory.
    """

    headcount: Headcount
    share: Share | None
    value: Interval | None
    basis: Mapping[RatioDoubt, object]
    days: int | None
    doubt: RatioDoubt | None = None

    @property
    def is_old(self) -> bool:
        """Whether people were counted more than a year away from the inventory."""
        return self.days is not None and self.days > OLD


def ratios(
    assessment: Assessment,
    headcounts: Iterable[Headcount],
    *,
    inventory: Inventory,
    pack: Pack,
    fleet: str = "",
) -> tuple[Ratio, ...]:
    """The climate ratio of each count of people, in their order.

    ``fleet`` names what the ``inventory`` counts. Places are found as folded text: « Écoles » is
    « ecoles ».
    """
    basis, on = _basis(assessment, pack, fleet), inventory.extracted_on
    lines = lines_with_reasons(inventory, pack).filter(pl.col("reason").is_null())
    parts: dict[Dimension, tuple[Share, ...]] = {}
    found = []
    for each in headcounts:
        if each.axis is not None and each.axis not in parts:
            parts[each.axis] = break_down(assessment, each.axis, CLIMATE, pack=pack, lines=lines)
        share, doubt = _share(assessment, each, pack, parts)
        value = share.value.scaled(1 / each.people) if share and share.value else None
        days = abs((each.counted_on - on).days) if each.counted_on and on else None
        if share is not None and value is None:
            doubt = RatioDoubt.NOT_ASSESSED
        found.append(Ratio(each, share, value, basis, days, doubt))
    return tuple(found)


def _basis(assessment: Assessment, pack: Pack, fleet: str) -> dict[RatioDoubt, object]:
    kinds = {each.device for each in assessment.devices}
    return {
        RatioDoubt.OTHER_EQUIPMENT: fleet,
        RatioDoubt.OTHER_USES: {name for name in kinds if not pack.devices[name].is_device},
        RatioDoubt.OTHER_METHOD: (
            *(assessment.method, assessment.factors_version, assessment.lifetime),
            *(assessment.mix, assessment.pue, assessment.home),
        ),
    }


def _share(
    assessment: Assessment,
    headcount: Headcount,
    pack: Pack,
    parts: dict[Dimension, tuple[Share, ...]],
) -> tuple[Share | None, RatioDoubt | None]:
    if headcount.axis is None:
        if headcount.population is Population.PUPILS:
            return None, RatioDoubt.FOR_OTHERS_TOO
        return whole(assessment, CLIMATE, pack=pack), None
    wanted = set(map(fold, headcount.places))
    chosen = [each for each in parts[headcount.axis] if each.key and fold(each.key) in wanted]
    if wanted - {fold(each.key) for each in chosen} or not chosen:
        return None, RatioDoubt.NO_SUCH_PLACE
    return joined(assessment, chosen, pack=pack), None


def differences(one: Ratio, other: Ratio, *, places_differ: bool = False) -> tuple[RatioDoubt, ...]:
    """Why two ratios cannot be compared; none when they count the same thing.

    ``places_differ`` allows two departments, or two sites, of one inventory.
    """
    mine, theirs = one.headcount, other.headcount
    same = mine.axis is theirs.axis if places_differ else mine.among[1:] == theirs.among[1:]
    reasons = {
        RatioDoubt.OTHER_PEOPLE: mine.population is not theirs.population,
        RatioDoubt.OTHER_PLACES: not same,
        **{doubt: what != other.basis[doubt] for doubt, what in one.basis.items()},
        RatioDoubt.UNDATED: one.days is None or other.days is None,
        RatioDoubt.OLD_COUNT: one.is_old or other.is_old,
    }
    own = (each.doubt for each in (one, other) if each.doubt is not None)
    return tuple(dict.fromkeys((*own, *(doubt for doubt, true in reasons.items() if true))))


def nearest(headcounts: Sequence[Headcount], on: date) -> tuple[Headcount, ...]:
    """For the same people, the count nearest to a day; an undated one is the last resort."""
    undated = [each for each in headcounts if each.counted_on is None]
    days = [(abs((each.counted_on - on).days), each) for each in headcounts if each.counted_on]
    farthest_first = [each for _, each in sorted(days, key=lambda pair: -pair[0])]
    return tuple({each.among: each for each in (*undated, *farthest_first)}.values())


def places_without(
    lines: pl.DataFrame, headcounts: Iterable[Headcount], axis: Dimension
) -> tuple[str, ...]:
    """The places of an axis nobody was counted in, the most devices first."""
    counted = {fold(place) for each in headcounts if each.axis is axis for place in each.places}
    found = (
        lines.filter(pl.col(axis.value).fill_null("") != "")
        .group_by(axis.value)
        .agg(pl.col("quantity").sum())
        .sort(["quantity", axis.value], descending=[True, False])
    )
    return tuple(place for place in found[axis.value] if fold(place) not in counted)
