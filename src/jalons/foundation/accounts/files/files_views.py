"""The page of the files of an authority: what takes space, and how to free some."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.files import quotas
from jalons.foundation.accounts.files.quotas import DroppedFile
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.foundation.design.page_language import short_day_words

PER_PAGE = 25


@require_safe
@within_authority(Role.READER)
def stored_files(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The files of the authority, the largest first, and the room they take."""
    usage, known = quotas.usage_of(authority), list(quotas.dropped_files().of(authority))
    page = Paginator(known, PER_PAGE).get_page(request.GET.get("page"))
    trashed = [each for each in known if each.trashed_at]
    columns = (
        Column(_("File")),
        Column(_("Megabytes"), numeric=True),
        Column(_("Brought on")),
        Column(_("State")),
    )
    rows = tuple(map(_row, page.object_list))
    context = {
        "page": page,
        "table": Table(_("Files, the largest first"), columns, rows),
        "usage": usage,
        "taken": quotas.megabytes(usage.taken),
        "most": quotas.megabytes(usage.most),
        "trashed": len(trashed),
        "trashed_mb": quotas.megabytes(sum(each.size for each in trashed)),
        "may_empty": _may_empty(request, authority),
    }
    return render(request, "accounts/files.html", context)


def _may_empty(request: HttpRequest, authority: Authority) -> bool:
    role: Role = request.role  # type: ignore[attr-defined]
    is_trial = authority.kind == Authority.Kind.TRIAL
    return role.allows(Role.CONTRIBUTOR if is_trial else Role.LEAD)


def _row(each: DroppedFile) -> tuple[Cell | str, ...]:
    state = Cell("", mark=_("in use"), mark_kind="ok")
    if each.trashed_at:
        state = Cell("", mark=_("deleted, still takes room"), mark_kind="late")
    day = short_day_words(each.at)
    return Cell(each.name, url=each.url), quotas.megabytes(each.size), day, state


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def empty_trash(request: HttpRequest, authority: Authority) -> HttpResponse:
    count = quotas.empty_trash(user=request.user, authority=authority)
    message = ngettext(
        "%(count)s deleted file is erased for good.",
        "%(count)s deleted files are erased for good.",
        count,
    )
    messages.success(request, message % {"count": count}, "good")
    return redirect("stored_files", authority.slug)
