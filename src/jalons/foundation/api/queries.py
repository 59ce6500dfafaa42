"""The tokens of an authority."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from jalons.foundation.accounts.links import digest
from jalons.foundation.accounts.models import Authority
from jalons.foundation.api.models import ApiToken


def tokens(authority: Authority) -> QuerySet[ApiToken]:
    """Every token ever made, the latest first, with who made it.

    ``maker_stays`` tells whether that person is still a member.
    """
    members = authority.memberships.filter(user=OuterRef("created_by"))
    held = ApiToken.objects.of(authority).select_related("created_by")
    return held.annotate(maker_stays=Exists(members))


def token_of(authority: Authority, secret: str) -> ApiToken | None:
    """The token of an authority whose secret this is, valid or not."""
    held = ApiToken.objects.of(authority).select_related("authority", "created_by")
    return held.filter(digest=digest(secret)).first()


def is_known(secret: str) -> bool:
    """Whether a secret opens some authority of this instance."""
    return ApiToken.unscoped.filter(digest=digest(secret)).exists()
