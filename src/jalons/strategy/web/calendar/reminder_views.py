"""Reminders: their content, their rhythm, the calendar feed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.design.lookups import or_404
from jalons.foundation.digests.actions import choose
from jalons.foundation.digests.forms import RhythmForm
from jalons.foundation.digests.queries import mails_leave, rhythm_of
from jalons.strategy.engine.roadmap.ics import calendar_text
from jalons.strategy.web.calendar import calendar_feed
from jalons.strategy.web.calendar.reminders import REMINDERS, digests_of, sections


def _member(request: HttpRequest, authority: Authority) -> User | None:
    user = request.user
    if not isinstance(user, User):
        return None
    return user if Membership.objects.filter(authority=authority, user=user).exists() else None


@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The reminders of today for the visitor, and their rhythm."""
    user = _member(request, authority)
    rhythm = rhythm_of(REMINDERS, authority, user) if user else None
    form = RhythmForm(request.POST, REMINDERS, rhythm)
    if request.method == "POST" and user and form.is_valid():
        choose(REMINDERS, authority=authority, user=user, rhythm=form.cleaned_data["rhythm"])
        messages.success(request, _("Your choice is saved."))
        return redirect("roadmap_reminders", authority.slug)
    waiting = digests_of(authority, timezone.now()).get(user.pk, []) if user else []
    return render(
        request,
        "strategy/roadmap/reminders.html",
        {
            "form": form,
            "member": user,
            "sections": sections(authority, waiting[: REMINDERS.most]),
            "count": len(waiting),
            "others": max(0, len(waiting) - REMINDERS.most),
            "mail_leaves": mails_leave(authority),
            "calendar": calendar_feed.link_of(authority, user) if user else None,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@within_authority(Role.READER)
def calendar_link(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Create the secret address of the visitor's calendar, shown once, or close it."""
    user = or_404(_member(request, authority))
    if request.POST.get("step") == "revoke":
        calendar_feed.revoke_link(authority=authority, user=user)
        messages.success(request, _("The address no longer answers."))
        return redirect("roadmap_reminders", authority.slug)
    secret = calendar_feed.make_link(authority=authority, user=user)
    address = request.build_absolute_uri(reverse("calendar_feed", args=[secret]))
    return render(request, "strategy/roadmap/calendar_link.html", {"address": address})


@require_GET
@public
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a secret address; 404 once it is closed or its member left."""
    authority = or_404(calendar_feed.opened(secret))
    text = calendar_text(
        calendar_feed.events(authority, request), name=authority.name, made_at=timezone.now()
    )
    headers = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
