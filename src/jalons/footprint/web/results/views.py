"""The results of an inventory by service, site, type, stage, tier or criterion; each figure opens.

The axis and the criterion stand in the address: a view can be shared as a link, or exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from jalons.footprint.engine.analysis.breakdown import Dimension, Share, opened, whole
from jalons.footprint.engine.analysis.indicators import CLIMATE
from jalons.footprint.engine.analysis.published import published_beside
from jalons.footprint.engine.assessment.cautions import warnings_first
from jalons.footprint.engine.assessment.results import Assessment, Trace
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.store import load_norms, load_quoted
from jalons.footprint.web.combinations import lineage
from jalons.footprint.web.fleet import queries as fleet_queries
from jalons.footprint.web.inventories import homes, queries, tables
from jalons.footprint.web.inventories.lookups import find_assessed, page_of
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.inventories.register import inventory_files
from jalons.footprint.web.labels import stage
from jalons.footprint.web.results import front
from jalons.footprint.web.results import tables as result_tables
from jalons.footprint.web.scenarios import proposals
from jalons.footprint.words.breakdown import headline, part_name, share_table, standing_words
from jalons.footprint.words.explain import InputLine, explain
from jalons.footprint.words.export import as_csv
from jalons.footprint.words.figures import named, say
from jalons.footprint.words.summary import summarise
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design import page_language
from jalons.foundation.register.views import in_trash

PER_PAGE = 15
MOST_ROWS = 50
AXES = (
    Dimension.DEVICE,
    Dimension.ENTITY,
    Dimension.SITE,
    Dimension.STAGE,
    Dimension.TIER,
    Dimension.CRITERION,
    Dimension.COUNTRY,
)


@dataclass(frozen=True, slots=True)
class Selection:
    """The axis and the criterion an address requests; an unknown one takes its default."""

    dimension: Dimension
    criterion: str

    @classmethod
    def of(cls, query: QueryDict, pack: Pack) -> Selection:
        axis, criterion = query.get("par", ""), query.get("critere", "")
        return cls(
            Dimension(axis) if axis in Dimension else Dimension.DEVICE,
            criterion if criterion in pack.criteria else CLIMATE,
        )

    def query(self, **more: str) -> str:
        """The query of this selection, with ``more`` parameters."""
        return urlencode({"par": self.dimension.value, "critere": self.criterion} | more)


@within_authority(Role.READER)
def breakdown(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    pack, lang = queries.pack_of(assessed), page_language.lang()
    selection = Selection.of(request.GET, pack)
    shares = queries.shares(assessed, selection.dimension, selection.criterion)
    page = Paginator(shares, PER_PAGE).get_page(request.GET.get("page"))
    addresses = {each.key: _origin(assessed, selection, each) for each in page}
    views = result_tables.View(selection.dimension, pack, lang)
    context = {
        "inventory": assessed.inventory,
        "headline": headline(shares, selection.dimension, pack, lang),
        "axes": [
            _link(say(f"axis.{each.value}", lang), Selection(each, selection.criterion), selection)
            for each in AXES
        ],
        "criteria": [
            _link(named(found.name, lang), Selection(selection.dimension, each), selection)
            for each, found in pack.criteria.items()
            if each in pack.known_criteria()
        ],
        "by_place": selection.dimension in {Dimension.ENTITY, Dimension.SITE, Dimension.COUNTRY},
        "by_criterion": selection.dimension is Dimension.CRITERION,
        "norms": load_norms(),
        "page": page,
        "table": views.table(page, shares, addresses, selection.criterion),
        "chart": views.chart(shares),
        "query": selection.query(),
        "whole_url": f"{page_of(assessed, 'footprint_origin')}?{selection.query()}",
        "assessed": assessed,
    }
    return render(request, "footprint/breakdown.html", context)


@within_authority(Role.READER)
def breakdown_csv(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Every part as CSV, not only the page shown."""
    assessed = find_assessed(authority, pk)
    pack = queries.pack_of(assessed)
    selection = Selection.of(request.GET, pack)
    shares = queries.shares(assessed, selection.dimension, selection.criterion)
    content = as_csv(*share_table(shares, selection.dimension, pack, page_language.lang()))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"resultats-{selection.dimension}-{selection.criterion}.csv".replace("_", "-")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@within_authority(Role.READER)
def origin(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The origin of a figure: the kinds of device it sums, each linked to its factors."""
    assessed = find_assessed(authority, pk)
    pack, lang = queries.pack_of(assessed), page_language.lang()
    selection = Selection.of(request.GET, pack)
    assessment = queries.assessment_of(assessed)
    part = request.GET.get("de")
    if part is None or selection.dimension is Dimension.CRITERION:
        share, key, name = whole(assessment, selection.criterion, pack=pack), "whole", ""
    else:
        shares = queries.shares(assessed, selection.dimension, selection.criterion)
        share = next((each for each in shares if each.key == part), shares[0])
        if share.key != part:
            raise Http404
        key, name = selection.dimension.value, part_name(part, selection.dimension, pack, lang)
    if selection.dimension is Dimension.DEVICE and part:
        trace_url = page_of(assessed, "footprint_trace", part)
        return redirect(f"{trace_url}?critere={selection.criterion}")
    kinds = opened(assessment, share, pack=pack)
    addresses = {
        kind.key: f"{page_of(assessed, 'footprint_trace', kind.key)}"
        f"?critere={selection.criterion}#{share.stage}"
        for kind in kinds
    }
    context = {
        "inventory": assessed.inventory,
        "name": name or say("breakdown.whole", lang),
        "criterion": named(pack.criteria[selection.criterion].name, lang),
        "formula": say(f"origin.{key}", lang),
        "share": share,
        "unit": share.unit.symbol.removesuffix("/year"),
        "table": result_tables.View(Dimension.DEVICE, pack, lang).table(
            kinds, kinds, addresses, selection.criterion
        ),
        "back": f"{page_of(assessed, 'footprint_breakdown')}?{selection.query()}",
        "assessed": assessed,
    }
    return render(request, "footprint/origin.html", context)


def _link(label: str, to: Selection, now: Selection) -> dict[str, Any]:
    """An axis or a criterion, with its address."""
    return {"label": label, "query": to.query(), "current": to == now}


def _origin(assessed: AssessedInventory, selection: Selection, share: Share) -> str:
    if selection.dimension is Dimension.CRITERION:
        query = Selection(selection.dimension, share.criterion).query()
    else:
        query = selection.query(de=share.key)
    return f"{page_of(assessed, 'footprint_origin')}?{query}"


@within_authority(Role.READER)
def result(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    inventory = queries.inventories(authority).filter(pk=pk).first()
    if inventory is None:
        return in_trash(inventory_files, request, pk)
    assessed = queries.latest_assessment(inventory)
    if assessed is None:
        return redirect("footprint_columns", authority.slug, pk)
    assessment, lang = queries.assessment_of(assessed), page_language.lang()
    notices, pack = queries.notices_of(assessed), queries.pack_of(assessed)
    others = queries.comparable(inventory)
    left_out = assessment.rows_read - assessment.rows_counted
    view, tabs = front.tabs(request.GET.get("voir", ""), left_out, lang)
    context = {
        "inventory": inventory,
        "assessed": assessed,
        "changed_since": queries.changed_since(assessed, assessment),
        "others": others,
        "combined": queries.combined_inventories(inventory),
        "counted_in": queries.counted_in(inventory),
        "asks_covers": lineage.is_open(inventory, others),
        "alerts": front.alerts(assessed, (*notices, *assessment.notices), lang),
        "unknown": front.unknown_devices(assessment),
        "home_doubt": homes.doubt(authority, assessment, lang),
        "cards": front.cards(proposals.best(assessed), assessment.impact(CLIMATE).value, lang),
        "view": view,
        "tabs": tabs,
        "left_out_rows": left_out,
        **front.first_screen(assessment, pack, lang),
        **_behind(view, assessed, assessment, pack, lang),
    }
    return render(request, "footprint/result.html", context)


def _behind(
    view: str,
    assessed: AssessedInventory,
    assessment: Assessment,
    pack: Pack,
    lang: str,
) -> dict[str, Any]:
    """What a view of a result adds to its first screen."""
    if view == "exporter":
        return {}
    summary = summarise(assessment, pack, lang=lang)
    if view == "detail":
        return {
            "summary": summary,
            "criteria": result_tables.criteria(summary),
            "stage_table": result_tables.stages(assessment, lang),
            "device_table": result_tables.devices(assessed, assessment, pack, lang),
        }
    if view == "non-compte":
        return {
            "excluded": result_tables.excluded(assessment, lang),
            "uncovered": summary.uncovered,
        }
    beside = published_beside(assessment, load_quoted(), pack)
    remarks = warnings_first(queries.notices_of(assessed))[1]
    return {
        "summary": summary,
        "remarks": tables.remarks(remarks, lang),
        "published": result_tables.published(beside, assessment.per_staff(CLIMATE), lang),
        "compared": any(each.compared for each in beside),
        **result_tables.quality(assessment, lang),
    }


@within_authority(Role.READER)
def lines(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    assessed = find_assessed(authority, pk)
    chosen = {name: request.GET.get(name, "") for name in ("reason", "device", "q")}
    places = request.GET.getlist("ligne")[:MOST_ROWS]
    rows, counts = queries.rows(assessed, **chosen, places=places)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "inventory": assessed.inventory,
        "page": page,
        "places": places,
        "table": result_tables.rows(page, page_language.lang()),
        "reasons": result_tables.reasons(counts, page_language.lang()),
        **chosen,
    }
    return render(request, "footprint/lines.html", context)


@within_authority(Role.READER)
def trace(request: HttpRequest, authority: Authority, pk: UUID, device: str) -> HttpResponse:
    """The origin of the figure of a kind of device: formula, inputs, sources, licences."""
    assessed = find_assessed(authority, pk)
    found = queries.assessment_of(assessed)
    pack = queries.pack_of(assessed)
    lang = page_language.lang()
    requested = request.GET.get("critere", "")
    criterion = requested if requested in found.criteria else CLIMATE
    traces = [each for each in found.traces if (each.device, each.criterion) == (device, criterion)]
    if not traces:
        raise Http404
    kinds = opened(found, whole(found, criterion, pack=pack), pack=pack)
    share = next(kind for kind in kinds if kind.key == device)
    context: dict[str, Any] = {
        "inventory": assessed.inventory,
        "device": pack.devices[device],
        "name": named(pack.devices[device].plural, lang),
        "criterion": named(pack.criteria[criterion].name, lang),
        "share": share,
        "standing": standing_words(share, lang),
        "unit": share.unit.symbol.removesuffix("/year"),
        "stages": _opened(traces, lang),
        "assessed": assessed,
        "by_hand": fleet_queries.corrected_lines(assessed, device),
    }
    return render(request, "footprint/trace.html", context)


def _opened(traces: list[Trace], lang: str) -> list[tuple[str, str, str, list[InputLine]]]:
    """Each stage with its formula and its inputs; an input of several stages stands once."""
    shown: set[tuple[str, str]] = set()
    stages = []
    for each in traces:
        explanation = explain(each, lang)
        inputs = [line for line in explanation.inputs if (line.name, line.value) not in shown]
        shown |= {(line.name, line.value) for line in inputs}
        stages.append((each.stage.value, stage(each.stage, lang), explanation.formula, inputs))
    return stages
