"""A grid: its progress, its topics decided in one form, its table, findings with screenshots."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Column, Table
from jalons.foundation.register import pages, views
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.outcomes import refusal_words
from jalons.foundation.register.pages import DONE, record_or_404, url_of
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.webaudit.engine.rgaa.ara import CODES, STATES
from jalons.webaudit.web.audits.queries import latest_measures
from jalons.webaudit.web.grids import actions, queries
from jalons.webaudit.web.grids.forms import AraForm, ScreenshotForm, TopicForm, key
from jalons.webaudit.web.grids.models import DECISIONS, AccessFinding, AccessGrid, GridPage, named
from jalons.webaudit.web.grids.register import decisions, findings, grids

_CODES = {STATES[status].value: code for code, status in CODES.items()}
TO_DECIDE = "a-decider"  # the value of the filter ``etat`` that leaves decided criteria out


def of_grid(_request: HttpRequest, found: AccessGrid) -> dict[str, Any]:
    """What the page of a grid adds: its result in a sentence, each topic, what is to fix."""
    return {
        "sentence": queries.summary(found), "topics": queries.progress(found),
        "to_fix": queries.findings_of(found, "to_fix").count(),
        "proposed": queries.findings_of(found, "proposed", "to_check").count(),
    }  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def topic(request: HttpRequest, authority: Authority, pk: UUID, number: int) -> HttpResponse:
    """The criteria of a topic, decided in one form; two people at once lose nothing."""
    grid = record_or_404(grids, authority, pk)
    about = next((each for each in queries.progress(grid) if each["number"] == number), None)
    if about is None:
        raise Http404
    form, batch = _decided(request, grid, about)
    url = reverse("access_grid_topic", args=[authority.slug, grid.pk, number])
    if form.is_bound and not form.errors:
        done = f"{DONE}={batch.pk}&" if batch else ""
        return redirect(f"{url}?{done}{request.GET.urlencode()}")
    return pages.render(
        grids, request, "topic", form=form, record=grid, about=about,
        trail=(str(grid), url_of(grids, grid), about["title"]), chosen=request.GET.get("page", ""),
        sample=queries.pages_of(grid), to_decide=request.GET.get("etat") == TO_DECIDE,
        topics=queries.reference_of(grid).topics, done=pages.offered(decisions, request),
    )  # fmt: skip


def _decided(
    request: HttpRequest, grid: AccessGrid, about: dict[str, Any]
) -> tuple[TopicForm, Any]:
    """The form of a topic, and the act that stored it when it was sent and could be."""
    sent = request.POST if request.method == "POST" else None
    for _attempt in range(views.ATTEMPTS):
        cells, found = queries.cells_of(grid), list(queries.findings_of(grid))
        form = TopicForm(sent, *_shown(request, grid, about, cells), cells, found)
        if not (form.is_bound and form.is_valid()):
            break
        try:
            label = f"{grid} · {about['title']}"
            return form, write(grid.authority, request.user, form.changes(), label=label)
        except (StaleError, ValidationError) as error:  # somebody was quicker: read again, merge
            form.add_error(None, refusal_words(error))
    return form, None


def _shown(
    request: HttpRequest, grid: AccessGrid, about: dict[str, Any], cells: queries.Cells
) -> tuple[list[Any], list[GridPage]]:
    """The criteria and pages of the form: those sent; before, those the address asks for."""
    sample, chosen = queries.pages_of(grid), request.GET.get("page")
    sample = [each for each in sample if str(each.pk) == chosen] or sample
    if request.method == "POST":  # a page added since the form was read is not in it
        names = "".join(request.POST)
        sample = [each for each in sample if f"-{each.pk.hex}" in names]
    criteria = [
        each for each in about["criteria"]
        if (any(key(each.id, page) in request.POST for page in sample)
            if request.method == "POST" else request.GET.get("etat") != TO_DECIDE
            or any(queries.state_of(cells, each.id, page) == "undecided" for page in sample))
    ]  # fmt: skip
    return criteria, sample


@require_POST
@within_authority(Role.CONTRIBUTOR)
def bring(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Put in a grid what the latest audit of its service says."""
    grid = record_or_404(grids, authority, pk)
    try:
        batch = actions.bring(request.user, grid, latest_measures(grid.service))
    except (JalonsError, ValidationError) as error:
        messages.error(request, refusal_words(error), "bad")
        return views.to_record(grids, grid, None)
    if batch is None:
        messages.info(request, _("The latest audit says nothing more of these pages."), "info")
        return views.to_record(grids, grid, None)
    count = batch.changes.count()
    words = ngettext("%(count)s automatic finding is proposed: a person confirms it.",
                     "%(count)s automatic findings are proposed: a person confirms them.",
                     count)  # fmt: skip
    messages.success(request, words % {"count": count}, "good")
    return redirect(f"{reverse('access_finding_list', args=[authority.slug])}?grille={grid.pk}")


@require_safe
@within_authority(Role.READER)
def table(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """All criteria and pages in one table, to read and to print."""
    grid, wanted = record_or_404(grids, authority, pk), request.GET.get("etat", "")
    sample, cells = queries.pages_of(grid), queries.cells_of(grid)
    rows = []
    for each in queries.reference_of(grid).criteria:
        made = [queries.state_of(cells, each.id, page) for page in sample]
        if not wanted or wanted in made:
            rows.append((f"{each.id} {each.title}", *(_CODES[one] for one in made)))
    heads = (Column(_("Criterion")), *(Column(page.name) for page in sample))
    note = _("C: conforming. NC: not conforming. NA: not applicable. NT: to decide.")
    shown = Table(_("Criteria and pages"), heads, tuple(rows), note=note) if rows else None
    return pages.render(
        grids, request, "table", record=grid, table=shown, wanted=wanted,
        states=named("grid.decision", *DECISIONS), sentence=queries.summary(grid),
        findings=queries.findings_of(grid).exclude(state="dismissed"),
        trail=(str(grid), url_of(grids, grid), _("Table")),
    )  # fmt: skip


@within_authority(Role.CONTRIBUTOR)
def bring_ara(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A grid made of a file of Ara."""
    services = queries.services(authority)
    form = AraForm(request.POST or None, request.FILES or None, services=services)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data
        content = sent["file"].read()
        try:
            made = actions.bring_ara(request.user, sent["service"], sent["name"], content)
            return views.to_record(grids, made, pages.last_act(made))
        except (JalonsError, ValidationError) as error:
            form.add_error("file", refusal_words(error))
    return pages.render(grids, request, "bring", form=form, trail=(_("File of Ara"),))


@require_safe
@within_authority(Role.READER)
def ara_file(_request: HttpRequest, authority: Authority, pk: UUID, kind: str) -> HttpResponse:
    """A grid as Ara would export it."""
    if kind not in {"csv", "json"}:
        raise Http404
    content = actions.to_ara(record_or_404(grids, authority, pk), kind)  # type: ignore[arg-type]
    headers = {"Content-Disposition": f'attachment; filename="ara.{kind}"'}
    return HttpResponse(content, content_type="application/octet-stream", headers=headers)


@within_authority(Role.CONTRIBUTOR)
def new_finding(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A finding, on the page and criterion named in the address."""
    named, keys = request.GET.get("page", ""), GridPage.objects.of(authority)
    page = next((each for each in keys.filter(deleted_at=None) if each.pk.hex == named), None)
    values = {"authority": authority, "page": page, "criterion": request.GET.get("critere", "")}
    return views.form_or_record(findings, request, lambda: AccessFinding(**values), (_("New"),))


@within_authority(Role.CONTRIBUTOR)
def screenshot(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Bring the screenshot of a finding."""
    found = record_or_404(findings, authority, pk)
    form = ScreenshotForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            actions.attach(found, form.cleaned_data["file"].read())
            return views.to_record(findings, found, None)
        except JalonsError as error:
            form.add_error("file", str(error))
    trail = (str(found), url_of(findings, found), _("Screenshot"))
    return pages.render(findings, request, "screenshot", form=form, record=found, trail=trail)


@require_safe
@within_authority(Role.READER)
def picture(_request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """The screenshot of a finding."""
    found = record_or_404(findings, authority, pk)
    if not found.screenshot:
        raise Http404
    with found.screenshot.open("rb") as stream:
        return HttpResponse(stream.read(), content_type="image/jpeg")
