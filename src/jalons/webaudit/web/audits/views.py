"""The result of an audit, its pages one by one, its evolution, a file of measures to bring."""

from __future__ import annotations

from collections.abc import Callable
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
from jalons.foundation.register.views import in_trash, record_page
from jalons.foundation.tasks.views import follow
from jalons.kernel import JalonsError
from jalons.kernel.contracts import ActionDraft, action_drafts
from jalons.webaudit.engine import history
from jalons.webaudit.store import ecoindex_method
from jalons.webaudit.web.audits import actions, queries
from jalons.webaudit.web.audits.models import AuditedPage, WebAudit
from jalons.webaudit.web.audits.register import FilesForm, audits
from jalons.webaudit.words import audits as words


@require_safe
@within_authority(Role.READER)
def record(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = audits.of(authority).filter(pk=pk).select_related("service", "authority").first()
    if found is None:
        return in_trash(audits, request, pk)
    rows = queries.pages(found)
    whole = queries.whole(rows)
    return record_page(
        audits, request, found, rows=rows, whole=whole, sentence=words.headline(whole, lang()),
        worst=next((each for each in rows if each.judged is whole.worst), None),
        partial=bool(rows) and found.is_partial and rows[0].run == found.run,
        excess=[each for each in rows if each.excess], remarks=any(each.remark for each in rows),
        worsened=[each for each in _changes(found) if each.trend in history.WORSENED],
    )  # fmt: skip


def _changes(audit: WebAudit) -> tuple[history.Change, ...]:
    before, now = queries.pages(audit, back=1), queries.pages(audit)
    return history.compare(*([each.judged for each in run] for run in (before, now)))


@require_safe
@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority, pk: UUID, page: int) -> HttpResponse:
    found = record_or_404(audits, authority, pk)
    one = get_object_or_404(found.audited.select_related("audit"), pk=page)
    measure, parts, wins = one.judged.measure, {}, []
    if one.judged.score:
        from jalons.webaudit.engine import weight

        parts = weight.contributions(measure, ecoindex_method())
        for each in weight.quick_wins(measure, ecoindex_method()):
            title, why = words.win(each, lang())
            wins.append((title, why, _draft(authority, title, f"{measure.url} · {why}")))
    return render(
        audits, request, "page", record=found, one=one, measure=measure, parts=parts, wins=wins,
        heaviest=sorted(measure.resources, key=lambda each: -each.transferred)[:10],
        trail=(str(found), url_of(audits, found), measure.title or measure.url),
    )  # fmt: skip


def _draft(authority: Authority, title: str, why: str) -> str:
    """The page of a new action, empty when no room has a roadmap."""
    try:
        return action_drafts()(authority.urn, ActionDraft(title, why, (4,)))
    except JalonsError:
        return ""


@require_safe
@within_authority(Role.READER)
def evolution(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = record_or_404(audits, authority, pk)
    about = ("document__url", "document__device", "document__consent")
    rows = found.audited.values_list("run", "score", "measured_at", *about)
    runs = history.runs((run, tuple(key), score, at) for run, score, at, *key in rows)
    scored = [each for each in runs if each.score]
    chart = Line(
        _("Mean EcoIndex of the pages"), days=tuple(each.at.date() for each in scored),
        points=tuple((short_day_words(each.at), each.score) for each in scored), unit="point",
        target=found.least_score, target_label=_("least EcoIndex"),
        description=_("The thick line goes from the worst page to the best."),
    )  # fmt: skip
    changes = _changes(found)
    return render(
        audits, request, "evolution", record=found, runs=runs[::-1], changes=changes,
        worsened=sum(each.trend in history.WORSENED for each in changes),
        chart=chart if len(scored) > 1 else None, trail=_trail(found, _("Evolution")),
    )  # fmt: skip


def _trail(audit: WebAudit, title: str) -> tuple[str, ...]:
    return str(audit), url_of(audits, audit), title


_COLUMNS: tuple[tuple[Any, Callable[[AuditedPage], Any]], ...] = (
    (gettext_lazy("Address"), lambda each: each.judged.measure.url),
    (gettext_lazy("Screen"), lambda each: str(each.judged.measure.device)),
    (gettext_lazy("Cookie banner"), lambda each: str(each.judged.measure.consent)),
    (gettext_lazy("EcoIndex"), lambda each: each.judged.score and each.judged.score.mid),
    (gettext_lazy("EcoIndex, at least"), lambda each: each.judged.score and each.judged.score.low),
    (gettext_lazy("EcoIndex, at most"), lambda each: each.judged.score and each.judged.score.high),
    (gettext_lazy("Grade"), lambda each: each.judged.ecoindex and each.judged.ecoindex.grade),
    (gettext_lazy("kB"), lambda each: each.judged.measure.transferred_kb),
    (gettext_lazy("Requests"), lambda each: each.judged.measure.requests),
    (gettext_lazy("Elements"), lambda each: each.judged.measure.dom_nodes),
    (gettext_lazy("g CO₂e, EcoIndex"), lambda each: each.judged.ecoindex and each.judged.ecoindex.ghg_g),
    (gettext_lazy("g CO₂e, SWDM, French electricity"), lambda each: each.judged.swdm_g),
    (gettext_lazy("Accessibility rules broken"), lambda each: None if each.judged.broken is None else len(each.judged.broken)),
    (gettext_lazy("Remark"), lambda each: each.remark),
    (gettext_lazy("Measured on"), lambda each: each.measured_at.isoformat()),
)


@require_safe
@within_authority(Role.READER)
def table(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponseBase:
    """The pages of the last run, as a file."""
    found = record_or_404(audits, authority, pk)
    if kind not in files.FORMATS:
        raise Http404
    columns = [Column(str(label), read) for label, read in _COLUMNS]
    return files.export(kind, "pages", files.Sheet(str(found), columns, queries.pages(found)))


@require_POST
@within_authority(Role.CONTRIBUTOR)
def measure(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return follow(actions.measure(record_or_404(audits, authority, pk), request.user))


@require_POST
@within_authority(Role.LEAD)
def forget(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    found = record_or_404(audits, authority, pk)
    actions.forget(found)
    return redirect(url_of(audits, found))


@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A file of measures to bring; what is secret in it is left out before it is stored."""
    from jalons.webaudit.engine.har import read_har

    found = record_or_404(audits, authority, pk)
    form = FilesForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        har, axe = (each and each.read() for each in form.cleaned_data.values())
        try:
            actions.bring(found, read_har(har, axe=axe))
        except JalonsError as error:
            form.add_error("har", error_words(error))
        else:
            messages.success(request, _(
                "The file was read. Cookies, authorisations, what was typed in forms and values in "
                "addresses were left out."
            ), "good")
            return redirect(url_of(audits, found))
    trail = _trail(found, _("Bring a file"))
    return render(audits, request, "bring", form=form, record=found, trail=trail)
