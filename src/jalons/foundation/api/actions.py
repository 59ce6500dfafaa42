"""Creating and revoking tokens."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jalons.foundation.accounts.invitations.links import digest
from jalons.foundation.accounts.models import Authority, User
from jalons.foundation.api.models import ApiToken
from jalons.foundation.journal.actions import record
from jalons.foundation.journal.models import Verb

PREFIX = "jalons_"  # so that a secret left in a file is recognised by those who look for them
SHOWN = len(PREFIX) + 5
RANDOM = 32  # bytes
_SHAPE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}", re.ASCII)  # 32 bytes in base 64


def is_secret(text: str) -> bool:
    """Whether a text has the shape of a secret: what has not is refused without a look-up."""
    return _SHAPE.fullmatch(text) is not None


def create_token(  # noqa: PLR0913  all by keyword, each one a fact of the token
    *,
    authority: Authority,
    user: User,
    name: str,
    scopes: Collection[str],
    days: int,
    now: datetime,
) -> tuple[ApiToken, str]:
    """A token valid for ``days``, and its secret: 256 random bits, shown now and never again."""
    secret = PREFIX + secrets.token_urlsafe(RANDOM)
    with transaction.atomic():
        token = ApiToken.objects.create(
            authority=authority,
            name=name,
            digest=digest(secret),
            start=secret[:SHOWN],
            scopes=sorted(scopes),
            created_by=user,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        after = {"scopes": token.scopes, "expires_at": token.expires_at}
        _journal(token, user, Verb.CREATED, after)
    return token, secret


def revoke_token(*, token: ApiToken, user: User, now: datetime) -> None:
    """Close a token for good; nothing happens when it is closed already."""
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    with transaction.atomic():
        token.save(update_fields=["revoked_at"])
        _journal(token, user, Verb.REVOKED, None)


def close_tokens_of(*, authority: Authority, person: User, user: User) -> int:
    """Revoke the valid tokens of a person who leaves an authority; how many."""
    now = timezone.now()
    valid = ApiToken.objects.of(authority).filter(created_by=person, revoked_at=None)
    found = [token for token in valid if token.is_valid(now)]
    for token in found:
        revoke_token(token=token, user=user, now=now)
    return len(found)


def note_use(*, token: ApiToken, now: datetime) -> None:
    """Store when a token was last used, at most once a minute: reads rarely write."""
    if token.last_used_at is None or now - token.last_used_at > timedelta(minutes=1):
        ApiToken.objects.of(token.authority).filter(pk=token.pk).update(last_used_at=now)


def _journal(token: ApiToken, user: User, verb: Verb, after: object) -> None:
    record(
        request_user=user,
        authority=token.authority,
        verb=verb,
        urn=token.urn,
        label=token.name,
        after=after,
    )
