"""Yearly footprints that others published: compared only when they count the same thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jalons.footprint.engine.assessment.results import Assessment
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.factors.quoted_figures import QuotedFigure

YEARLY = "yearly_footprint"


@dataclass(frozen=True, slots=True)
class PublishedFootprint:
    """A published footprint beside an assessment; ``reasons`` say why it is not compared.

    ``topics`` are the uses that one of the two counts and the other does not.
    """

    figure: QuotedFigure
    reasons: tuple[str, ...]
    topics: tuple[str, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether it counts the same thing as the assessment, for the same person."""
        return not self.reasons


def published_beside(
    assessment: Assessment, figures: Iterable[QuotedFigure], pack: Pack
) -> tuple[PublishedFootprint, ...]:
    """The published yearly footprints, each compared or with the reasons why it is not."""
    return tuple(_beside(each, assessment, pack) for each in figures if each.subject == YEARLY)


def _beside(figure: QuotedFigure, assessment: Assessment, pack: Pack) -> PublishedFootprint:
    ours = set(pack.beyond) - set(assessment.not_covered)
    apart = () if figure.covered is None else sorted(ours ^ set(figure.covered))
    return PublishedFootprint(figure, tuple(_reasons(figure, assessment, apart)), tuple(apart))


def _reasons(figure: QuotedFigure, assessment: Assessment, apart: Iterable[str]) -> Iterator[str]:
    if figure.per != "staff":
        yield f"not_per_{figure.per}"
    elif not assessment.staff:
        yield "no_staff"
    if figure.covered is None:
        yield "unread"
    elif tuple(apart):
        yield "apart"
    if not figure.source.verified:
        yield "unverified"
