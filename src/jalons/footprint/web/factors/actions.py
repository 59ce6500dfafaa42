"""What changes the factors an authority brought, and what it computes again after it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.footprint.engine.inventory import FootprintError
from jalons.footprint.engine.linting import Finding, Severity, refused
from jalons.footprint.engine.own_factors import OwnFactors
from jalons.footprint.web.factors import factor_packs
from jalons.footprint.web.factors.models import OwnFactorFile
from jalons.footprint.web.inventories import layout, queries
from jalons.footprint.web.inventories.actions import Person, compute_again
from jalons.footprint.web.inventories.models import InventoryFile
from jalons.footprint.web.storing import stored
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job

MOST_FINDINGS = 5000


def add_factors(
    *, authority: Authority, user: Person, file: File[bytes], licence: str, shown: bool
) -> Job:
    """Keep a file of factors under its terms, and start checking it."""
    kept = _new(authority, user, file, licence=licence, shown=shown)
    with stored(kept.file, kept.name, file, authority=authority):
        _keep(kept, user)
        return _check_again(kept, user)


def import_factors(
    *, authority: Authority, user: Person, file: File[bytes], licence: str, shown: bool
) -> OwnFactorFile:
    """Keep and check a file of factors in one go, for the demonstration."""
    kept = _new(authority, user, file, licence=licence, shown=shown)
    with stored(kept.file, kept.name, file, authority=authority):
        _keep(kept, user)
    _check(kept)
    return kept


def _new(
    authority: Authority, user: Person, file: File[bytes], *, licence: str, shown: bool
) -> OwnFactorFile:
    clean = Path((file.name or "").replace("\\", "/")).name[:200] or _("factors")
    return OwnFactorFile(
        authority=authority,
        name=clean,
        size=file.size,
        licence=licence,
        shown=shown,
        added_by=user if isinstance(user, User) else None,
    )


def _keep(kept: OwnFactorFile, user: Person) -> None:
    kept.save(force_insert=True)
    _journal(kept, user, Verb.IMPORTED, after=_terms(kept))


def change_terms(*, factors: OwnFactorFile, user: Person, licence: str, shown: bool) -> Job:
    """Keep other terms; what was computed with the file is told again under them."""
    before = _terms(factors)
    factors.licence, factors.shown = licence, shown
    return _changed(factors, user, before=before, after=_terms(factors))


def link_items(*, factors: OwnFactorFile, user: Person, items: dict[str, str]) -> Job:
    """Keep which devices their references are; an empty device forgets a link."""
    before = {name: factors.items.get(name, "") for name in items}
    merged = factors.items | items
    factors.items = {name: device for name, device in merged.items() if device}
    return _changed(factors, user, before=before, after=items)


def delete_factors(*, factors: OwnFactorFile, user: Person) -> Job:
    """Put a file of factors aside; the inventories that used it are computed without it."""
    factors.deleted_at = factors.changed_at = timezone.now()
    with transaction.atomic():
        factors.save(update_fields=["deleted_at", "changed_at"])
        _journal(factors, user, Verb.DELETED)
        return _start(factors, user, _("Computing without “%s”") % factors.name)


def restore_factors(*, factors: OwnFactorFile, user: Person) -> Job:
    """Undo a deletion; the inventories that had chosen the file are computed with it again."""
    factors.deleted_at, factors.changed_at = None, timezone.now()
    with transaction.atomic():
        factors.save(update_fields=["deleted_at", "changed_at"])
        _journal(factors, user, Verb.RESTORED)
        return _check_again(factors, user)


@job("footprint.factors", idempotent=True)
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
        _check(found)
    for done, inventory in enumerate(waiting, start=1):
        job_progress(done, len(waiting) + 1)
        compute_again(inventory=inventory, user=person, today=timezone.localdate())
    job_progress(len(waiting) + 1, len(waiting) + 1)
    if found.deleted_at is not None:
        return JobResult(url=reverse("footprint_own_factors", args=[owner.slug]), urn=found.urn)
    page = reverse("footprint_own_factor_file", args=[owner.slug, found.pk])
    return JobResult(url=page, urn=found.urn)


def _check(factors: OwnFactorFile) -> None:
    try:
        factors.outcome = _outcome(factor_packs.overlay(factors), shown=factors.shown)
        factors.state, factors.problem = OwnFactorFile.State.CHECKED, None
    except FootprintError as error:
        factors.state, factors.problem = OwnFactorFile.State.REFUSED, layout.problem(error)
    factors.save(update_fields=["outcome", "state", "problem"])


def _outcome(found: OwnFactors, *, shown: bool) -> dict[str, Any]:
    """What became of each row, as JSON values without any number that may not be shown."""
    told = [each for each in found.notices if each.code != "numecoeval_factor_refused"]
    down = refused(found.findings)
    grouped = Counter(each.severity for each in found.findings)
    return {
        "rows": found.rows,
        "used": found.used,
        "mixes": found.mixes,
        "refused": len(down),
        "doubted": grouped[Severity.WARNING],
        "linked": dict(found.items),
        "unmatched": list(found.unmatched),
        "findings": [_finding(each, shown=shown) for each in found.findings[:MOST_FINDINGS]],
        "notices": [layout.notice(each) for each in told[:MOST_FINDINGS]],
    }


def _finding(each: Finding, *, shown: bool) -> dict[str, Any]:
    """A finding with its sentence in both languages, numbers hidden unless they may be shown."""
    return {
        "code": each.code,
        "severity": each.severity.value,
        "row": each.line.where.row,
        "message": {lang: each.message(lang, hidden=not shown) for lang in ("fr", "en")},
    }


def _users_of(factors: OwnFactorFile) -> list[InventoryFile]:
    """The assessed inventories whose choices name this file."""
    assessed = queries.inventories(factors.authority).filter(state=InventoryFile.State.ASSESSED)
    chosen = assessed.filter(choices__own_factors=str(factors.pk))
    return list(chosen.select_related("authority"))


def _changed(factors: OwnFactorFile, user: Person, *, before: object, after: object) -> Job:
    factors.changed_at = timezone.now()
    with transaction.atomic():
        factors.save(update_fields=["licence", "shown", "items", "changed_at"])
        _journal(factors, user, Verb.CHANGED, before=before, after=after)
        return _check_again(factors, user)


def _terms(factors: OwnFactorFile) -> dict[str, object]:
    return {"licence": factors.licence, "shown": factors.shown}


def _check_again(factors: OwnFactorFile, user: Person) -> Job:
    return _start(factors, user, _("Checking “%s”") % factors.name)


def _start(factors: OwnFactorFile, user: Person, label: str) -> Job:
    return start_job(
        authority=factors.authority,
        kind="footprint.factors",
        label=label,
        user=user,
        arguments={
            "authority": factors.authority_id,
            "factors": str(factors.pk),
            "user": user.pk if isinstance(user, User) else None,
        },
        back_url=reverse("footprint_own_factors", args=[factors.authority.slug]),
    )


def _journal(
    factors: OwnFactorFile,
    user: Person,
    verb: Verb,
    *,
    before: object = None,
    after: object = None,
) -> None:
    record(
        request_user=user,
        authority=factors.authority,
        verb=verb,
        urn=factors.urn,
        label=factors.name,
        before=before,
        after=after,
    )
