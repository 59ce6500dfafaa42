"""The tokens of an authority, and the API explained to people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from jalons.foundation.accounts.access import public, within_authority
from jalons.foundation.accounts.models import Authority, Role, User
from jalons.foundation.api import actions, queries
from jalons.foundation.api.endpoints import Endpoint, mounted
from jalons.foundation.api.forms import TokenForm
from jalons.foundation.api.models import ApiToken
from jalons.foundation.api.openapi import BASE
from jalons.foundation.api.serving.access import CALLS_PER_MINUTE
from jalons.foundation.design.lookups import or_404

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class TokenText:
    """A token in use as people read it: what it opens, and what its maker's role took from it."""

    token: ApiToken
    scopes: str
    lost: str

    @classmethod
    def of(cls, token: ApiToken) -> TokenText:
        """Its scopes, apart from those lost."""
        role = token.maker_role  # type: ignore[attr-defined]  # annotated by the query
        scopes = queries.allowed(token.scopes, role) if role else []
        lost = [name for name in token.scopes if name not in scopes]
        return cls(token, ", ".join(scopes), ", ".join(lost))


@require_safe
@within_authority(Role.ADMINISTRATOR)
def tokens(request: HttpRequest, authority: Authority) -> HttpResponse:
    """The tokens made so far, and the place to make one."""
    return _tokens(request, authority, TokenForm())


def _tokens(
    request: HttpRequest, authority: Authority, form: TokenForm, *, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    made = queries.tokens(authority)
    context = {
        "open": [TokenText.of(each) for each in made if each.is_valid(now)],
        "closed": [each for each in made if not each.is_valid(now)][:20],
        "form": form,
        "left": [each for each in made if each.revoked_at and not each.maker_role],  # type: ignore[attr-defined]  # annotated
    }
    return render(request, "api/tokens.html", context, status=status)


@require_POST
@within_authority(Role.ADMINISTRATOR)
@never_cache
def create_token(request: HttpRequest, authority: Authority) -> HttpResponse:
    """Make a token, and show its secret, now and never again: no page is redirected to."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _tokens(request, authority, form, status=UNPROCESSABLE)
    token, secret = actions.create_token(
        authority=authority,
        user=cast("User", request.user),
        now=timezone.now(),
        **form.cleaned_data,
    )
    context = {"token": token, "secret": secret, "base": request.build_absolute_uri(BASE)}
    return render(request, "api/token_made.html", context)


@require_POST
@within_authority(Role.ADMINISTRATOR)
def revoke_token(request: HttpRequest, authority: Authority, token: int) -> HttpResponse:
    revoked = get_object_or_404(queries.tokens(authority), pk=token)
    actions.revoke_token(token=revoked, user=cast("User", request.user), now=timezone.now())
    return redirect("api_tokens", authority.slug)


@dataclass(frozen=True, slots=True)
class EndpointText:
    endpoint: Endpoint
    query: tuple[str, ...]
    body: tuple[str, ...]

    @classmethod
    def of(cls, endpoint: Endpoint) -> EndpointText:
        """Its address, and the names of what it takes."""
        return cls(endpoint, _names(endpoint, "query"), _names(endpoint, "body"))


def _names(endpoint: Endpoint, part: str) -> tuple[str, ...]:
    kind = endpoint.takes(part)
    return tuple(field.encode_name for field in msgspec.structs.fields(kind)) if kind else ()


@require_safe
@public
def reference(request: HttpRequest) -> HttpResponse:
    """How to use the API, and what each room offers."""
    context = {"rooms": mounted(), "base": BASE, "limit": CALLS_PER_MINUTE}
    return render(request, "api/reference.html", context)


@require_safe
@public
def room_reference(request: HttpRequest, room: str) -> HttpResponse:
    endpoints = or_404(next((each for each in mounted() if each.room == room), None))
    shown = [EndpointText.of(each) for each in endpoints.declared]
    return render(request, "api/room.html", {"room": endpoints, "base": BASE, "endpoints": shown})
