"""The observations of an authority as CSV."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.kernel import Observation
from jalons.strategy.store import catalogue
from jalons.strategy.web.observations import queries
from jalons.tabular.files.writing import MARK, csv_text

COLUMNS = (
    "indicator",
    "period_start",
    "period_end",
    "low",
    "value",
    "high",
    "unit",
    "status",
    "method",
    "included",
    "excluded",
    "sources",
    "origin",
)


@within_authority(Role.READER)
def observations_json(_request: HttpRequest, authority: Authority) -> HttpResponse:
    """Redirect a former address, still in use, to the API."""
    return redirect("api_observations", authority.slug)


@within_authority(Role.READER)
def indicator_csv(_request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    if indicator not in catalogue().indicators:
        raise Http404(indicator)
    text = csv_of(queries.observations(authority, indicator))
    # Not the slug: that of a trial is the secret of its session.
    headers = {"Content-Disposition": f'attachment; filename="{indicator}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def csv_of(observations: list[Observation]) -> str:
    """Observations as CSV, every text cell escaped against formulas."""
    return MARK + csv_text([COLUMNS, *map(_cells, observations)])


def _cells(observation: Observation) -> list[Any]:
    value = observation.value
    return [
        observation.indicator,
        observation.period.start,
        observation.period.end,
        value.low,
        value.mid,
        value.high,
        observation.unit.symbol,
        observation.status.value,
        observation.method,
        " | ".join(observation.perimeter.included),
        " | ".join(observation.perimeter.excluded),
        " | ".join(source.cite() for source in observation.sources),
        observation.origin,
    ]
