"""What is read of audits: the pages of a run, the latest of an authority or of a service."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.design.page_language import lang
from jalons.foundation.design.panels import Panel
from jalons.webaudit.engine.history import Summary, summary
from jalons.webaudit.engine.measure import PageMeasure
from jalons.webaudit.store import ecoindex_method
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
from jalons.webaudit.web.services.models import WebService
from jalons.webaudit.web.services.panels import about
from jalons.webaudit.words.audits import headline


def pages(audit: WebAudit, back: int = 0) -> list[AuditedPage]:
    """The pages of the last run that has some, or of the one so many runs ``back``."""
    every = AuditedPage.objects.of(audit.authority).filter(audit=audit).select_related("audit")
    last = every.order_by("-run").values_list("run", flat=True).first() or 0
    return list(every.filter(run=last - back))


def whole(rows: list[AuditedPage]) -> Summary:
    """What pages come to."""
    return summary([row.judged for row in rows], ecoindex_method())


def latest(authority: Authority, **about: Any) -> list[AuditedPage]:
    """The pages of the last whole run of each audit, once each, the latest measured first."""
    ended = Q(audit__finished_at__isnull=False, run=F("audit__run"))
    before = Q(audit__finished_at=None, run=F("audit__run") - 1)
    rows = AuditedPage.objects.of(authority).filter(ended | before, audit__deleted_at=None, **about)
    known: dict[tuple[str, str, str], AuditedPage] = {}
    for page in rows.select_related("audit").order_by("-measured_at"):
        known.setdefault(page.judged.key, page)
    return list(known.values())


def latest_measures(service: WebService) -> tuple[PageMeasure, ...]:
    """The latest measure of each page of a service."""
    rows = latest(service.authority, audit__service=service)
    return tuple(row.judged.measure for row in rows)


def panel(service: WebService) -> Panel | None:
    """What the latest pages of a service come to."""
    rows = latest(service.authority, audit__service=service)
    if not rows:
        return None
    return about(rows[0].audit, headline(whole(rows), lang()), "web_audit", _("See this audit"))


def figure(authority: Authority) -> str:
    """What the latest pages of an authority come to, in a sentence."""
    return headline(whole(latest(authority)), lang())
