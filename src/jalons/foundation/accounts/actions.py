"""Changes of people, members and authorities; each change of an authority is in its journal."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jalons.foundation.accounts import queries
from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.invitations import links
from jalons.foundation.accounts.models import (
    Authority,
    Invitation,
    Membership,
    OneTimeLink,
    Role,
    User,
    new_trial_slug,
)
from jalons.foundation.accounts.ports.departures import departure
from jalons.foundation.accounts.ports.journal_port import record
from jalons.foundation.accounts.sign_up import slugs
from jalons.foundation.accounts.sign_up.standing import of_new
from jalons.foundation.territories.models import Territory

INVITATION_DAYS = 14
FIRST_ADMINISTRATOR_DAYS = 7


# --- authorities -------------------------------------------------------------------------------


@transaction.atomic
def create_authority(*, user: User, territory: Territory) -> Authority:
    """The authority of ``territory``, administered by ``user``; it may have to be approved first.

    Raises ``AccountsError`` (``too_many_waiting``).
    """
    standing, domain = of_new(user=user, territory=territory)
    authority = slugs.created(territory=territory, standing=standing)
    _join(user=user, authority=authority, role=Role.ADMINISTRATOR)
    _founded(user, authority, domain)
    return authority


def _founded(user: User, authority: Authority, domain: str) -> None:
    """Log the new authority in the journal of the instance, and assign its address."""
    if authority.standing == Authority.Standing.APPROVED:
        slugs.take_own(authority)
    note(actor=user, verb=f"founded_{authority.standing}", label=authority.name, detail=domain)


@transaction.atomic
def set_staff(*, user: User | AnonymousUser, authority: Authority, staff: int | None) -> None:
    """Keep the number of people employed by the authority, or that it is unknown (None)."""
    before = Authority.objects.values_list("staff", flat=True).get(pk=authority.pk)
    if before == staff:
        return
    authority.staff = staff
    authority.save(update_fields=["staff"])
    record()(
        request_user=user,
        authority=authority,
        verb="changed",
        urn=authority.urn,
        label=authority.name,
        before={"staff": before},
        after={"staff": staff},
    )


# --- trials ------------------------------------------------------------------------------------


def start_trial(*, territory: Territory) -> Authority:
    """A new trial of ``territory``; its slug is the secret of the session that started it."""
    return Authority.objects.create(
        slug=new_trial_slug(),
        name=territory.name,
        kind=Authority.Kind.TRIAL,
        territory=territory,
        standing=Authority.Standing.WAITING,
    )


@transaction.atomic
def keep_trial(*, user: User, slug: str) -> Authority:
    """The trial turned into the authority ``user`` administers, under a slug of its own.

    What the twin and the folders of files store for it stays under the same name.
    Raises ``AccountsError``: ``trial_missing`` when there is no such trial any more,
    ``too_many_waiting``.
    """
    kinds = Authority.Kind
    trial = Authority.objects.select_for_update().filter(slug=slug, kind=kinds.TRIAL).first()
    if trial is None:
        raise AccountsError("trial_missing")
    trial.standing, domain = of_new(user=user, territory=trial.territory)
    trial.kind = kinds.REAL
    trial.save(update_fields=["kind", "standing"])
    slugs.move(trial, slugs.free_slug(territory=trial.territory, name=trial.name))
    record()(request_user=user, authority=trial, verb="kept", urn=trial.urn, label=trial.name)
    _join(user=user, authority=trial, role=Role.ADMINISTRATOR)
    _founded(user, trial, domain)
    return trial


def purge_trials(*, now: datetime) -> int:
    """Delete the trials older than ``TRIAL_DAYS`` with all their data; how many."""
    old = old_trials(now=now)
    owners = set(old.values_list("pk", flat=True))
    old.delete()
    owners -= set(Authority.objects.filter(pk__in=owners).values_list("pk", flat=True))
    for owner in owners:  # not those an account adopted meanwhile
        folders.erase(owner)
    return len(owners)


def old_trials(*, now: datetime) -> QuerySet[Authority]:
    """The trials older than ``TRIAL_DAYS``, which the daily round erases."""
    limit = now - timedelta(days=settings.OPTIONS["TRIAL_DAYS"])
    return Authority.objects.filter(kind=Authority.Kind.TRIAL, created_at__lt=limit)


# --- members -----------------------------------------------------------------------------------


def purge_sessions() -> None:
    """Erase expired sessions, those of visitors without account included."""
    SessionStore.clear_expired()


def _join(*, user: User, authority: Authority, role: Role) -> Membership:
    membership = Membership.objects.create(user=user, authority=authority, role=role)
    record()(
        request_user=user,
        authority=authority,
        verb="joined",
        urn=membership.urn,
        label=str(user),
        after={"role": role.value},
    )
    return membership


def _member(authority: Authority, key: int) -> Membership:
    # Locked with all administrators, so that two of them cannot resign at the same time.
    found = {
        m.pk: m
        for m in authority.memberships.select_for_update(of=("self",)).select_related("user")
    }
    if key not in found:
        raise AccountsError("member_unknown")
    member = found[key]
    administrators = [m for m in found.values() if m.role == Role.ADMINISTRATOR]
    member.is_last_administrator = administrators == [member]  # type: ignore[attr-defined]
    return member


@transaction.atomic
def change_role(*, user: User, authority: Authority, member: int, role: Role) -> Membership:
    """The membership with its new role.

    Raises ``AccountsError``: ``member_unknown``, ``last_administrator``.
    """
    membership = _member(authority, member)
    before = Role(membership.role)
    if before == role:
        return membership
    if membership.is_last_administrator:  # type: ignore[attr-defined]
        raise AccountsError("last_administrator")
    membership.role = role
    membership.save(update_fields=["role"])
    record()(
        request_user=user,
        authority=authority,
        verb="changed",
        urn=membership.urn,
        label=str(membership.user),
        before={"role": before.value},
        after={"role": role.value},
    )
    return membership


@transaction.atomic
def remove_member(*, user: User, authority: Authority, member: int) -> int:
    """End a membership, and revoke the API tokens that person made: how many. The account stays.

    Raises ``AccountsError``: ``member_unknown``, ``last_administrator``.
    """
    membership = _member(authority, member)
    if membership.is_last_administrator:  # type: ignore[attr-defined]
        raise AccountsError("last_administrator")
    record()(
        request_user=user,
        authority=authority,
        verb="removed",
        urn=membership.urn,
        label=str(membership.user),
        before={"role": membership.role},
    )
    closed = departure()(authority=authority, person=membership.user, user=user)
    membership.delete()
    return closed


# --- invitations -------------------------------------------------------------------------------


@transaction.atomic
def invite(
    *, user: User, authority: Authority, email: str, role: Role, now: datetime
) -> Invitation:
    """An invitation good for 14 days; it replaces those waiting for the same address.

    Raises ``AccountsError`` (``already_member``).
    """
    email = email.strip().lower()
    if authority.memberships.filter(user__email__iexact=email).exists():
        raise AccountsError("already_member", email=email)
    waiting = queries.pending_invitations(authority=authority, now=now).filter(email=email)
    waiting.update(revoked_at=now)
    invitation = Invitation.objects.create(
        authority=authority,
        email=email,
        role=role,
        invited_by=user,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    record()(
        request_user=user,
        authority=authority,
        verb="invited",
        urn=invitation.urn,
        label=email,
        after={"role": role.value},
    )
    return invitation


@transaction.atomic
def revoke_invitation(*, user: User, authority: Authority, invitation: int, now: datetime) -> None:
    """Withdraw an invitation; ``AccountsError`` (``member_unknown``) if it no longer waits."""
    waiting = queries.pending_invitations(authority=authority, now=now)
    found = waiting.select_for_update().filter(pk=invitation).first()
    if found is None:
        raise AccountsError("member_unknown")
    found.revoked_at = now
    found.save(update_fields=["revoked_at"])
    record()(
        request_user=user, authority=authority, verb="revoked", urn=found.urn, label=found.email
    )


@transaction.atomic
def accept_invitation(*, user: User, token: str, now: datetime) -> Authority:
    """The authority ``user`` now belongs to; somebody already there keeps the higher role.

    Raises ``AccountsError``: ``link_unknown``, ``link_revoked``, ``link_used``, ``link_expired``,
    ``invitation_of_another`` when it was made for another address.
    """
    invitation = queries.invitation_of(token=token, now=now)
    if not queries.is_invited(user=user, invitation=invitation):
        raise AccountsError("invitation_of_another", email=invitation.email, own=user.email)
    # The filter, not the reading above, decides who comes first when two people click.
    mine = Invitation.objects.of(invitation.authority).filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None
    )
    if not mine.update(accepted_at=now, accepted_by=user):
        raise AccountsError("link_used")
    authority, role = invitation.authority, Role(invitation.role)
    current = authority.memberships.filter(user=user).first()
    if current is None:
        _join(user=user, authority=authority, role=role)
    elif not Role(current.role).allows(role):
        change_role(user=user, authority=authority, member=current.pk, role=role)
    return authority


# --- one-time links ----------------------------------------------------------------------------


def _one_time_link(*, purpose: str, user: User | None, lifetime: timedelta) -> str:
    secret = links.new_secret()
    OneTimeLink.objects.create(
        digest=links.digest(secret),
        purpose=purpose,
        user=user,
        expires_at=timezone.now() + lifetime,
    )
    return secret


def sign_in_link(*, user: User, minutes: int) -> str:
    """The path of a page that signs ``user`` in once, within ``minutes``."""
    lifetime = timedelta(minutes=minutes)
    secret = _one_time_link(purpose=OneTimeLink.Purpose.SIGN_IN, user=user, lifetime=lifetime)
    return reverse("sign_in_link", args=[secret])


def first_administrator_link() -> str:
    """The path of the page that creates the first account, or an empty string if there is one.

    A new link replaces the former: only the latest one printed works.
    """
    if User.objects.exists():
        return ""
    purpose = OneTimeLink.Purpose.FIRST_ADMINISTRATOR
    OneTimeLink.objects.filter(purpose=purpose).delete()
    lifetime = timedelta(days=FIRST_ADMINISTRATOR_DAYS)
    secret = _one_time_link(purpose=purpose, user=None, lifetime=lifetime)
    return reverse("first_administrator", args=[secret])


def _consume(link: OneTimeLink, now: datetime) -> None:
    if not OneTimeLink.objects.filter(pk=link.pk, used_at=None).update(used_at=now):
        raise AccountsError("link_used")


@transaction.atomic
def use_sign_in_link(*, secret: str, now: datetime) -> User:
    """The person the link signs in; the link is spent.

    Raises ``AccountsError``: ``link_unknown``, ``link_used``, ``link_expired``.
    """
    link = queries.one_time_link(secret=secret, purpose=OneTimeLink.Purpose.SIGN_IN, now=now)
    _consume(link, now)
    if link.user is None:
        raise AccountsError("link_unknown")
    return link.user


@transaction.atomic
def create_first_administrator(*, secret: str, email: str, password: str, now: datetime) -> User:
    """The account that administers the instance; the link is spent.

    Raises ``AccountsError``: those of a link, or ``already_installed``.
    """
    purpose = OneTimeLink.Purpose.FIRST_ADMINISTRATOR
    link = queries.one_time_link(secret=secret, purpose=purpose, now=now)
    _consume(link, now)
    if User.objects.exists():
        raise AccountsError("already_installed")
    user = User.objects.create_superuser(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
