"""What waits in the room today, and how often a member wants it by mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jalons.catalogue.web.reminders.digest import REMINDERS, due, sections
from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Membership, Role, User
from jalons.foundation.digests.actions import choose
from jalons.foundation.digests.forms import RhythmForm
from jalons.foundation.digests.queries import mails_leave, rhythm_of

SHOWN = 50


@within_authority(Role.READER)
def page(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The page of reminders; those who may write choose how often they are mailed."""
    user = request.user if isinstance(request.user, User) else None
    members = Membership.objects.filter(authority=authority, user=user)
    member = members.first() if user else None
    form = None
    if user and member and Role(member.role).allows(Role.CONTRIBUTOR):
        form = RhythmForm(request.POST, REMINDERS, rhythm_of(REMINDERS, authority, user))
        if request.method == "POST" and form.is_valid():
            choose(REMINDERS, authority=authority, user=user, rhythm=form.cleaned_data["rhythm"])
            messages.success(request, _("Your choice is stored."), "good")
            return redirect("catalogue_reminders", authority.slug)
    waiting = due(authority)
    context = {
        "sections": sections(authority, waiting[:SHOWN]), "count": len(waiting), "form": form,
        "others": max(0, len(waiting) - SHOWN), "mails_leave": mails_leave(authority),
    }  # fmt: skip
    status = 422 if form and form.errors else 200
    return render(request, "catalogue/reminders/page.html", context, status=status)
