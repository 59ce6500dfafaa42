"""The pages that take a diagnosis to a newer version of the questions, and back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.strategy.engine.succession import Passing, Succession
from jalons.strategy.web.diagnosis import queries, taking_up
from jalons.strategy.web.diagnosis.taking_up_pages import passages_table

UNDO_KEY = "diagnosis_undo"
LINES = 40  # of the preview, a page


@within_authority(Role.READER)
def succession(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What each answer would become under the newer version; nothing is changed."""
    found = queries.waiting_succession(authority)
    if found is None:
        messages.info(request, _("Your answers are of the latest version of the questions."))
        return redirect("diagnosis", authority.slug)
    page = Paginator(found.passages, LINES).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/diagnosis/succession.html",
        {
            "found": found,
            "page": page,
            "table": passages_table(found, page.object_list),
            "staying": len(found.those(Passing.KEPT)) + len(found.those(Passing.CARRIED)),
            "again": len(found.those(Passing.AGAIN)),
            "gone": len(found.those(Passing.GONE)),
            "new": len(found.those(Passing.NEW)),
            "may_take_up": may_take_up(request, authority),
        },
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def take_up(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Carry the answers to the newer version."""
    found = queries.waiting_succession(authority)
    if found and request.POST.get("version") != found.new.version:
        messages.error(request, _("The versions moved: read what follows before going on."), "bad")
        return redirect("diagnosis_succession", authority.slug)
    done = taking_up.take_up(authority=authority, user=request.user)
    if done is None:
        messages.info(request, _("Your answers are of the latest version of the questions."))
    elif done[1] is None:
        messages.success(request, _told(done[0]))
    else:
        request.session[UNDO_KEY] = {"kept": str(done[1].pk), "text": _told(done[0])}
    return redirect("diagnosis", authority.slug)


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def go_back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Give back the version and the answers of a kept diagnosis."""
    kept = queries.snapshot(authority, pk)
    if kept is None:
        raise Http404
    if not queries.can_go_back(kept):
        messages.error(request, _("This kept diagnosis is not of an earlier version."), "bad")
        return redirect("diagnosis_snapshot", authority.slug, pk)
    since = taking_up.go_back(snapshot=kept, user=request.user)
    version = {"version": queries.version_of(kept)}
    told = _("The questions and the answers of version %(version)s are back.") % version
    if since:
        told += " " + _("What was answered since is kept under “%(name)s”.") % {"name": since.name}
    messages.success(request, told)
    return redirect("diagnosis", authority.slug)


def offered(request: HttpRequest, authority: Authority) -> dict[str, str] | None:
    """The carrying just done in this session, to be undone; it is offered once."""
    held = request.session.get(UNDO_KEY)
    kept = queries.snapshot(authority, UUID(held["kept"])) if held else None
    if kept is None:
        return None
    return dict(request.session.pop(UNDO_KEY))


def may_take_up(request: HttpRequest, authority: Authority) -> bool:
    """Whether the visitor may change the version of the questions."""
    is_trial = authority.kind == Authority.Kind.TRIAL
    needed = Role.CONTRIBUTOR if is_trial else Role.LEAD
    return bool(request.role.allows(needed))  # type: ignore[attr-defined]


def _told(found: Succession) -> str:
    told = _("Your diagnosis is under version %(version)s.") % {"version": found.new.version}
    again = len(found.those(Passing.AGAIN))
    if again:
        told += " " + ngettext(
            "%(count)s question is to be answered again.",
            "%(count)s questions are to be answered again.",
            again,
        ) % {"count": again}
    return told
