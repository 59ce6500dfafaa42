"""The pages that upgrade a diagnosis to a newer version of the questions, and roll back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.lookups import or_404
from jalons.foundation.register.errors import StaleError
from jalons.foundation.register.pages import allows
from jalons.strategy.engine.diagnosis.succession import Passing, Succession
from jalons.strategy.web.diagnosis import queries
from jalons.strategy.web.diagnosis.succession import actions
from jalons.strategy.web.diagnosis.succession.pages import passages_table

UPGRADED = "reprise"  # the query parameter naming the diagnosis saved before the upgrade
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
            "staying": len(found.those(Passing.SAME)) + len(found.those(Passing.CARRIED)),
            "again": len(found.those(Passing.AGAIN)),
            "gone": len(found.those(Passing.GONE)),
            "new": len(found.those(Passing.NEW)),
            "may_upgrade": may_upgrade(request),
        },
    )


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def upgrade(request: HttpRequest, authority: Authority) -> HttpResponse:
    found = queries.waiting_succession(authority)
    if found and request.POST.get("version") != found.new.version:
        messages.error(request, _("The versions moved: read what follows before going on."), "bad")
        return redirect("diagnosis_succession", authority.slug)
    try:
        done = actions.upgrade(authority=authority, user=request.user)
    except StaleError as error:  # somebody answers at the same moment
        messages.error(request, str(error), "bad")
        return redirect("diagnosis_succession", authority.slug)
    if done is None:
        messages.info(request, _("Your answers are of the latest version of the questions."))
        return redirect("diagnosis", authority.slug)
    succession, saved = done
    if again := _again(succession):
        messages.success(request, again)
    if saved is None:
        messages.success(request, _under(succession.new.version))
        return redirect("diagnosis", authority.slug)
    return redirect(f"{reverse('diagnosis', args=[authority.slug])}?{UPGRADED}={saved.pk}")


@require_POST
@within_authority(Role.LEAD, in_trial=Role.CONTRIBUTOR)
def go_back(request: HttpRequest, authority: Authority, pk: UUID) -> HttpResponse:
    """Restore the version and the answers of a saved diagnosis."""
    saved = or_404(queries.snapshot(authority, pk))
    if not queries.can_go_back(saved):
        messages.error(request, _("This kept diagnosis is not of an earlier version."), "bad")
        return redirect("diagnosis_snapshot", authority.slug, pk)
    try:
        since = actions.go_back(snapshot=saved, user=request.user)
    except StaleError as error:
        messages.error(request, str(error), "bad")
        return redirect("diagnosis_snapshot", authority.slug, pk)
    version = {"version": queries.version_of(saved)}
    text = _("The questions and the answers of version %(version)s are back.") % version
    if since:
        text += " " + _("What was answered since is kept under “%(name)s”.") % {"name": since.name}
    messages.success(request, text)
    return redirect("diagnosis", authority.slug)


def offered(request: HttpRequest, authority: Authority) -> dict[str, str] | None:
    """The upgrade just done, named by the address, and the link to roll it back."""
    try:
        saved = queries.snapshot(authority, UUID(request.GET.get(UPGRADED, "")))
    except ValueError:
        return None
    if saved is None or not queries.can_go_back(saved) or not may_upgrade(request):
        return None
    return {
        "text": _under(queries.profile(authority).referential),
        "url": reverse("diagnosis_snapshot_go_back", args=[authority.slug, saved.pk]),
    }


def may_upgrade(request: HttpRequest) -> bool:
    return allows(request, Role.LEAD)


def _under(version: str) -> str:
    return _("Your diagnosis is under version %(version)s.") % {"version": version}


def _again(found: Succession) -> str:
    again = len(found.those(Passing.AGAIN))
    text = ngettext(
        "%(count)s question is to be answered again.",
        "%(count)s questions are to be answered again.",
        again,
    )
    return text % {"count": again} if again else ""
