"""Stores and checks the factors of an authority; computes the inventories that use them again."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.footprint.engine.factor_files.own_factors import OwnFactors
from jalons.footprint.engine.factors.linting import Finding, Severity, refused
from jalons.footprint.engine.inventory.line import FootprintError
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import computation, notices, queries
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.uploads import stored
from jalons.footprint.words.findings import finding_text
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.models import Verb
from jalons.foundation.register.models import Batch, Change
from jalons.foundation.register.writer import Person, store_computed, write
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Urn

KIND = "footprint.factors"
MOST_FINDINGS = 5000


def add_factors(
    *, authority: Authority, user: Person, file: File[bytes], licence: str, shown: bool
) -> OwnFactorFile:
    """The file of factors stored under its terms; its check starts."""
    return _brought(authority, user, file, licence=licence, shown=shown, checked=False)


def import_factors(
    *, authority: Authority, user: Person, file: File[bytes], licence: str, shown: bool
) -> OwnFactorFile:
    """The file of factors stored and checked in one go, for the demonstration."""
    return _brought(authority, user, file, licence=licence, shown=shown, checked=True)


def _brought(  # noqa: PLR0913  (each one said by name)
    authority: Authority,
    user: Person,
    file: File[bytes],
    *,
    licence: str,
    shown: bool,
    checked: bool,
) -> OwnFactorFile:
    name = Path((file.name or "").replace("\\", "/")).name[:200] or _("factors")
    made = OwnFactorFile(authority=authority, name=name, size=file.size)
    values = {"name": name, "licence": licence, "shown": shown}
    with stored(made.file, name, file, authority=authority):
        if checked:
            for field, value in _judged(made, **values).items():
                setattr(made, field, value)
        write(authority, user, [(made, values)], verb=Verb.IMPORTED)
    return made


def link_items(*, factors: OwnFactorFile, user: Person, items: dict[str, str]) -> Batch | None:
    """Store which devices their references are; an empty device forgets a link."""
    merged = {name: device for name, device in (factors.items | items).items() if device}
    return write(factors.authority, user, [(factors, {"items": merged})])


def start_check(authority: Authority, change: Change) -> None:
    """Start checking a file that changed; one that was checked before it was stored is left."""
    found = OwnFactorFile.objects.of(authority).get(pk=Urn.parse(change.urn).id)
    if change.before is None and found.state != OwnFactorFile.State.DROPPED:
        return
    gone = found.deleted_at is not None
    label = _("Computing without “%s”") if gone else _("Checking “%s”")
    user = change.batch.user
    start_job(
        authority=authority,
        kind=KIND,
        label=label % found.name,
        user=user,
        arguments={
            "authority": authority.pk,
            "factors": str(found.pk),
            "user": user.pk if user else None,
        },
        back_url=reverse("footprint_factor_file_list", args=[authority.slug]),
    )


def check_of(factors: OwnFactorFile) -> Job | None:
    """The last check of a file that was started, over or not."""
    jobs = Job.objects.of(factors.authority).filter(kind=KIND)
    return jobs.filter(arguments__factors=str(factors.pk)).order_by("-pk").first()


@job(KIND, idempotent=True)
def factors_job(
    job_progress: JobProgress, *, authority: int, factors: str, user: int | None
) -> JobResult:
    """Check a file of factors, then compute again the inventories that chose it."""
    owner = Authority.objects.get(pk=authority)
    found = OwnFactorFile.objects.of(owner).select_related("authority").get(pk=factors)
    person = User.objects.filter(pk=user).first() if user else None
    waiting = _users_of(found)
    job_progress(0, len(waiting) + 1)
    if found.deleted_at is None:
        mine = OwnFactorFile.objects.of(owner).filter(pk=found.pk)
        store_computed(mine, **_judged(found))
    for done, inventory in enumerate(waiting, start=1):
        job_progress(done, len(waiting) + 1)
        computation.compute(inventory=inventory, user=person, today=timezone.localdate())
    job_progress(len(waiting) + 1, len(waiting) + 1)
    if found.deleted_at is not None:
        return JobResult(
            url=reverse("footprint_factor_file_list", args=[owner.slug]), urn=found.urn
        )
    page = reverse("footprint_factor_file", args=[owner.slug, found.pk])
    return JobResult(url=page, urn=found.urn)


def _judged(factors: OwnFactorFile, **terms: Any) -> dict[str, Any]:
    """The outcome of the linter on a file under its terms, as fields of the file."""
    for name, value in terms.items():
        setattr(factors, name, value)
    try:
        outcome = _outcome(factor_packs.overlay(factors), shown=factors.shown)
    except FootprintError as error:
        return {"state": OwnFactorFile.State.REFUSED, "problem": notices.problem_json(error)}
    return {"outcome": outcome, "state": OwnFactorFile.State.CHECKED, "problem": None}


def _outcome(found: OwnFactors, *, shown: bool) -> dict[str, Any]:
    """The outcome of each row, as JSON values without any number that may not be shown."""
    notices_left = [each for each in found.notices if each.code != "numecoeval_factor_refused"]
    down = refused(found.findings)
    grouped = Counter(finding.severity for finding in found.findings)
    return {
        "rows": found.rows,
        "used": found.used,
        "mixes": found.mixes,
        "refused": len(down),
        "doubted": grouped[Severity.WARNING],
        "linked": dict(found.items),
        "unmatched": list(found.unmatched),
        "findings": [
            _finding(each if shown else each.masked()) for each in found.findings[:MOST_FINDINGS]
        ],
        "notices": [notices.notice_json(each) for each in notices_left[:MOST_FINDINGS]],
    }


def _finding(each: Finding) -> dict[str, Any]:
    """A finding with its sentence in both languages."""
    return {
        "code": each.code,
        "severity": each.severity.value,
        "row": each.line.where.row,
        "message": {lang: finding_text(each, lang) for lang in ("fr", "en")},
    }


def _users_of(factors: OwnFactorFile) -> list[InventoryFile]:
    """The assessed inventories whose choices name this file."""
    assessed = queries.inventories(factors.authority).filter(state=InventoryFile.State.ASSESSED)
    chosen = assessed.filter(choices__own_factors=str(factors.pk))
    return list(chosen.select_related("authority"))
