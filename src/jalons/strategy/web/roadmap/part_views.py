"""What follows a sheet in one click: a task done, a note."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import line_or_404
from jalons.foundation.register.views import to_record
from jalons.foundation.register.writer import write
from jalons.strategy.web.roadmap import parts, queries, undo
from jalons.strategy.web.roadmap.forms import RemarkForm
from jalons.strategy.web.roadmap.register import sheets
from jalons.strategy.web.roadmap.views import sheet_or_404, show_sheet


@require_POST
@within_authority(Role.CONTRIBUTOR)
def done(request: HttpRequest, authority: Authority, pk: UUID, part_pk: int) -> HttpResponse:
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


@require_POST
@within_authority(Role.CONTRIBUTOR)
def remark(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """A note on a sheet."""
    action = sheet_or_404(authority, pk)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return show_sheet(request, action, form)
    parts.add_remark(
        authority=authority,
        user=request.user,
        about=action.urn,
        label=action.title,
        text=form.cleaned_data["text"],
    )
    messages.success(request, _("The note is kept."))
    return redirect("roadmap_action", authority.slug, action.pk)


@require_POST
@within_authority(Role.CONTRIBUTOR)
def delete_remark(request: HttpRequest, authority: Authority, pk: UUID, part: int) -> HttpResponse:
    """Forget a note; it can be put back at once."""
    action = sheet_or_404(authority, pk)
    found = queries.remarks(authority, str(action.urn)).filter(pk=part).first()
    if found is None:
        raise Http404
    lost = parts.delete_remark(remark=found, user=request.user, label=action.title)
    undo.keep_lost(request, authority, _("“%(name)s” is deleted.") % {"name": lost.label}, lost)
    return redirect("roadmap_action", authority.slug, action.pk)
