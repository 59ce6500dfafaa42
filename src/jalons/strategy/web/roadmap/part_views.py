"""What follows a sheet in one click: a task done."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import line_or_404
from jalons.foundation.register.views import to_record
from jalons.foundation.register.writer import write
from jalons.strategy.web.roadmap.register import sheets
from jalons.strategy.web.roadmap.views import sheet_or_404


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
