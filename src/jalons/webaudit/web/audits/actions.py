"""Measures audits in the worker, stores files of measures, publishes what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.models import Change
from jalons.foundation.register.writer import Person, store_computed
from jalons.foundation.tasks import rounds
from jalons.foundation.tasks.actions import start_job
from jalons.foundation.tasks.models import Job
from jalons.foundation.tasks.registry import JobProgress, JobResult, job
from jalons.kernel import Interval, Observation, Perimeter, Period, Status, Unit, Urn
from jalons.kernel.contracts import publish as publish_observation
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.journeys import Journey, read_lines
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.engine.resource import clean_url
from jalons.webaudit.store import ecoindex_method, rgaa_reference
from jalons.webaudit.web.audits import queries, secrets
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
from jalons.webaudit.web.services.models import WebService

KIND, ACTIVE = "webaudit.run", (Job.State.QUEUED, Job.State.RUNNING)
MONTH, VALID = timedelta(days=30), timedelta(days=3 * 365)


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
    from jalons.webaudit.capture import AxeSource, measuring

    owner = Authority.objects.get(pk=authority)
    record = living(WebAudit, owner).filter(pk=audit).select_related("service", "authority").first()
    if record is None:
        return None
    if not (record.addresses or record.journey):
        raise WebAuditError("pages_missing")
    record.clean()  # services may have changed since
    if not record.is_partial:
        _set(record, run=record.run + 1, started_at=timezone.now(), finished_at=None)
    known = {page.judged.key for page in record.audited.filter(run=record.run)}

    def stop() -> bool:
        job_progress(len(known), len(record.addresses) * len(record.views))  # raises to stop
        return False

    def on_page(page: PageMeasure) -> None:
        if (key := (page.url, str(page.device), str(page.consent))) not in known:
            _store(record, [page], len(known))
            known.add(key)
        stop()

    folder = Path(settings.OPTIONS["AXE"])
    script, spoken = folder / "axe.min.js", folder / "locales/fr.json"  # else our rules alone
    axe = AxeSource(script.read_text(), spoken.read_text()) if script.exists() else None
    journey = journey_of(record)
    devices, answers = (tuple(dict.fromkeys(seen)) for seen in zip(*record.views, strict=True))
    options = measuring.Options(devices=devices, consent=answers, runs=record.runs,
                                allow_private=allow_private, axe=axe, rules=rgaa_reference(),
                                journey=journey, secrets=secrets.read(record))  # fmt: skip
    if journey and not known:
        for page in measuring.of_journey(journey, options):
            on_page(page)
    left = [url for url in record.addresses
            if not {(clean_url(url), *view) for view in record.views} <= known]  # fmt: skip
    measuring.audit(left, options, on_page=on_page, stop=stop)
    _finish(record)
    return JobResult(reverse("web_audit", args=[owner.slug, record.pk]), record.urn)


def journey_of(audit: WebAudit) -> Journey | None:
    """The journey that comes before each page of an audit, None without one."""
    return read_lines(audit.journey) if audit.journey.strip() else None


def secrets_of(audit: WebAudit) -> tuple[str, ...]:
    """The names of the secrets its journey needs."""
    journey = journey_of(audit)
    return journey.secrets if journey else ()


@transaction.atomic
def bring(audit: WebAudit, measures: Sequence[PageMeasure]) -> None:
    """Store the pages of a file as a whole run."""
    _set(audit, run=audit.run + 1, started_at=timezone.now(), finished_at=None)
    _store(audit, measures)
    _finish(audit)


def daily(*, now: datetime) -> None:
    """Begin the runs of the month, and publish again: what was audited gets old."""
    secrets.erase_orphans()
    rounds.each("webaudit.audits", partial(_measure_again, now), now=now, due=owns(WebAudit)
                | owns(WebService))  # fmt: skip


def _measure_again(now: datetime, authority: Authority) -> None:
    audits = living(WebAudit, authority).filter(repeat="monthly").exclude(pages="")
    for audit in audits.filter(started_at__lt=now - MONTH):
        measure(audit, None)
    publish(authority)


def publish(authority: Authority, _changes: Sequence[Change] = ()) -> None:
    """Publish the EcoIndex of the pages and the share of services audited within three years."""
    now = timezone.now()
    pages = [page for page in queries.latest(authority) if page.measured_at > now - VALID]
    whole = queries.whole(pages)
    year = max((page.measured_at.year for page in pages), default=now.year)
    services = living(WebService, authority).exclude(state=WebService.State.CLOSED)
    audited = [page.audit.service_id or "" for page in pages if page.score is not None]
    count, share = services.count(), services.filter(pk__in=filter(None, audited)).count()
    for name, value, unit, period, text in (
        ("ecoindex", whole.score, "point", year,
         ngettext("%(count)s page", "%(count)s pages", whole.scored) % {"count": whole.scored}),
        ("sites_audited", Interval.exact(100 * share / count) if count else None, "%", now.year,
         ngettext("%(count)s service", "%(count)s services", count) % {"count": count}),
    ):  # fmt: skip
        origin = Urn(f"web_audit_{name}", f"{authority.store_name}.{period}")
        publish_observation(origin, None if value is None else Observation(
            f"webaudit.{name}", value, Unit.parse(unit), Period.year(period),
            Perimeter(authority.urn, (text,)), (ecoindex_method().source,),
            f"webaudit.{name}/1", Status.MEASURED, origin,
        ))  # fmt: skip


def _finish(audit: WebAudit) -> None:
    mean = queries.whole(queries.pages(audit)).score
    _set(audit, finished_at=timezone.now(), score=mean and round(mean.mid, 1))
    publish(audit.authority)


def _set(audit: WebAudit, **values: Any) -> None:
    store_computed(WebAudit.objects.of(audit.authority).filter(pk=audit.pk), **values)
    audit.refresh_from_db(fields=list(values))


def _store(audit: WebAudit, measures: Sequence[PageMeasure], start: int = 0) -> None:
    for position, page in enumerate(measures, start):
        made = AuditedPage(authority=audit.authority, audit=audit, run=audit.run, position=position)
        made.document, made.measured_at = msgspec.to_builtins(page), timezone.now()
        with suppress(ValueError):  # a file does not always say when
            moment = datetime.fromisoformat(page.measured_at)
            made.measured_at = moment if moment.tzinfo else timezone.make_aware(moment)
        made.score = made.judged.score.mid if made.judged.score else None
        made.save()
