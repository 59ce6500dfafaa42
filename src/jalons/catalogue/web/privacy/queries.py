"""What is read of personal data: what forbids to publish, what remains to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from jalons.catalogue.web.datasets import queries as datasets
from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import Blocker
from jalons.catalogue.web.privacy import models as stored
from jalons.catalogue.web.privacy.models import FileScan, PersonalColumn, ProcessingSheet
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.panels import Panel

SHOWN = 10  # names of columns in a sentence


def columns(authority: Authority) -> QuerySet[PersonalColumn]:
    """The columns that look personal, those to decide first."""
    return living(PersonalColumn, authority).select_related("distribution__dataset", "authority")


def sheets(authority: Authority) -> QuerySet[ProcessingSheet]:
    return living(ProcessingSheet, authority).select_related("dataset", "authority")


def sheet_of(dataset: Dataset) -> ProcessingSheet | None:
    return sheets(dataset.authority).filter(dataset=dataset).first()


def files(authority: Authority, **which: Any) -> QuerySet[Distribution]:
    return datasets.files(authority, **which).select_related("scan", "dataset", "authority")


def scan_of(file: Distribution) -> FileScan | None:
    """The scan of a file as it is now, None while it waits."""
    scan: FileScan | None = getattr(file, "scan", None)
    return scan if scan and scan.sha256 == file.sha256 else None


def headline(found: QuerySet[PersonalColumn]) -> str:
    count = found.filter(is_open=True).count()
    return _said("to_decide" if count else "all_decided", count=count)


def reasons(dataset: Dataset) -> Iterator[str]:
    """Why a dataset may not be published: files not examined, columns to decide, no legal basis."""
    authority = dataset.authority
    if waiting := sum(scan_of(each) is None for each in files(authority, dataset=dataset)):
        yield _said("waiting", count=waiting)
    own = columns(authority).filter(distribution__dataset=dataset)
    undecided = list(own.filter(is_open=True))
    if unread := sum(each.kind == stored.UNREAD for each in undecided):
        yield _said("unread", count=unread)
    names = [each.column or _said("no_heading") for each in undecided if each.kind != stored.UNREAD]
    if names:
        yield _said("suspected", count=len(names), names=", ".join(names[:SHOWN]))
    sheet = sheet_of(dataset)
    personal = sheet and sheet.personal == "yes"
    if dataset.audience != Dataset.Audience.OPEN or not (
        personal or own.filter(decision=stored.LEGAL_BASIS).exists()
    ):
        return
    if sheet is None or not sheet.legal_basis:
        yield _said("no_basis")
    if sheet and sheet.assessment == "needed":
        yield _said("no_assessment")


def blockers(dataset: Dataset) -> Sequence[Blocker]:
    """Each reason not to publish a dataset leads to the page where a person decides."""
    url = _page(dataset)
    return [Blocker(each, url, _("Personal data of this dataset")) for each in reasons(dataset)]


def panel(dataset: Dataset) -> Panel | None:
    """What is known of the personal data of a dataset; nothing of one that others describe."""
    if dataset.origin:
        return None
    why, sheet = next(reasons(dataset), ""), sheet_of(dataset)
    answer = sheet.personal if sheet else "unknown"
    if answer == "unknown" and not files(dataset.authority, dataset=dataset).exists():
        answer = "no_file"
    basis = sheet.get_legal_basis_display() if sheet else ""
    facts = ((_("Legal basis"), basis),) if basis else ()
    mark = _("not publishable") if why else ""
    return Panel(why or _said(f"panel.{answer}"), facts, _page(dataset),
                 _("Personal data of this dataset"), mark, "late" if why else "idle")  # fmt: skip


def _page(dataset: Dataset) -> str:
    return reverse("personal_dataset", args=[dataset.authority.slug, dataset.pk])


def _said(key: str, **values: Any) -> str:
    return say(f"personal.{key}", lang(), **values)
