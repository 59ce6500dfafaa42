"""The files of an inventory: its lines, its results, the yearly chapter."""

from __future__ import annotations

import json
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import slugify

from jalons.footprint.engine.fleet.holdings import lines_with_reasons
from jalons.footprint.web.inventories import queries
from jalons.footprint.web.inventories.lookups import find_assessed
from jalons.footprint.web.inventories.models import AssessedInventory
from jalons.footprint.web.labels import XLSX
from jalons.footprint.web.results import report
from jalons.footprint.words.export import as_csv, as_xlsx, line_table, result_table
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.page_language import lang
from jalons.foundation.documents.formats import FORMATS
from jalons.foundation.rendering.answers import answer

type Table = tuple[list[str], list[list[str | float | None]]]


def _lines(assessed: AssessedInventory) -> Table:
    pack, inventory = queries.pack_of(assessed), queries.lines_of(assessed)
    return line_table(inventory, lines_with_reasons(inventory, pack), pack, lang())  # type: ignore[return-value]


def _results(assessed: AssessedInventory) -> Table:
    assessment = queries.assessment_of(assessed)
    return result_table(assessment, queries.pack_of(assessed), lang())  # type: ignore[return-value]


def _json(assessed: AssessedInventory) -> bytes:
    return json.dumps(assessed.result, ensure_ascii=False, indent=1).encode()


# kind → media type, suffix, bytes
KINDS: dict[str, tuple[str, str, Callable[[AssessedInventory], bytes]]] = {
    "lignes-csv": ("text/csv; charset=utf-8", "csv", lambda each: as_csv(*_lines(each))),
    "lignes-xlsx": (XLSX, "xlsx", lambda each: as_xlsx("Lignes", *_lines(each))),
    "resultats-csv": ("text/csv; charset=utf-8", "csv", lambda each: as_csv(*_results(each))),
    "resultats-xlsx": (XLSX, "xlsx", lambda each: as_xlsx("Résultats", *_results(each))),
    "resultats-json": ("application/json", "json", _json),
}
REPORT = "rapport-"


@within_authority(Role.READER)
def export(request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    report_kind = kind.removeprefix(REPORT) if kind.startswith(REPORT) else ""
    if kind not in KINDS and report_kind not in FORMATS:
        raise Http404
    assessed = find_assessed(authority, pk)
    name = f"{slugify(assessed.inventory.name.rsplit('.', 1)[0]) or 'inventaire'}-{kind}"
    if report_kind:
        return answer(
            request,
            authority=authority,
            kind=report_kind,
            name=name,
            tree=lambda: report.document(assessed, lang()),
            back=reverse("footprint_result", args=[authority.slug, pk]),
        )
    media, suffix, make = KINDS[kind]
    response = HttpResponse(make(assessed), content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    return response
