"""The measured indicators for other rooms: the kernel contract ``IndicatorFigures``."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.kernel import Observation, Urn
from jalons.kernel.contracts import IndicatorSheet
from jalons.strategy.engine.indicators.grid import MOST_SHARE
from jalons.strategy.store import catalogue
from jalons.strategy.web.observations import queries


class Figures:
    """What is measured; assumptions, projections and allocated averages compare with nobody."""

    def sheets(self, lang: str) -> dict[str, IndicatorSheet]:
        """The measured indicators by id, in their order; a share goes from 0 to ``MOST_SHARE``."""
        found = {}
        for each in catalogue().indicators.values():
            if each.measures:
                least, most = (0.0, MOST_SHARE) if each.unit.symbol == "%" else (None, None)
                found[each.id] = IndicatorSheet(each.id, each.name.to(lang), each.unit, least, most)
        return found

    def latest(self, authority: Urn, indicator: str) -> Observation | None:
        """The latest observation of an indicator for an authority."""
        owner = Authority.objects.filter(slug=authority.id).first()
        return queries.latest(owner, [indicator]).get(indicator) if owner else None


figures = Figures()
