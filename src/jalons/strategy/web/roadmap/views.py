"""The pages of the roadmap: the list and the sheets."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.design.page_language import error_words
from jalons.foundation.design.ticks import shows_all, ticks
from jalons.foundation.notes.forms import NoteForm
from jalons.foundation.notes.pages import Noted, note_list
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import line_or_404
from jalons.foundation.register.pages import offered as done
from jalons.foundation.register.views import saved, to_record
from jalons.foundation.register.writer import write
from jalons.kernel import JalonsError
from jalons.strategy.engine.roadmap.roadmap import count, ordered
from jalons.strategy.web.roadmap import actions, pages, queries, wording
from jalons.strategy.web.roadmap.forms import ActionForm, ParentForm
from jalons.strategy.web.roadmap.models import Action, ActionTask
from jalons.strategy.web.roadmap.register import sheets

PER_PAGE = 15
TICKED = "action"


@within_authority(Role.READER)
def overview(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The actions in a table: filtered, sorted, page by page, all in the address."""
    today = timezone.localdate()
    lines = queries.lines(authority)
    known = {line.id for line in lines}
    if shows_all(request.GET):
        ticked = ticks(request.GET, TICKED, known=known.__contains__, shown=())
        return redirect(f"{request.path}?{ticked.query}")
    counts = count(lines, today)
    filters = pages.filters(request, queries.axes(authority))
    found = [line for line in lines if filters.wanted.keeps(line, today)]
    sort = request.GET.get("sort", "")
    lined = ordered(found, sort or "due", today)
    page = Paginator(lined, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/roadmap/overview.html",
        {
            "counts": counts,
            "sentence": pages.sentence(counts),
            "filters": filters,
            "sort": sort,
            "headings": pages.headings(request, sort),
            "page": page,
            "rows": [pages.row(authority, line, today) for line in page],
            "ticks": ticks(
                request.GET, TICKED, known=known.__contains__, shown=[line.id for line in page]
            ),
            "found": len(found),
            "every": ",".join(line.id for line in found),
            "may_edit": request.role.allows(Role.CONTRIBUTOR),  # type: ignore[attr-defined]
            "done": done(sheets, request),
            "any_deleted": queries.deleted(authority).exists(),
            "proposals": queries.proposals_to_answer(authority),
            "me": str(getattr(request.user, "name", "") or getattr(request.user, "email", "")),
        },
    )


@within_authority(Role.READER)
def sheet(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    return show_sheet(request, authority, pk=pk)


def noted(authority: Authority, pk: UUID) -> Noted:
    return _noted(sheet_or_404(authority, pk))


def _noted(action: Action) -> Noted:
    key = {"pk": action.pk}
    return Noted(action.authority, action.urn, action.title, "roadmap_action", key)


def show_sheet(
    request: HttpRequest, authority: Authority, form: NoteForm | None = None, *, pk: UUID
) -> HttpResponse:
    """The page of a sheet, with the note being typed."""
    action, today = sheet_or_404(authority, pk), timezone.localdate()
    tasks = list(queries.parts_of(ActionTask, action))
    line = queries.line_of(action, tasks)
    role = request.role  # type: ignore[attr-defined]
    contributor = role.allows(Role.CONTRIBUTOR)
    children = [each for each in queries.lines(authority) if each.parent == str(action.pk)]
    return render(
        request,
        "strategy/roadmap/sheet.html",
        {
            "action": action,
            "pace": wording.pace(line.pace(today)),
            "stale": line.stale(today),
            "progress": line.progress,
            "commitments": [wording.commitment(number) for number in action.commitments],
            "origin": pages.origin_of(action, authority.slug),
            "indicators": [(name, wording.indicator(name)) for name in action.indicators],
            "lead": wording.lead(action),
            "start": pages.day_or(action.start, "…"),
            "end": pages.day_or(action.end, "…"),
            "tasks": [
                (task, pages.day_or(task.done_at or task.due, ""), step.overdue(today))
                for task, step in zip(tasks, line.steps, strict=True)
            ],
            "children": [pages.row(authority, each, today) for each in children],
            "budget": pages.budget_of(action),
            "fundings": pages.fundings_of(action),
            "actors": action.actors.filter(deleted_at=None),
            "notes": note_list(request, _noted(action), form),
            "last": queries.changes(action).first(),
            "may_edit": contributor,
            "may_delete": may_delete(request, authority),
            "done": done(sheets, request),
        },
        status=200 if form is None else 422,
    )


def may_delete(request: HttpRequest, authority: Authority) -> bool:
    """Whether the visitor may delete: a lead, or a contributor of a trial."""
    role: Role = request.role  # type: ignore[attr-defined]
    trial = authority.kind == Authority.Kind.TRIAL
    return role.allows(Role.CONTRIBUTOR if trial else Role.LEAD)


def sheet_or_404(authority: Authority, pk: UUID) -> Action:
    return or_404(queries.action(authority, pk))


@within_authority(Role.CONTRIBUTOR)
def new(request: HttpRequest, authority: Authority) -> HttpResponse:
    """A new sheet; ``?parente=`` makes it a sub-action, a draft of another room fills it.

    A draft that is in the roadmap already leads to its action.
    """
    origin = request.GET.get(pages.DRAFT_ORIGIN, "")
    if request.method == "GET" and (made := queries.made_from(authority, origin)):
        messages.info(request, _("This action is in the roadmap already."), "info")
        return redirect("roadmap_action", authority.slug, made.pk)

    def fresh() -> Action:
        action = Action(authority=authority)
        if parent := _parent(request, authority):
            action.parent, action.axis = parent, parent.axis
            action.commitments = list(parent.commitments)
        else:
            pages.fill_draft(action, request.GET)
        return action

    return _edited(request, fresh)


def _parent(request: HttpRequest, authority: Authority) -> Action | None:
    said = request.POST.get("parent", "") or request.GET.get("parente", "")
    try:
        return queries.action(authority, UUID(said))
    except ValueError:
        return None


@within_authority(Role.CONTRIBUTOR)
def edit(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A sheet to change; what somebody else changed meanwhile is merged or decided."""
    return _edited(request, lambda: sheet_or_404(authority, pk))


def _edited(request: HttpRequest, read: Callable[[], Action]) -> HttpResponse:
    form, batch = saved(ActionForm, request, read)
    action = form.instance
    if form.is_bound and not form.errors:
        if form.merged:
            words = _("Saved. What somebody else changed meanwhile was kept: %(fields)s.")
            messages.success(request, words % {"fields": ", ".join(form.merged)})
        return to_record(sheets, action, batch)
    return render(
        request,
        "strategy/roadmap/edit.html",
        {"form": form, "action": action, "parent": action.parent, "is_new": action.is_new},
        status=422 if form.errors else 200,
    )


@within_authority(Role.CONTRIBUTOR)
def attach(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    action = sheet_or_404(authority, pk)
    form = ParentForm(request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_action(action=action, user=request.user, values={"parent": form.key})
        except JalonsError as error:
            form.add_error("parent", error_words(error))
        else:
            return redirect("roadmap_action", authority.slug, action.pk)
    return render(
        request,
        "strategy/roadmap/attach.html",
        {"form": form, "action": action},
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def restore(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    action = or_404(queries.deleted(authority).filter(pk=pk).first())
    try:
        back = actions.restore_action(action=action, user=request.user)
    except JalonsError as error:
        messages.error(request, error_words(error), "bad")
        return redirect("roadmap_deleted", authority.slug)
    words = ngettext("%(count)s action is back.", "%(count)s actions are back.", back)
    messages.success(request, words % {"count": back})
    return redirect("roadmap_action", authority.slug, action.pk)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def toggle_task(request: HttpRequest, authority: Authority, pk: UUID, part_pk: int) -> HttpResponse:
    """A task done today, or no longer done: one click."""
    action = sheet_or_404(authority, pk)
    task = line_or_404(sheets.parts[0], action, part_pk)
    day = None if task.done_at else timezone.localdate()
    try:
        batch = write(authority, request.user, [(task, {"done_at": day})])
    except StaleError as error:
        messages.error(request, str(error), "bad")
        batch = None
    return to_record(sheets, action, batch)
