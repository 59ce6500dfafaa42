"""The check of a file: its schema, its errors, the fixes proposed, the files to take away."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from jalons.catalogue.engine.checks.outcome import report_of
from jalons.catalogue.engine.errors import CatalogueError
from jalons.catalogue.store import NamedSchema, schema_named, schemas
from jalons.catalogue.web.checks import actions, queries
from jalons.catalogue.web.checks.models import SchemaCheck
from jalons.catalogue.web.datasets.models import Distribution
from jalons.catalogue.web.datasets.queries import open_dataset
from jalons.catalogue.words.checks import error_words, fix_words, shown
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words as refusal
from jalons.foundation.design.page_language import lang, number_words, short_moment_words
from jalons.foundation.listing.declaration import Column as Shown
from jalons.foundation.listing.export import Sheet, export
from jalons.foundation.register.pages import allows
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.tabular.schemas.checking import CellError

SHOWN, PER_PAGE = 25, 40


def _found(authority: Authority, pk: UUID) -> Distribution:
    return or_404(queries.files(authority).filter(pk=pk).first())


def explained(view: Callable[[HttpRequest, Distribution], HttpResponseBase]) -> Any:
    """A view of a file; an act that is refused says why on the page of its check."""

    @wraps(view)
    def shown_or_said(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponseBase:
        file = _found(authority, pk)
        try:
            return view(request, file)
        except JalonsError as error:
            messages.error(request, refusal(error), "bad")
            return redirect(actions.page_of(file))

    return shown_or_said


@require_safe
@within_authority(Role.READER)
def listing(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The files that can be checked, with what their check came to."""
    page = Paginator(queries.files(authority).order_by("dataset__name", "name"), PER_PAGE)
    files = page.get_page(request.GET.get("page"))
    known = {each.distribution.pk: each for each in queries.rows(authority)}
    table = Table(
        _("Files"), (Column(_("File")), Column(_("Dataset")), Column(_("Schema")),
                     Column(_("Result")), Column(_("Checked on"))),
        tuple(_row(each, known.get(each.pk)) for each in files),
    )  # fmt: skip
    context = {"table": table, "page": files, "sentence": queries.figure(authority)}
    return render(request, "catalogue/checks/list.html", context)


def _row(file: Distribution, found: SchemaCheck | None) -> tuple[Cell | str, ...]:
    words, kind = queries.mark(found) if found else (_("not checked"), "idle")
    return (
        Cell(str(file), url=actions.page_of(file)), str(file.dataset),
        queries.label(file.schema) or pgettext("schema", "none"),
        Cell("", mark=words, mark_kind=kind),
        short_moment_words(found.checked_at) if found else "–",
    )  # fmt: skip


@require_safe
@within_authority(Role.READER)
@explained
def check(request: HttpRequest, file: Distribution) -> HttpResponse:
    """The check of a file."""
    found, schema = queries.check_of(file), schemas().get(file.schema)
    fits = dict(found.outcome.fits) if found else {}
    context = {
        "file": file, "found": found, "schema": schema, "label": queries.label(file.schema),
        "sentence": queries.sentence(found) if found else _("This file was not checked yet."),
        "proposed": [(queries.label(name), round(100 * share)) for name, share in fits.items()
                     if name in schemas() and name != file.schema],
        "schemas": [(each.name, each.label(lang())) for each in schemas().values()],
        "chosen": file.schema or next(iter(fits), ""),
        "may_write": allows(request, Role.CONTRIBUTOR),
        **(_result(found, schema) if found and schema and found.schema == file.schema else {}),
    }  # fmt: skip
    return render(request, "catalogue/checks/check.html", context)


def _result(found: SchemaCheck, schema: NamedSchema) -> dict[str, Any]:
    """The tables of a check: errors by kind, fixes."""
    outcome = found.outcome
    kinds = Table(
        _("What is wrong"),
        (Column(_("Column")), Column(_("Problem")), Column(_("Errors"), numeric=True),
         Column(_("First rows")), Column(_("What to do"))),
        tuple(_kind(each, schema) for each in outcome.kinds[:SHOWN]),
    )  # fmt: skip
    fixes = Table(
        _("Fixes"),
        (Column(_("Fix")), Column(_("Column")), Column(_("Changes"), numeric=True),
         Column(_("Errors solved"), numeric=True), Column(_("Before → after"))),
        tuple(
            (Cell(fix_words(each, lang()), tick=each.key if each.certain else "",
                  ticked=each.certain), each.column or "–", number_words(each.cells),
             number_words(each.solves),
             " · ".join(f"{shown(old)} → {shown(new)}" if each.certain else shown(old)
                        for old, new in each.samples) or "–")
            for each in outcome.fixes
        ),
    )  # fmt: skip
    return {"outcome": outcome, "kinds": kinds, "fixes": fixes,
            "more": max(0, len(outcome.kinds) - SHOWN),
            "fixable": any(each.certain for each in outcome.fixes)}  # fmt: skip


def _kind(each: Any, schema: NamedSchema) -> tuple[str, ...]:
    what, todo = error_words(each.code, schema.field(each.column), lang())
    rows = " · ".join(say("check.row", lang(), row=row, text=shown(text))
                      for row, text in each.first[:3])  # fmt: skip
    return each.column or "–", what, number_words(each.count), rows or "–", todo


@require_POST
@within_authority(Role.CONTRIBUTOR)
@explained
def choose(request: HttpRequest, file: Distribution) -> HttpResponse:
    """The schema a person chose."""
    return follow(actions.choose(request.user, file, request.POST.get("schema", "")))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def run(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return follow(actions.check(_found(authority, pk), request.user))


@require_POST
@within_authority(Role.CONTRIBUTOR)
@explained
def fix(request: HttpRequest, file: Distribution) -> HttpResponse:
    """Apply the fixes that are ticked."""
    return follow(actions.fix(request.user, file, request.POST.getlist("pk")))


@require_POST
@within_authority(Role.CONTRIBUTOR)
@explained
def undo(request: HttpRequest, file: Distribution) -> HttpResponse:
    """Bring back the file as it was before its fixes."""
    return follow(actions.undo_fix(request.user, file))


@require_safe
@within_authority(Role.READER)
@explained
def errors(_request: HttpRequest, file: Distribution) -> HttpResponseBase:
    """Every error of a file, one a line."""
    schema, spoken = schema_named(file.schema), lang()
    report = report_of(actions.read(file), schema)

    def explain(one: CellError) -> str:
        return " ".join(error_words(one.code, schema.field(one.column), spoken))

    columns = [
        Shown(_("Row"), lambda one: one.row or None), Shown(_("Column"), lambda one: one.column),
        Shown(_("Value"), lambda one: one.text), Shown(_("Problem"), explain),
    ]  # fmt: skip
    return export("csv", f"erreurs-{file.pk}", Sheet(str(file), columns, report.errors()))


@require_safe
@within_authority(Role.READER)
@explained
def metadata(_request: HttpRequest, file: Distribution) -> HttpResponse:
    """The columns of a file for machines (CSVW)."""
    found = queries.check_of(file)
    if found is None or not found.metadata:
        raise CatalogueError("csvw_workbook")
    return _csvw(found)


@public
@require_safe
def public_metadata(_request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The same for everybody, when the public page shows the dataset and its data are open."""
    authority = open_dataset(slug, distributions=pk).authority
    rows = queries.rows(authority).exclude(metadata={})
    return _csvw(or_404(rows.filter(distribution=pk).first()))


def _csvw(found: SchemaCheck) -> HttpResponse:
    content = json.dumps(found.metadata, ensure_ascii=False, indent=1)
    answer = HttpResponse(content, content_type="application/csvm+json")
    name = f"{found.distribution.file_name}-metadata.json"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
