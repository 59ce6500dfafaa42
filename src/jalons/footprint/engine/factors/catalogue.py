"""The factors of a pack as rows to search, page and export."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jalons.footprint.engine.factors.declarations import DeclaredImpact
from jalons.footprint.engine.factors.licences import is_private
from jalons.footprint.engine.factors.pack import Factor, Mix, Pack, Stage
from jalons.tabular.folding import fold

type Cell = str | float | None

FACTOR_HEADS = (
    "item", "stage", "criterion", "region", "distribution", "value", "low", "high", "unit",
    "quality", "verified", "approximate", "source", "publisher", "published", "licence", "link",
)  # fmt: skip
MIX_HEADS = (
    "dataset", "country", "criterion", "value", "low", "high", "unit", "verified", "source",
    "publisher", "published", "licence", "link",
)  # fmt: skip
MAKER_HEADS = (
    "item", "maker", "stage", "count", "median", "p10", "p90", "unit", "source", "publisher",
    "published", "licence", "link",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactorSearch:
    """A search: words of a device, a stage, a criterion; each empty for all."""

    words: str = ""
    stage: str = ""
    criterion: str = ""


def every_factor(pack: Pack) -> list[Factor]:
    """The factors of a pack that may be shown, those of a region after those of everywhere."""
    return [
        each
        for each in (*pack.factors.values(), *pack.regional.values())
        if not is_private(each.source)
    ]


def matching_factors(pack: Pack, search: FactorSearch) -> list[Factor]:
    """The factors that match, by the order of devices, stages and criteria."""
    wanted = fold(search.words).split()
    named = {
        key: fold(" ".join((key, *kind.name.values(), *kind.plural.values())))
        for key, kind in pack.devices.items()
    }
    matching = [
        each
        for each in every_factor(pack)
        if all(word in named.get(each.item, fold(each.item)) for word in wanted)
        and (not search.stage or each.stage.value == search.stage)
        and (not search.criterion or each.criterion == search.criterion)
    ]
    ranks = [list(names) for names in (pack.devices, [each.value for each in Stage])]
    return sorted(
        matching,
        key=lambda each: (_rank(ranks[0], each.item), _rank(ranks[1], each.stage.value)),
    )


def factor_rows(pack: Pack) -> Iterator[list[Cell]]:
    """A row of ``FACTOR_HEADS`` per factor; a value is empty where the factor is an absence."""
    for each in every_factor(pack):
        spread = each.spread
        yield [
            each.item,
            each.stage.value,
            each.criterion,
            each.region,
            spread.shape.value if spread else "",
            *_values(each),
            each.unit.symbol,
            each.quality.value,
            str(each.verified).lower(),
            str(each.approximate).lower(),
            *_source(each),
        ]


def mix_rows(pack: Pack, dataset: str) -> Iterator[list[Cell]]:
    """A row of ``MIX_HEADS`` per mix of a dataset that may be shown."""
    for mix in pack.mixes.values():
        if mix.dataset == dataset and not is_private(mix.source):
            yield [
                mix.dataset,
                mix.country,
                mix.criterion,
                *_values(mix),
                mix.unit.symbol,
                str(mix.verified).lower(),
                *_source(mix),
            ]


def maker_rows(declared: Iterable[DeclaredImpact]) -> Iterator[list[Cell]]:
    """A row of ``MAKER_HEADS`` per declaration."""
    for each in declared:
        yield [
            each.item,
            each.maker,
            each.stage.value,
            each.count,
            each.median,
            each.p10,
            each.p90,
            each.unit.symbol,
            *_source(each),
        ]


def _values(entry: Factor | Mix) -> tuple[Cell, Cell, Cell]:
    spread = entry.spread
    return (spread.value, spread.low, spread.high) if spread else (None, None, None)


def _source(entry: Factor | Mix | DeclaredImpact) -> tuple[str, ...]:
    source = entry.source
    day = source.published.isoformat() if source.published else ""
    return source.title, source.publisher, day, source.licence, source.link


def _rank(names: Sequence[str], name: str) -> int:
    return names.index(name) if name in names else len(names)
