"""Yearly footprints that others published: compared only when they count the same thing."""

from __future__ import annotations

from collections.abc import Iterable
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
    ours, found = set(pack.beyond) - set(assessment.not_covered), []
    for each in (figure for figure in figures if figure.subject == YEARLY):
        apart = () if each.covered is None else tuple(sorted(ours ^ set(each.covered)))
        reasons = {
            f"not_per_{each.per}": each.per != "staff",
            "no_staff": each.per == "staff" and not assessment.staff,
            "unread": each.covered is None,
            "apart": bool(apart),
            "unverified": not each.source.verified,
        }
        why = tuple(name for name, true in reasons.items() if true)
        found.append(PublishedFootprint(each, why, apart))
    return tuple(found)
