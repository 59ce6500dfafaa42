"""The page of the approval of a workspace: its state, and a message to the administrators."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.forms import RequestForm
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.accounts.sign_up import standing


@within_authority(Role.ADMINISTRATOR)
def approval(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The state of the approval, what to do, and a message to the administrators."""
    form = RequestForm(request.POST or None, instance=authority)
    person = cast("User", request.user)
    if request.method == "POST" and form.is_valid():
        standing.ask(
            user=person, authority=authority, text=form.cleaned_data["request"], now=timezone.now()
        )
        messages.success(
            request, _("Your message is with the administrators of the instance."), "good"
        )
        return redirect("approval", authority.slug)
    context = {
        "form": form,
        "bears_own": authority.slug == (authority.territory.siren if authority.territory else ""),
        "domains": standing.domains(authority.territory),
        "by_mail": standing.addresses_are_verified(),
    }
    status = 422 if form.errors else 200
    return render(request, "accounts/approval.html", context, status=status)


@within_authority(Role.ADMINISTRATOR)
def prove(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Check again whether a verified address of the person is in a recorded domain."""
    if request.method == "POST":
        if standing.approve_by_proof(user=cast("User", request.user), authority=authority):
            messages.success(request, _("The workspace is approved by your address."), "good")
        else:
            messages.error(
                request, _("No verified address of yours is of a recorded domain."), "bad"
            )
    authority.refresh_from_db(fields=["slug"])
    return redirect("approval", authority.slug)
