"""What is read of personal data: what forbids to publish, what remains to decide."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.web.datasets.models import Dataset, Distribution
from jalons.catalogue.web.datasets.panels import Blocker, Panel
from jalons.catalogue.web.privacy.models import (
    FileScan,
    PersonalColumn,
    ProcessingSheet,
    SmallCount,
)
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel.tables import package_table

SHOWN = 10  # counts of a file


def columns(authority: Authority) -> QuerySet[PersonalColumn]:
    """The columns that look personal, those to decide first."""
    return living(PersonalColumn, authority).select_related("distribution__dataset", "authority")


def sheets(authority: Authority) -> QuerySet[ProcessingSheet]:
    """The sheets of processing with their dataset."""
    return living(ProcessingSheet, authority).select_related("dataset", "authority")


def files(dataset: Dataset) -> list[Distribution]:
    """The files a dataset stores here."""
    found = living(Distribution, dataset.authority).filter(dataset=dataset).exclude(file="")
    return list(found.select_related("scan", "dataset", "authority"))


def scan_of(distribution: Distribution) -> FileScan | None:
    """The scan of the file as it is now, None while it waits."""
    scan: FileScan | None = getattr(distribution, "scan", None)
    return scan if scan and scan.sha256 == distribution.sha256 else None


def sheet_of(dataset: Dataset) -> ProcessingSheet | None:
    """The sheet of a dataset, None when nobody wrote it."""
    return sheets(dataset.authority).filter(dataset=dataset).first()


def counts_of(distribution: Distribution) -> list[SmallCount]:
    """The latest counts of small groups of the file as it is now."""
    rows = living(SmallCount, distribution.authority).filter(distribution=distribution)
    return list(rows.filter(sha256=distribution.sha256)[:SHOWN])


def smallest_group() -> int:
    """The size below which a group is small, by default."""
    return int(package_table("jalons.catalogue", "personal")["small_count"])


def headline(found: QuerySet[PersonalColumn]) -> str:
    """How many columns wait for a decision."""
    count = found.filter(is_open=True).count()
    text = ngettext("%(count)s column that looks personal is to decide.",
                    "%(count)s columns that look personal are to decide.", count)  # fmt: skip
    return text % {"count": count} if count else _("No column waits for a decision.")


def sheets_headline(found: QuerySet[ProcessingSheet]) -> str:
    """How many datasets have personal data."""
    count = found.filter(personal=ProcessingSheet.Personal.YES).count()
    text = ngettext("%(count)s dataset contains personal data.",
                    "%(count)s datasets contain personal data.", count)  # fmt: skip
    return text % {"count": count} if count else _("No dataset is known to contain personal data.")


def has_personal_data(dataset: Dataset, sheet: ProcessingSheet | None) -> bool:
    """Whether a person said so, in the sheet or of one of its columns."""
    if sheet and sheet.personal == ProcessingSheet.Personal.YES:
        return True
    allowed = columns(dataset.authority).filter(distribution__dataset=dataset)
    return allowed.filter(decision=PersonalColumn.Decision.LEGAL_BASIS).exists()


def blockers(dataset: Dataset) -> Sequence[Blocker]:
    """Why a dataset may not be published: files not examined, columns to decide, no legal basis."""
    url, found = reverse("personal_dataset", args=[dataset.authority.slug, dataset.pk]), []
    waiting = [each for each in files(dataset) if scan_of(each) is None]
    if waiting:
        text = ngettext("%(count)s file is not examined yet for personal data.",
                        "%(count)s files are not examined yet for personal data.",
                        len(waiting)) % {"count": len(waiting)}  # fmt: skip
        found.append(Blocker(text, url, _("See the files")))
    undecided = columns(dataset.authority).filter(distribution__dataset=dataset, is_open=True)
    unread = [each for each in undecided if each.kind == PersonalColumn.Kind.UNREAD]
    if unread:
        text = ngettext("%(count)s file could not be read: somebody has to see what it contains.",
                        "%(count)s files could not be read: somebody has to see what they contain.",
                        len(unread)) % {"count": len(unread)}  # fmt: skip
        found.append(Blocker(text, url, _("Decide")))
    names = [each.column or _("no heading") for each in undecided if each not in unread]
    if names:
        text = ngettext("%(count)s column looks personal: %(names)s.",
                        "%(count)s columns look personal: %(names)s.", len(names))  # fmt: skip
        few = ", ".join(names[:SHOWN])
        found.append(Blocker(text % {"count": len(names), "names": few}, url, _("Decide")))
    if dataset.audience == Dataset.Audience.OPEN:
        found += [Blocker(text, url, _("Fill the sheet")) for text in _of_sheet(dataset)]
    return found


def _of_sheet(dataset: Dataset) -> list[str]:
    """Why a dataset with personal data is not open to everybody."""
    sheet = sheet_of(dataset)
    if not has_personal_data(dataset, sheet):
        return []
    found = []
    if sheet is None or not sheet.legal_basis:
        found.append(_("It contains personal data and has no legal basis: it cannot be open."))
    if sheet and sheet.assessment == ProcessingSheet.Assessment.NEEDED:
        found.append(_("The impact assessment it needs is not done: it cannot be open."))
    return found


def panel(dataset: Dataset) -> Panel | None:
    """What is known of the personal data of a dataset."""
    url = reverse("personal_dataset", args=[dataset.authority.slug, dataset.pk])
    undecided = columns(dataset.authority).filter(distribution__dataset=dataset, is_open=True)
    sheet, action = sheet_of(dataset), _("Personal data of this dataset")
    if count := undecided.count():
        text = ngettext("%(count)s column that looks personal is to decide.",
                        "%(count)s columns that look personal are to decide.", count)  # fmt: skip
        return Panel(text % {"count": count}, url=url, action=action, mark=_("not publishable"),
                     mark_kind="late")  # fmt: skip
    if has_personal_data(dataset, sheet):
        basis = sheet.get_legal_basis_display() if sheet and sheet.legal_basis else ""
        facts = ((_("Legal basis"), basis),) if basis else ()
        return Panel(_("It contains personal data."), facts, url, action)
    if any(scan_of(each) is None for each in files(dataset)):
        return Panel(_("Its files are being examined."), url=url, action=action)
    return Panel(_("No personal data are known in it."), url=url, action=action)
