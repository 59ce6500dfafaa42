"""The page of one indicator of an authority: its entry, its latest figure, how it changed."""

from __future__ import annotations

from dataclasses import dataclass

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Observation, Source
from jalons.strategy.engine.catalogue import Indicator
from jalons.strategy.engine.diagnosis.path import change, latest_by_indicator, same_measure
from jalons.strategy.store import manifesto
from jalons.strategy.web.catalogue.pages import (
    CommitmentWords,
    IndicatorEntry,
    commitment_words,
    entry,
    indicator_url,
)
from jalons.strategy.web.observations import queries
from jalons.strategy.web.observations.figures import (
    change_words,
    method_words,
)


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator of an authority: its sheet, its latest figure, how it moved."""

    sheet: IndicatorEntry
    commitment: CommitmentWords
    change: str
    mixed: bool  # some values differ in perimeter or method
    latest: Observation | None
    method: str
    sources: tuple[Source, ...]


def indicator_page(authority: Authority, indicator: Indicator) -> IndicatorPage:
    known = queries.observations(authority, indicator.id)
    latest = latest_by_indicator(known).get(indicator.id)
    moved = change(known) if indicator.measures else None  # an assumption does not move
    return IndicatorPage(
        sheet=entry(indicator, latest, indicator_url(authority, indicator.id)),
        commitment=commitment_words(manifesto().commitment(indicator.commitment)),
        change=change_words(moved, indicator) if moved else "",
        mixed=any(not same_measure(each, latest) for each in known) if latest else False,
        latest=latest,
        method=method_words(latest.method) if latest else "",
        sources=tuple(dict.fromkeys(latest.sources)) if latest else (),
    )
