"""Who may open a page: every view says so with one of four decorators, and a test walks them all.

``@public``: anybody. ``@signed_in``: any account. ``@of_instance``: who administers the instance.
``@within_authority(Role.X)``: a member of the
authority named by the URL, with at least that role; the view receives ``authority`` in place of its
slug, and ``request.role``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login as sign_in_then
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jalons.foundation.accounts import drafts
from jalons.foundation.accounts.limits import requests, row_security, visits
from jalons.foundation.accounts.models import Authority, Role

type View = Callable[..., HttpResponseBase]

TRIAL_SESSION_KEY = "trial_authority"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def role_of(request: HttpRequest, authority: Authority) -> Role | None:
    """The role the visitor has in ``authority``, or None.

    A member's own role; contributor in the trial of one's own session; reader for anybody in the
    demonstration, whose data are fictional.
    """
    if request.user.is_authenticated:
        membership = authority.memberships.filter(user=request.user).only("role").first()
        if membership:
            return Role(membership.role)
    is_trial = authority.kind == Authority.Kind.TRIAL
    if is_trial and request.session.get(TRIAL_SESSION_KEY) == authority.slug:
        return Role.CONTRIBUTOR
    return Role.READER if authority.kind == Authority.Kind.DEMO else None


def public(view: View) -> View:
    """A page for anybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """A page for any account; others are sent to the sign-in page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        return view(request, *args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded


def of_instance(view: View) -> View:
    """A page for the administrators of the instance; for other accounts it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        if not getattr(request.user, "is_superuser", False):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.access = "instance"  # type: ignore[attr-defined]
    return guarded


def _sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Redirect to the sign-in page and back; what was typed in a form is stored for the return."""
    if request.method == "POST" and not request.FILES:
        if not drafts.may_open_session(request):
            return render(request, "accounts/draft_refused.html", status=429)
        request.draft_is_stored = drafts.keep(request, request.path, request.POST)  # type: ignore[attr-defined]
        if request.draft_is_stored:  # type: ignore[attr-defined]
            page = reverse("draft", query={"page": request.path})
            return sign_in_then(page)
    return sign_in_then(request.get_full_path())


def _beyond(request: HttpRequest, authority: Authority, *, leaving: bool) -> HttpResponse | None:
    """The refusal of a request beyond the limits of an authority, or that changes a read-only one.

    None lets it pass, and notes the visit.
    """
    if wait := requests.admit(authority):
        shown = {"limited": authority, "wait": wait}
        answer = render(request, "accounts/too_many.html", shown, status=429)
        answer["Retry-After"] = str(wait)
        return answer
    if authority.is_read_only and not leaving and request.method not in SAFE:
        return render(request, "accounts/read_only.html", {"limited": authority}, status=403)
    if request.user.is_authenticated:
        visits.note(authority)
    return None


def within_authority(
    needed: Role,
    *,
    in_trial: Role | None = None,
    closed_too: bool = False,
    crosses: bool = False,
    leaving: bool = False,
) -> Callable[[View], View]:
    """A page of one authority, for its members with at least the role ``needed``.

    ``in_trial`` is the role that suffices in a trial, when it is a lower one. Strangers learn
    nothing: without a role the page does not exist (404), or asks to sign in. Once the authority is
    closed or set aside, its members read why, except on a page that says ``closed_too``; in one
    that is read-only they change nothing, but for what a page that says ``leaving`` does.
    ``crosses``: the page reads or answers what other authorities share with this one; every other
    page is bound to its authority by the database too (``row_security``).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            authority = Authority.objects.select_related("territory").filter(slug=slug).first()
            role = role_of(request, authority) if authority else None
            if authority is None or role is None:
                if request.user.is_authenticated:
                    raise Http404
                return _sign_in_first(request)
            if not authority.is_reachable and not closed_too:
                shown = {"closed": authority, "role_in_it": role}
                return render(request, "accounts/closed.html", shown, status=403)
            request.authority = authority  # type: ignore[attr-defined]
            request.role = role  # type: ignore[attr-defined]
            if refused := _beyond(request, authority, leaving=leaving):
                return refused
            is_trial = authority.kind == Authority.Kind.TRIAL
            if not role.allows(in_trial if in_trial and is_trial else needed):
                raise PermissionDenied
            with row_security.lifted() if crosses else row_security.bound(authority):
                return view(request, authority, *args, **kwargs)

        guarded.access = needed  # type: ignore[attr-defined]
        guarded.access_in_trial = in_trial or needed  # type: ignore[attr-defined]
        guarded.crosses = crosses  # type: ignore[attr-defined]
        return guarded

    return decorate
