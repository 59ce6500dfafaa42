"""The results of an inventory, for machines."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from jalons.footprint.engine.analysis.comparison import compare
from jalons.footprint.engine.exchange.pcrsi import as_response
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import assessed_or_unready
from jalons.footprint.web.results.api_records import (
    BreakdownQuery,
    ComparisonQuery,
    ComparisonRecord,
    LinesQuery,
    ShareRecord,
    TraceRecord,
    TracesQuery,
)
from jalons.footprint.web.scopes import READ, endpoints
from jalons.footprint.words.explain import explain
from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Page
from jalons.foundation.design.page_language import lang

LEFT_OUT = "left_out"


@endpoints.get("inventories/<uuid:pk>/assessment", _("The footprint of an inventory"), scope=READ)
def assessment(call: AuthorityCall, pk: UUID) -> dict[str, Any]:
    """The same document as ``jalons footprint run --json``."""
    result: dict[str, Any] = assessed_or_unready(call, pk).result
    return result


@endpoints.get("inventories/<uuid:pk>/lines", _("The lines of an inventory"), scope=READ)
def lines(call: AuthorityCall, pk: UUID, query: LinesQuery) -> Page[dict[str, Any]]:
    """Each line counted or with its reason."""
    reason = "" if query.reason == LEFT_OUT else query.reason
    found, _counts = queries.rows(
        assessed_or_unready(call, pk), reason=reason, device=query.device, q=query.q
    )
    return Page.of(found, query, dict)


@endpoints.get(
    "inventories/<uuid:pk>/traces", _("How the figures of a device were computed"), scope=READ
)
def traces(call: AuthorityCall, pk: UUID, query: TracesQuery) -> list[TraceRecord]:
    """Formula, inputs, sources and licences; private values are masked."""
    found = queries.assessment_of(assessed_or_unready(call, pk))
    requested = (query.device, query.criterion)
    chosen = [trace for trace in found.traces if (trace.device, trace.criterion) == requested]
    if not chosen:
        raise Http404
    return [TraceRecord.of(each, explain(each, lang())) for each in chosen]


@endpoints.get(
    "inventories/<uuid:pk>/breakdown", _("The footprint shared out by an axis"), scope=READ
)
def breakdown(call: AuthorityCall, pk: UUID, query: BreakdownQuery) -> list[ShareRecord]:
    """By kind of device, entity, site, country, stage, tier or criterion, the heaviest first."""
    assessed = assessed_or_unready(call, pk)
    if query.criterion not in queries.assessment_of(assessed).criteria:
        raise Http404
    shares = queries.shares(assessed, query.by, query.criterion)
    return [ShareRecord.of(share) for share in shares]


@endpoints.get(
    "inventories/<uuid:pk>/comparison", _("What changed since another inventory"), scope=READ
)
def comparison(call: AuthorityCall, pk: UUID, query: ComparisonQuery) -> ComparisonRecord:
    """Differences on shared draws, each with its own interval."""
    before = queries.assessment_of(assessed_or_unready(call, query.before))
    return ComparisonRecord.of(
        compare(before, queries.assessment_of(assessed_or_unready(call, pk)))
    )


@endpoints.get("inventories/<uuid:pk>/pcr-si", _("The footprint in the PCR-SI format"), scope=READ)
def pcr_si(call: AuthorityCall, pk: UUID) -> dict[str, Any]:
    """The response of the exchange format of Boavizta."""
    assessed = assessed_or_unready(call, pk)
    return as_response(
        queries.assessment_of(assessed),
        queries.study_of(assessed).pack,
        organization=call.authority.name,
        dataset=assessed.inventory.name,
        timestamp=assessed.made_at,
    )
