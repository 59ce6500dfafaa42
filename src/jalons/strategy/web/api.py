"""Observations of an authority, for machines and for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.kernel import Observation
from jalons.kernel.cells import harmless
from jalons.strategy.store import catalogue
from jalons.strategy.web import queries

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
def observations_json(_request: HttpRequest, authority: Authority) -> JsonResponse:
    """Every observation of the authority, in the order they were recorded."""
    records = [record(observation) for observation in queries.observations(authority)]
    options = {"ensure_ascii": False}
    return JsonResponse({"observations": records}, json_dumps_params=options)


@within_authority(Role.READER)
def indicator_csv(_request: HttpRequest, authority: Authority, indicator: str) -> HttpResponse:
    """The values of one indicator: UTF-8 with a mark, semicolons, numbers with a point."""
    if indicator not in catalogue().indicators:
        raise Http404(indicator)
    text = csv_of(queries.observations(authority, indicator))
    # Not the slug: that of a trial is the secret of its session.
    headers = {"Content-Disposition": f'attachment; filename="{indicator}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def record(observation: Observation) -> dict[str, Any]:
    """An observation as JSON values: dates in ISO 8601, unit as a kernel symbol."""
    quality = observation.quality
    return {
        "indicator": observation.indicator,
        "value": {
            "low": observation.value.low,
            "mid": observation.value.mid,
            "high": observation.value.high,
        },
        "unit": observation.unit.symbol,
        "period": {
            "start": observation.period.start.isoformat(),
            "end": observation.period.end.isoformat(),
        },
        "perimeter": {
            "authority": str(observation.perimeter.authority),
            "included": observation.perimeter.included,
            "excluded": observation.perimeter.excluded,
        },
        "sources": [queries.source_record(source) for source in observation.sources],
        "method": observation.method,
        "status": observation.status.value,
        "quality": queries.quality_record(quality),
        "origin": str(observation.origin),
    }


def csv_of(observations: list[Observation]) -> str:
    """Observations as CSV, every text cell made inert for spreadsheets."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for observation in observations:
        writer.writerow(_cells(observation))
    return "\ufeff" + stream.getvalue()


def _cells(observation: Observation) -> list[str]:
    value = observation.value
    return [
        harmless(observation.indicator),
        observation.period.start.isoformat(),
        observation.period.end.isoformat(),
        *(repr(number) for number in (value.low, value.mid, value.high)),
        harmless(observation.unit.symbol),
        observation.status.value,
        harmless(observation.method),
        harmless(" | ".join(observation.perimeter.included)),
        harmless(" | ".join(observation.perimeter.excluded)),
        harmless(" | ".join(source.cite() for source in observation.sources)),
        harmless(str(observation.origin)),
    ]
