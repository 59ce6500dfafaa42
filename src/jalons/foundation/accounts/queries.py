"""Members, invitations and one-time links."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import (
    Authority,
    Invitation,
    Membership,
    OneTimeLink,
    Role,
    User,
)
from jalons.foundation.territories.models import Territory


def members(*, authority: Authority) -> QuerySet[Membership]:
    """The members of an authority with their person, in order of address."""
    return authority.memberships.select_related("user").order_by("user__email")


def by_role(*, authority: Authority) -> dict[str, list[int]]:
    """The keys of the active members of an authority under their role; each role is there."""
    found: dict[str, list[int]] = {role: [] for role in Role}
    rows = authority.memberships.filter(user__is_active=True).values_list("user_id", "role")
    for user, role in rows:
        found[role].append(user)
    return found


def memberships(*, user: User) -> QuerySet[Membership]:
    """The authorities a person works for, with the role, in order of name."""
    return user.memberships.select_related("authority").order_by("authority__name")


def pending_invitations(*, authority: Authority, now: datetime) -> QuerySet[Invitation]:
    """The invitations that can still be accepted, latest first."""
    waiting = Invitation.objects.of(authority).filter(accepted_at=None, revoked_at=None)
    return waiting.filter(expires_at__gt=now).order_by("-pk")


def invitation_of(*, token: str, now: datetime) -> Invitation:
    """The invitation that ``token`` opens.

    Raises ``AccountsError``: ``link_unknown``, ``link_revoked``, ``link_used``, ``link_expired``.
    """
    key = links.read_invitation_token(token)
    # The signed token is the right to see this one row, whatever its authority.
    invitation = (
        Invitation.unscoped.select_related("authority", "invited_by").filter(pk=key).first()
    )
    if invitation is None:
        raise AccountsError("link_unknown")
    if invitation.revoked_at:
        raise AccountsError("link_revoked")
    if invitation.accepted_at:
        raise AccountsError("link_used")
    if invitation.expires_at <= now:
        raise AccountsError("link_expired")
    return invitation


def is_invited(*, user: User, invitation: Invitation) -> bool:
    """Whether an invitation was made for an address of that person: the main or a verified one."""
    wanted = invitation.email.casefold()
    verified = EmailAddress.objects.filter(user=user, verified=True)
    return wanted in {
        user.email.casefold(),
        *(address.casefold() for address in verified.values_list("email", flat=True)),
    }


def one_time_link(*, secret: str, purpose: str, now: datetime) -> OneTimeLink:
    """The link that ``secret`` opens, for ``purpose`` only.

    Raises ``AccountsError``: ``link_unknown``, ``link_used``, ``link_expired``.
    """
    found = OneTimeLink.objects.select_related("user")
    link = found.filter(digest=links.digest(secret), purpose=purpose).first()
    if link is None or (link.user and not link.user.is_active):
        raise AccountsError("link_unknown")
    if link.used_at:
        raise AccountsError("link_used")
    if link.expires_at <= now:
        raise AccountsError("link_expired")
    return link


def territory_named(name: str) -> Territory:
    """The territory written ``<kind>:<code>``.

    Raises ``AccountsError`` (``territory_unknown``).
    """
    kind, _, code = name.partition(":")
    territory = Territory.objects.filter(kind=kind, code=code).first()
    if territory is None:
        raise AccountsError("territory_unknown", territory=name[:60])
    return territory


def trial_named(slug: str) -> Authority | None:
    """The trial of that slug, if it still exists."""
    return Authority.objects.filter(slug=slug, kind=Authority.Kind.TRIAL).first()
