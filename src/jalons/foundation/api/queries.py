"""The tokens of an authority."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import OuterRef, QuerySet, Subquery

from jalons.foundation.accounts.invitations.links import digest
from jalons.foundation.accounts.models import Authority, Membership, Role
from jalons.foundation.api.endpoints import all_scopes
from jalons.foundation.api.models import ApiToken


def tokens(authority: Authority) -> QuerySet[ApiToken]:
    """Every token ever made, the latest first, with who made it.

    ``maker_role`` is the role of that person now, None once no longer a member.
    """
    members = authority.memberships.filter(user=OuterRef("created_by"))
    made = ApiToken.objects.of(authority).select_related("created_by")
    return made.annotate(maker_role=Subquery(members.values("role")[:1]))


def open_scopes(token: ApiToken) -> frozenset[str] | None:
    """The scopes of a token that its maker's role allows now; None when no longer a member."""
    member = Membership.objects.filter(authority=token.authority_id, user=token.created_by_id)
    role = member.values_list("role", flat=True).first()
    return None if role is None else frozenset(allowed(token.scopes, role))


def allowed(scopes: Sequence[str], role: str) -> list[str]:
    """Those of ``scopes`` that a role allows; one that no room declares any more is left out."""
    known = all_scopes()
    return [name for name in scopes if name in known and Role(role).allows(known[name].role)]


def token_of(authority: Authority, secret: str) -> ApiToken | None:
    """The token of an authority whose secret this is, valid or not."""
    tokens_with_maker = ApiToken.objects.of(authority).select_related("authority", "created_by")
    return tokens_with_maker.filter(digest=digest(secret)).first()


def is_known(secret: str) -> bool:
    """Whether a secret opens some authority of this instance."""
    return ApiToken.unscoped.filter(digest=digest(secret)).exists()
