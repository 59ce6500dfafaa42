"""Brings exports and declarations, confirms rules, declares a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.files.brought import all_or_none
from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Batch
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import JalonsError
from jalons.procurement.capture import accounting
from jalons.procurement.documents.agec import declaration_csv, read_declaration
from jalons.procurement.engine.agec import spending
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.web.agec import indicators, queries
from jalons.procurement.web.agec.models import AccountingExport, AgecRule, AgecYear, SpendingSum
from jalons.procurement.words.agec import export_words
from jalons.procurement.words.sentences import say

LOOK, READ = "procurement.accounting_look", "procurement.accounting_read"
_BATCH = 2_000


def drop_export(year: AgecYear, user: Person, file: File[bytes], name: str) -> Job:
    """The job that looks at the columns of an export; the same file counts once in a year.

    One that was brought before and not read yet is taken up again.
    """
    found = AccountingExport(agec_year=year, authority=year.authority)
    found.describe(file, name)
    same = queries.exports(year).filter(sha256=found.sha256, problem="").first()
    if same is not None and same.read_at is None:
        return _start(LOOK, _("Looking at “%s”") % same.name, same, user)
    if same is not None:
        raise ProcurementError("accounting_twice", year=str(year.year))
    with all_or_none([found]):
        found.store(file)
        return _start(LOOK, _("Looking at “%s”") % found.name, found, user)


def read_export(export: AccountingExport, user: Person, reading: accounting.ExportReading) -> Job:
    reading.checked()
    if export.read_at or not export.file:
        raise ProcurementError("accounting_used")
    with transaction.atomic():
        export.reading = msgspec.to_builtins(reading)
        export.save(update_fields=["reading"])
        return _start(READ, _("Reading “%s”") % export.name, export, user)


def _start(kind: str, label: str, export: AccountingExport, user: Person) -> Job:
    authority = export.authority
    return start_job(
        authority=authority, kind=kind, label=label, user=user,
        arguments={"authority": authority.pk, "export": str(export.pk)},
        back_url=queries.export_page(export),
    )  # fmt: skip


def _of_job(authority: int, export: str) -> AccountingExport:
    return queries.every_export(Authority.objects.get(pk=authority)).get(pk=UUID(export))


@job(LOOK, idempotent=True)
def look_job(job_progress: JobProgress, *, authority: int, export: str) -> JobResult:
    """Look at the columns of an export."""
    job_progress(0, 1)
    found = _of_job(authority, export)
    if found.read_at or not found.file:
        return JobResult(url=queries.export_page(found))
    try:
        with folders.copied(found.file) as path:
            layout = accounting.look(path, found.name)
    except JalonsError as error:
        found.problem = str(error)[:500]
        found.erase_file()
    else:
        found.layout = {
            "headings": list(layout.proposal.headings),
            "columns": [
                [c.field, c.column, c.is_known] for c in layout.proposal.columns
            ],
            "sample": [list(row) for row in layout.sample],
        }  # fmt: skip
    found.save(update_fields=["problem", "layout", "file"])
    return JobResult(url=queries.export_page(found))


@job(READ, idempotent=True)
def read_job(job_progress: JobProgress, *, authority: int, export: str) -> JobResult:
    """Sum an export, then erase it."""
    found = _of_job(authority, export)
    year = found.agec_year
    if found.read_at is None:
        said = found.reading | {"year": year.year}
        reading = msgspec.convert(said, accounting.ExportReading)

        def progress(done: float) -> None:
            job_progress(round(done * 100), 100)

        try:
            with folders.copied(found.file) as path:
                sums = accounting.read(path, found.name, reading, progress)
        except ProcurementError as error:
            found.problem = str(error)[:500]
            found.save(update_fields=["problem"])
            return JobResult(url=queries.export_page(found))
        _store(found, sums, reading.vat)
    return JobResult(url=reverse("agec_mapping", args=[year.authority.slug, year.pk]))


@transaction.atomic
def _store(export: AccountingExport, found: spending.Export, vat: Decimal | None) -> None:
    """Store the sums of an export in place of its file."""
    owner = export.authority
    rows = [
        SpendingSum(authority=owner, export=export, account=g.account, label=g.label,
                    supplier=g.supplier, amount=g.amount, lines=g.lines)
        for g in found.groups
    ]  # fmt: skip
    SpendingSum.objects.of(owner).filter(export=export).delete()
    for start in range(0, len(rows), _BATCH):
        SpendingSum.objects.create_all(rows[start : start + _BATCH])
    export.report = {
        "said": export_words(found, vat, lang()),
        "left_out": [[row, say(code, lang()), text] for row, code, text in found.left_out],
        "from_tax": vat is not None,
        "total": str(found.total),
    }
    export.read_at, export.layout = timezone.now(), {}
    transaction.on_commit(lambda: export.file.delete(save=False))
    AccountingExport.objects.of(owner).filter(pk=export.pk).update(
        report=export.report, read_at=export.read_at, layout={}, file=""
    )
    recompute(export.agec_year)


@transaction.atomic
def forget_export(export: AccountingExport, user: Person) -> None:
    export.discard()
    year = export.agec_year
    record(request_user=user, authority=year.authority, verb=Verb.CHANGED, urn=year.urn,
           label=f"{year} · {export.name}")  # fmt: skip
    recompute(year)


def recompute(year: AgecYear) -> None:
    """Store what the sums of a year come to under its confirmed rules, and publish it."""
    found = list(queries.assignments(year))
    left = spending.unassigned(found)
    sums = {
        "families": {
            code: [str(each.spent), str(each.reused), str(each.recycled)]
            for code, each in spending.accounts(found).items()
        },
        "left": [len(left), str(sum((each.group.amount for each in left), spending.ZERO))],
    }
    store_computed(AgecYear.objects.of(year.authority).filter(pk=year.pk), sums=sums)
    year.sums = sums
    indicators.publish(year)


def rules_changed(authority: Authority, _changes: Sequence[Any]) -> None:
    """Compute again the years that have exports."""
    for year in queries.years(authority).filter(exports__isnull=False).distinct():
        recompute(year)


def years_changed(authority: Authority, _changes: Sequence[Any]) -> None:
    """Publish the years again, those in the trash as unknown."""
    every = AgecYear.objects.of(authority).select_related("authority")
    for year in sorted(every, key=lambda each: each.deleted_at is None):  # the living last
        indicators.publish(year)


def confirm(year: AgecYear, user: Person, chosen: Iterable[AgecRule]) -> Batch | None:
    """The act that makes rules of other years count in this one."""
    changes = [(each, {"years": sorted({*each.years, year.year})}) for each in chosen]
    return write(year.authority, user, changes, label=str(year))


def assign(year: AgecYear, user: Person, chosen: Iterable[spending.Rule]) -> Batch | None:
    """The act that makes new rules, confirmed for this year."""
    changes = [
        (AgecRule(authority=year.authority),
         {"family": r.family, "use": r.use.value, "account": r.account, "label": r.label,
          "supplier": r.supplier, "years": [year.year]})
        for r in dict.fromkeys(chosen)
    ]  # fmt: skip
    return write(year.authority, user, changes, label=str(year))


@transaction.atomic
def declare(year: AgecYear, user: Person, day: date, by: str) -> Batch | None:
    """Write that a year is declared, with the file as it is now."""
    content = declaration_csv(queries.accounts_of(year).rows).decode()
    store_computed(AgecYear.objects.of(year.authority).filter(pk=year.pk), filed=content)
    return write(year.authority, user, [(year, {"declared_on": day, "declared_by": by})])


@transaction.atomic
def bring_declaration(
    authority: Authority, user: Person, content: bytes, name: str
) -> list[AgecYear]:
    """The years of a declaration filed elsewhere, its file stored with each of them.

    Raises ``ProcurementError``: ``declaration_columns``, ``declaration_years``.
    """
    rows = read_declaration(content, name)
    found: list[AgecYear] = []
    if not rows or any(row.year is None for row in rows):
        raise ProcurementError("declaration_years")
    for number in sorted({row.year for row in rows if row.year is not None}):
        own = [row for row in rows if row.year == number]
        year = queries.years(authority).filter(year=number).first()
        if year is None:
            year = AgecYear(authority=authority)
            write(authority, user, [(year, {"year": number, "buyer": own[0].name[:200]})])
        year.filed = declaration_csv(own).decode()
        store_computed(AgecYear.objects.of(authority).filter(pk=year.pk), filed=year.filed)
        found.append(year)
    return found
