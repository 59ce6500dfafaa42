"""Authentication: a token of the authority, or the session of a member for reading.

A token speaks for its authority only, within its scopes. Strangers learn nothing: without a token
or a session they must sign in, with those of another authority there is nothing (404).
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from jalons.foundation.accounts.access import role_of
from jalons.foundation.accounts.limits import requests
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.api import queries
from jalons.foundation.api.actions import note_use
from jalons.foundation.api.endpoints import ANY_SCOPE, AuthorityCall, Endpoint
from jalons.foundation.api.models import ApiToken
from jalons.foundation.api.problems import ApiError

SAFE = {"GET", "HEAD"}
CALLS_PER_MINUTE = 600  # of one token, by all processes of the server together


def admit(request: HttpRequest, endpoint: Endpoint, slug: str) -> AuthorityCall:
    """The call, authenticated and authorised.

    Raises ``ApiError``: ``token_missing``, ``token_unknown``, ``token_expired``, ``token_revoked``,
    ``session_only_reads``, ``scope_missing``, ``scope_lost``, ``forbidden``, ``not_found``,
    ``rate_exceeded``, ``authority_rate_exceeded``, ``read_only``.
    """
    authority = Authority.objects.select_related("territory").filter(slug=slug).first()
    if authority is not None and not authority.is_reachable:
        authority = None
    header = request.headers.get("Authorization", "")
    if header:
        call = _by_token(request, endpoint, authority, header)
    else:
        call = _by_session(request, endpoint, authority)
    request.authority = call.authority  # type: ignore[attr-defined]
    if wait := requests.admit(call.authority):
        raise ApiError("authority_rate_exceeded", seconds=wait)
    if call.authority.is_read_only and request.method not in SAFE:
        raise ApiError("read_only")
    return call


def _by_token(
    request: HttpRequest, endpoint: Endpoint, authority: Authority | None, header: str
) -> AuthorityCall:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer" or not queries.is_known(secret.strip()):
        raise ApiError("token_unknown")
    token = queries.token_of(authority, secret.strip()) if authority else None
    if authority is None or token is None:
        raise ApiError("not_found")
    now = timezone.now()
    scopes = queries.open_scopes(token)
    if scopes is None or not token.is_valid(now):
        expired = scopes is not None and token.revoked_at is None
        raise ApiError("token_expired" if expired else "token_revoked", name=token.name)
    _count(token)
    if endpoint.scope not in {ANY_SCOPE, *scopes}:
        lost = endpoint.scope in token.scopes
        raise ApiError("scope_lost" if lost else "scope_missing", scope=endpoint.scope)
    note_use(token=token, now=now)
    return AuthorityCall(request, authority, token.created_by, token)


def _by_session(
    request: HttpRequest, endpoint: Endpoint, authority: Authority | None
) -> AuthorityCall:
    role = role_of(request, authority) if authority else None
    if authority is None or role is None:
        raise ApiError("not_found" if request.user.is_authenticated else "token_missing")
    if request.method not in SAFE:
        raise ApiError("session_only_reads")
    if not role.allows(endpoint.role):
        raise ApiError("forbidden")
    user = request.user if isinstance(request.user, User) else None
    return AuthorityCall(request, authority, user, None)


def _count(token: ApiToken) -> None:
    key = f"api-calls-{token.pk}-{int(time.time() // 60)}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > CALLS_PER_MINUTE:
        raise ApiError("rate_exceeded", limit=CALLS_PER_MINUTE)
