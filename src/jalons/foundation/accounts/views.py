"""The pages of people, members, invitations, trials and one-time links."""

from __future__ import annotations

import re
from typing import cast

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts import actions, drafts, queries
from jalons.foundation.accounts.access import (
    TRIAL_SESSION_KEY,
    public,
    signed_in,
    within_authority,
)
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.forms import (
    FirstAdministratorForm,
    InvitationForm,
    RoleForm,
    StaffForm,
    TerritorySearchForm,
)
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.invitations.mail import send_invitation
from jalons.foundation.accounts.models import Authority, OneTimeLink, Role, User
from jalons.foundation.accounts.sign_up import standing
from jalons.foundation.design import page_language
from jalons.foundation.design.page_language import error_words
from jalons.foundation.territories.queries import search_territories

PASSWORD_BACKEND = "django.contrib.auth.backends.ModelBackend"  # noqa: S105  (a class, not a secret)
OWN_TRIALS_SESSION_KEY = "own_trials"
# Trials write to the database without an account: one visitor may start few of them.
TRIAL_RATES = {"start_trial": "20/h/ip"}
FIRST_PAGE = re.compile(r"[a-z-]+/")  # a page within the authority that a trial may start with
LINK_RATES = {"one_time_link": "30/h/ip"}


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _say(request: HttpRequest, error: AccountsError) -> None:
    messages.error(request, error_words(error), "bad")


def _refused(request: HttpRequest, error: AccountsError, status: int = 410) -> HttpResponse:
    lang = page_language.lang()
    words = {"message": error.message(lang), "hint": error.hint(lang)}
    return render(request, "accounts/refused.html", words, status=status)


# --- members and settings of an authority ------------------------------------------------------


@require_safe
@within_authority(Role.READER)
def members(request: HttpRequest, authority: Authority) -> HttpResponse:
    return _members_page(request, authority, InvitationForm())


def _members_page(request: HttpRequest, authority: Authority, form: InvitationForm) -> HttpResponse:
    administers = request.role.allows(Role.ADMINISTRATOR)  # type: ignore[attr-defined]
    waiting = queries.pending_invitations(authority=authority, now=timezone.now())
    context = {
        "members": queries.members(authority=authority),
        "invitations": [
            (invitation, request.build_absolute_uri(links.invitation_path(invitation)))
            for invitation in waiting
        ]
        if administers
        else [],
        "administers": administers,
        "roles": Role.choices,
        "form": form,
    }
    return render(request, "accounts/members.html", context, status=422 if form.errors else 200)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def invite(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Invite an address, by mail when the instance can, and show the link."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _members_page(request, authority, form)
    try:
        invitation = actions.invite(
            user=_person(request),
            authority=authority,
            email=form.cleaned_data["email"],
            role=Role(form.cleaned_data["role"]),
            now=timezone.now(),
        )
    except AccountsError as error:
        form.add_error("email", str(error))
        return _members_page(request, authority, form)
    address = request.build_absolute_uri(links.invitation_path(invitation))
    if send_invitation(invitation, address):
        messages.success(request, _("The invitation has been sent."), "good")
    else:
        messages.success(
            request, _("The invitation is ready: give its link to the person."), "good"
        )
    return redirect("members", authority.slug)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def revoke_invitation(request: HttpRequest, authority: Authority, invitation: int) -> HttpResponse:
    try:
        actions.revoke_invitation(
            user=_person(request), authority=authority, invitation=invitation, now=timezone.now()
        )
    except AccountsError as error:
        _say(request, error)
    return redirect("members", authority.slug)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def change_role(request: HttpRequest, authority: Authority, member: int) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role in the list."), "bad")
        return redirect("members", authority.slug)
    try:
        role = Role(form.cleaned_data["role"])
        actions.change_role(user=_person(request), authority=authority, member=member, role=role)
    except AccountsError as error:
        _say(request, error)
    else:
        messages.success(request, _("The role has been changed."), "good")
    return redirect("members", authority.slug)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def remove_member(request: HttpRequest, authority: Authority, member: int) -> HttpResponse:
    try:
        closed = actions.remove_member(user=_person(request), authority=authority, member=member)
    except AccountsError as error:
        _say(request, error)
    else:
        message = _("This person is no longer a member.")
        if closed:
            message += " " + ngettext(
                "%(count)s API token they had made is revoked.",
                "%(count)s API tokens they had made are revoked.",
                closed,
            ) % {"count": closed}
        messages.success(request, message, "good")
    return redirect("members", authority.slug)


@within_authority(Role.ADMINISTRATOR, in_trial=Role.CONTRIBUTOR)
def authority_settings(request: HttpRequest, authority: Authority) -> HttpResponse:
    """What figures need to know about the authority itself."""
    form = StaffForm(request.POST or None, instance=authority)
    if request.method == "POST" and form.is_valid():
        staff = form.cleaned_data["staff"]
        actions.set_staff(user=request.user, authority=authority, staff=staff)
        messages.success(request, _("Your settings are saved."), "good")
        return redirect("authority_settings", authority.slug)
    status = 422 if form.errors else 200
    return render(request, "accounts/settings.html", {"form": form}, status=status)


# --- one's own authorities ---------------------------------------------------------------------


@require_safe
@signed_in
def landing(request: HttpRequest) -> HttpResponse:
    """The page after sign-in: the only authority of the person, or the list."""
    if not _trial(request):
        mine = list(queries.memberships(user=_person(request))[:2])
        if len(mine) == 1:
            return redirect(mine[0].authority)
    return redirect("my_authorities")


@require_safe
@signed_in
def my_authorities(request: HttpRequest) -> HttpResponse:
    """The authorities of the person, and how to join another."""
    context = {
        "memberships": queries.memberships(user=_person(request)),
        "trial": _trial(request),
    }
    return render(request, "accounts/my_authorities.html", context)


@signed_in
def create_authority(request: HttpRequest) -> HttpResponse:
    """Choose a territory, then create its authority with oneself as administrator."""
    if request.method == "POST":
        try:
            territory = queries.territory_named(request.POST.get("territory", ""))
            authority = actions.create_authority(user=_person(request), territory=territory)
        except AccountsError as error:
            _say(request, error)
            return redirect("create_authority")
        messages.success(request, _("You are now its administrator."), "good")
        return redirect(authority)
    form = TerritorySearchForm(request.GET if "q" in request.GET else None)
    found = search_territories(form.cleaned_data["q"]) if form.is_valid() else []
    context = {
        "form": form,
        "found": found,
        "needs_approval": standing.mode() != standing.OPEN and not _person(request).is_superuser,
    }
    return render(request, "accounts/create_authority.html", context)


# --- trials ------------------------------------------------------------------------------------


def _trial(request: HttpRequest) -> Authority | None:
    return queries.trial_named(request.session.get(TRIAL_SESSION_KEY, ""))


@require_POST
@public
def start_trial(request: HttpRequest) -> HttpResponse:
    """Start a trial of a territory, or come back to the one this browser already has."""
    try:
        territory = queries.territory_named(request.POST.get("territory", ""))
    except AccountsError as error:
        return _refused(request, error, status=404)
    own: dict[str, str] = request.session.get(OWN_TRIALS_SESSION_KEY, {})
    name = f"{territory.kind}:{territory.code}"
    trial = queries.trial_named(own.get(name, ""))
    if trial is None:
        too_many = ratelimit.consume_or_429(
            request, app="jalons.accounts", action="start_trial", config=TRIAL_RATES
        )
        if too_many:
            return too_many
        trial = actions.start_trial(territory=territory)
    request.session[OWN_TRIALS_SESSION_KEY] = {**own, name: trial.slug}
    request.session[TRIAL_SESSION_KEY] = trial.slug
    first = request.POST.get("first", "")
    return redirect(trial.get_absolute_url() + (first if FIRST_PAGE.fullmatch(first) else ""))


@public
def keep_trial(request: HttpRequest) -> HttpResponse:
    """Turn the trial of this browser into an authority; an account is needed to confirm."""
    trial = _trial(request)
    if trial is None:
        return _refused(request, AccountsError("trial_missing"), status=404)
    if request.method != "POST" or not request.user.is_authenticated:
        return render(request, "accounts/keep_trial.html", {"trial": trial})
    try:
        authority = actions.keep_trial(user=_person(request), slug=trial.slug)
    except AccountsError as error:
        return _refused(request, error, status=409)
    own = request.session.get(OWN_TRIALS_SESSION_KEY, {})
    left = {name: slug for name, slug in own.items() if slug != trial.slug}
    request.session[OWN_TRIALS_SESSION_KEY] = left
    del request.session[TRIAL_SESSION_KEY]
    messages.success(request, _("Your work is saved. You are its administrator."), "good")
    return redirect(authority)


# --- invitations and one-time links ------------------------------------------------------------


@never_cache
@public
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation; join on confirmation, with an account."""
    now = timezone.now()
    try:
        if request.method == "POST" and request.user.is_authenticated:
            user = _person(request)
            authority = actions.accept_invitation(user=user, token=token, now=now)
            messages.success(request, _("Welcome: you are now a member."), "good")
            return redirect(authority)
        invitation = queries.invitation_of(token=token, now=now)
    except AccountsError as error:
        return _refused(request, error)
    known = request.user.is_authenticated
    invited = not known or queries.is_invited(user=_person(request), invitation=invitation)
    context = {"invitation": invitation, "invited": invited}
    return render(request, "accounts/accept_invitation.html", context)


@never_cache
@public
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in with a one-time link; only the confirmation spends it, not a preview."""
    now = timezone.now()
    try:
        if request.method == "POST":
            too_many = ratelimit.consume_or_429(
                request, app="jalons.accounts", action="one_time_link", config=LINK_RATES
            )
            if too_many:
                return too_many
            user = actions.use_sign_in_link(secret=secret, now=now)
            login(request, user, backend=PASSWORD_BACKEND)
            return redirect("landing")
        purpose = OneTimeLink.Purpose.SIGN_IN
        link = queries.one_time_link(secret=secret, purpose=purpose, now=now)
    except AccountsError as error:
        return _refused(request, error)
    return render(request, "accounts/sign_in_link.html", {"person": link.user})


@never_cache
@public
def first_administrator(request: HttpRequest, secret: str) -> HttpResponse:
    """Create the account that administers the instance, once."""
    now = timezone.now()
    form = FirstAdministratorForm(request.POST or None)
    try:
        purpose = OneTimeLink.Purpose.FIRST_ADMINISTRATOR
        queries.one_time_link(secret=secret, purpose=purpose, now=now)
        if request.method == "POST" and form.is_valid():
            user = actions.create_first_administrator(secret=secret, now=now, **form.cleaned_data)
            login(request, user, backend=PASSWORD_BACKEND)
            messages.success(request, _("The instance is yours."), "good")
            return redirect("my_authorities")
    except AccountsError as error:
        return _refused(request, error)
    status = 422 if form.errors else 200
    return render(request, "accounts/first_administrator.html", {"form": form}, status=status)


# --- what was typed and not saved --------------------------------------------------------------


@public
@never_cache
def draft(request: HttpRequest) -> HttpResponse:
    """What this session typed for a page: shown, sent again or forgotten; POST keeps it."""
    page = request.GET.get("page", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts=None) or "?" in page:
        raise Http404
    if request.method == "POST":
        return _change_draft(request, page)
    return render(
        request, "accounts/draft.html", {"draft": drafts.stored(request, page), "page": page}
    )


def _change_draft(request: HttpRequest, page: str) -> HttpResponse:
    """Delete the draft, or store what the form saves while typing."""
    if "forget" in request.POST:
        drafts.forget(request, page)
        messages.success(request, _("What you had typed is discarded."))
        return redirect(page)
    if not request.session.session_key:
        return HttpResponse(status=403)  # a session is started by a person, not by a script
    return HttpResponse(status=204 if drafts.keep(request, page, request.POST) else 413)
