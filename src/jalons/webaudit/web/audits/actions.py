"""Measures the pages of an audit in the worker; stores a file of measures as a run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority, at_work
from jalons.foundation.accounts.scoping import living
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.webaudit.engine.addresses import check_pages
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.web.audits import indicators, queries
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit

KIND, ACTIVE = "webaudit.run", (Job.State.QUEUED, Job.State.RUNNING)


def measure(audit: WebAudit, user: Person) -> Job:
    """The job that measures the pages of an audit: the one under way, else a new one."""
    jobs = Job.objects.of(audit.authority).filter(kind=KIND, state__in=ACTIVE)
    return jobs.filter(arguments__audit=str(audit.pk)).first() or start_job(
        authority=audit.authority, kind=KIND, label=_("Measuring “%s”") % audit, user=user,
        arguments={"authority": audit.authority_id, "audit": str(audit.pk)},
        back_url=reverse("web_audit", args=[audit.authority.slug, audit.pk]),
    )  # fmt: skip


@job(KIND, idempotent=True)
def measure_job(
    job_progress: JobProgress, *, authority: int, audit: str, allow_private: bool = False
) -> JobResult | None:
    """Measure the pages that the run does not have yet: one that was cut goes on."""
    from jalons.webaudit.capture import measuring

    owner = Authority.objects.get(pk=authority)
    found = living(WebAudit, owner).filter(pk=audit).select_related("service", "authority").first()
    if found is None:
        return None
    if not found.addresses:
        raise WebAuditError("pages_missing")
    check_pages(found.addresses, found.hosts)  # services may have changed since
    if not found.is_partial:
        _set(found, run=found.run + 1, started_at=timezone.now(), finished_at=None)
    stored = found.audited.filter(run=found.run)
    known = {each.judged.key for each in stored}
    views = [(device, consent) for device in found.devices for consent in found.consents]

    def stop() -> bool:
        job_progress(len(known), len(found.addresses) * len(views))  # raises to stop
        return False

    def on_page(page: PageMeasure) -> None:
        if (key := (page.url, str(page.device), str(page.consent))) not in known:
            _store(found, [page], len(known))
            known.add(key)
        stop()

    measuring.audit(
        [url for url in found.addresses if not {(url, *view) for view in views} <= known],
        measuring.Options(devices=found.devices, consent=found.consents, runs=found.runs,
                          allow_private=allow_private),
        on_page=on_page, stop=stop,
    )  # fmt: skip
    _set(found, finished_at=timezone.now())
    indicators.publish(owner)
    return JobResult(reverse("web_audit", args=[owner.slug, found.pk]), found.urn)


@transaction.atomic
def bring(audit: WebAudit, measures: Sequence[PageMeasure]) -> None:
    """Store the pages of a file as a whole run."""
    now = timezone.now()
    _set(audit, run=audit.run + 1, started_at=now, finished_at=now)
    _store(audit, measures)
    indicators.publish(audit.authority)


@transaction.atomic
def forget(audit: WebAudit) -> None:
    """Erase the last run: a file brought by mistake, a visit on a bad day."""
    audit.audited.filter(run=audit.run).delete()
    _set(audit, run=max(audit.run - 1, 0), finished_at=timezone.now())
    indicators.publish(audit.authority)


def daily(*, now: datetime) -> None:
    """Begin the runs of the month, and publish again: what was audited gets old."""
    for authority in Authority.objects.filter(at_work()):
        rows = living(WebAudit, authority).filter(repeat="monthly").exclude(pages="")
        for each in rows.filter(started_at__lt=now - timedelta(days=30)):
            measure(each, None)
        indicators.publish(authority)


def _set(audit: WebAudit, **values: Any) -> None:
    store_computed(WebAudit.objects.of(audit.authority).filter(pk=audit.pk), **values)
    for name, value in values.items():
        setattr(audit, name, value)


def _store(audit: WebAudit, measures: Sequence[PageMeasure], start: int = 0) -> None:
    rows = [AuditedPage(authority=audit.authority, audit=audit, run=audit.run, position=position,
                        document=msgspec.to_builtins(each), measured_at=_moment(each))
            for position, each in enumerate(measures, start)]  # fmt: skip
    for row in rows:
        row.score = row.judged.score and row.judged.score.mid
    AuditedPage.objects.create_all(rows)


def _moment(measure: PageMeasure) -> datetime:
    try:
        moment = datetime.fromisoformat(measure.measured_at)
    except ValueError:  # a file does not always say it
        return timezone.now()
    return moment if moment.tzinfo else timezone.make_aware(moment)
