"""The result of an audit, its pages one by one, its evolution, a file of measures to bring."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.drawings.charts import Line
from jalons.foundation.design.page_language import error_words, lang, short_day_words
from jalons.foundation.listing import export as files
from jalons.foundation.listing.declaration import Column
from jalons.foundation.register.pages import record_or_404, render, url_of
from jalons.foundation.tasks.views import follow
from jalons.kernel import Interval, JalonsError
from jalons.kernel.contracts import ActionDraft, action_drafts
from jalons.webaudit.engine import har, history, weight
from jalons.webaudit.store import ecoindex_method, rgaa_reference
from jalons.webaudit.web.audits import actions, queries
from jalons.webaudit.web.audits import secrets as vault
from jalons.webaudit.web.audits.models import WebAudit
from jalons.webaudit.web.audits.register import FilesForm, SecretsForm, audits
from jalons.webaudit.words.audits import headline
from jalons.webaudit.words.sentences import win_text
from jalons.wording import colon, series_finding

COLUMNS = [
    Column(gettext_lazy("Address"), lambda p: p.judged.measure.url),
    Column(gettext_lazy("Screen"), lambda p: str(p.judged.measure.device)),
    Column(gettext_lazy("Cookie banner"), lambda p: str(p.judged.measure.consent)),
    Column(gettext_lazy("EcoIndex"), lambda p: p.judged.score and p.judged.score.mid),
    Column(gettext_lazy("EcoIndex, at least"), lambda p: p.judged.score and p.judged.score.low),
    Column(gettext_lazy("EcoIndex, at most"), lambda p: p.judged.score and p.judged.score.high),
    Column(gettext_lazy("Grade"), lambda p: p.judged.ecoindex and p.judged.ecoindex.grade),
    Column(gettext_lazy("kB"), lambda p: p.judged.measure.transferred_kb or None),
    Column(gettext_lazy("Requests"), lambda p: p.judged.measure.requests or None),
    Column(gettext_lazy("Elements"), lambda p: p.judged.measure.dom_nodes),
    Column(gettext_lazy("g CO₂e, EcoIndex"), lambda p: getattr(p.judged.ecoindex, "ghg_g", None)),
    Column(gettext_lazy("g CO₂e, SWDM, French electricity"), lambda p: p.judged.swdm_g),
    Column(gettext_lazy("Accessibility rules broken"),
           lambda p: None if p.judged.broken is None else len(p.judged.broken)),
    Column(gettext_lazy("Remark"), lambda p: p.remark),
    Column(gettext_lazy("Measured on"), lambda p: p.measured_at.isoformat()),
]  # fmt: skip


def result(_request: HttpRequest, audit: WebAudit) -> dict[str, Any]:
    """What the page of an audit adds to its facts."""
    rows = queries.pages(audit)
    whole = queries.whole(rows)
    return {
        "rows": rows, "whole": whole, "sentence": headline(whole, lang()),
        "worst": next((row for row in rows if row.judged is whole.worst), None),
        "partial": bool(rows) and audit.is_partial and rows[0].run == audit.run,
        "excess": [row for row in rows if row.excess],
        "secrets": actions.secrets_of(audit),
        "remarks": any(row.remark for row in rows), "worsened": _worsened(_changes(audit)),
    }  # fmt: skip


def _changes(audit: WebAudit) -> tuple[history.Change, ...]:
    before, now = ([row.judged for row in queries.pages(audit, back)] for back in (1, 0))
    return history.compare(before, now) if before else ()


def _worsened(changes: tuple[history.Change, ...]) -> int:
    return sum(change.trend in (history.Trend.WORSE, history.Trend.LOST) for change in changes)


@require_safe
@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority, pk: UUID, page: int) -> HttpResponse:
    audit = record_or_404(audits, authority, pk)
    one = get_object_or_404(audit.audited.select_related("audit"), pk=page)
    measure, method = one.judged.measure, ecoindex_method()
    wins = [win_text(asdict(win), lang()) for win in weight.quick_wins(measure, method)]
    title = measure.title or measure.url
    return render(
        audits, request, "page", record=audit, one=one, measure=measure,
        parts=weight.contributions(measure, method),
        wins=[(win, _draft(authority, title, f"{win} {measure.url}")) for win in wins],
        heaviest=sorted(measure.resources, key=lambda file: -file.transferred)[:10],
        trail=(str(audit), url_of(audits, audit), title),
    )  # fmt: skip


def _draft(authority: Authority, page: str, why: str) -> str:
    """The page of a new action, empty when no room has a roadmap."""
    try:
        draft = ActionDraft(_("Lighten the page “%s”") % page, why, (4,))
        return action_drafts()(authority.urn, draft)
    except JalonsError:
        return ""


@require_safe
@within_authority(Role.READER)
def evolution(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    audit = record_or_404(audits, authority, pk)
    about = ("document__url", "document__device", "document__consent")
    rows = audit.audited.values_list("run", "score", "measured_at", *about)
    runs = history.runs((run, tuple(key), score, at) for run, score, at, *key in rows)
    scored = [(at, score) for at, _pages, score, _same in runs if score]
    points = tuple((short_day_words(at), score) for at, score in scored)
    means = [(day, Interval.exact(score.mid)) for day, score in points]  # pages differ: no doubt
    least = f"{_('least EcoIndex')}{colon(lang())}{audit.least_score}"
    chart = Line(
        series_finding(means, "point", lang()), days=tuple(at.date() for at, _score in scored),
        points=points, unit="point", variable=_("Mean EcoIndex of the pages"),
        target=audit.least_score, target_label=least,
        description=_("The thick line goes from the worst page to the best."),
    )  # fmt: skip
    changes = _changes(audit)
    return render(
        audits, request, "evolution", record=audit, runs=runs[::-1], changes=changes,
        worsened=_worsened(changes), chart=chart if len(scored) > 1 else None,
        trail=(str(audit), url_of(audits, audit), _("Evolution")),
    )  # fmt: skip


@require_safe
@within_authority(Role.READER)
def table(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponseBase:
    """The pages of the last run, as a file."""
    audit = record_or_404(audits, authority, pk)
    if kind not in files.FORMATS:
        raise Http404
    return files.export(kind, "pages", files.Sheet(str(audit), COLUMNS, queries.pages(audit)))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def measure(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return follow(actions.measure(record_or_404(audits, authority, pk), request.user))


@within_authority(Role.LEAD)
def secrets(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The secrets of the journey of an audit, typed once and never shown."""
    audit = record_or_404(audits, authority, pk)
    names, known = actions.secrets_of(audit), vault.read(audit)
    form = SecretsForm(request.POST or None, names, known)
    if "erase" in request.POST:
        vault.erase(audit)
        messages.success(request, _("The secrets were erased."), "good")
        return redirect(url_of(audits, audit))
    if form.is_valid():
        vault.store(audit, form.cleaned_data)
        messages.success(request, _("The secrets are stored, encrypted."), "good")
        return redirect(url_of(audits, audit))
    trail = (str(audit), url_of(audits, audit), _("Secrets of the journey"))
    return render(audits, request, "secrets", form=form, record=audit, names=names, known=known,
                  trail=trail)  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A file of measures to bring; what is secret in it is left out before it is stored."""
    audit = record_or_404(audits, authority, pk)
    form = FilesForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        content, axe = (file and file.read().replace(b"\\u0000", b"")  # no base stores it
                        for file in form.cleaned_data.values())  # fmt: skip
        try:
            measures = har.read_har(content, axe=axe, rules=rgaa_reference())
            audit.check_pages(page.url for page in measures if page.url)
            actions.bring(audit, measures)
        except JalonsError as error:
            form.add_error("axe" if error.code == "axe_invalid" else "har", error_words(error))
        else:
            messages.success(request, _("The file was read; its secrets were left out."), "good")
            return redirect(url_of(audits, audit))
    trail = (str(audit), url_of(audits, audit), _("Bring a file"))
    return render(audits, request, "bring", form=form, record=audit, trail=trail)
