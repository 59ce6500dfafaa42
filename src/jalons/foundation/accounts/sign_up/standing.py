"""Who may found an authority at once, and what is a proof: the rules of the setting ``SIGN_UP``.

``open``: every authority is approved as it is made. ``approval`` and ``invitation``: it waits for
an administrator of the instance, unless its maker has a verified address of a domain recorded for
the territory. Without a mail server no address is verified, so nothing is a proof.
"""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.models import Authority, KnownDomain, User
from jalons.foundation.accounts.sign_up import slugs
from jalons.foundation.territories.models import Territory

OPEN, APPROVAL, INVITATION = "open", "approval", "invitation"
MOST_WAITING = 3  # authorities one person may have in the queue
Standing = Authority.Standing


def mode() -> str:
    """The sign-up mode: one of the three words of the setting."""
    return str(settings.OPTIONS["SIGN_UP"])


def domain_of(address: str) -> str:
    """The domain of an e-mail address, in small letters."""
    return address.rpartition("@")[2].strip().lower()


def addresses_are_verified() -> bool:
    """Whether this instance verifies e-mail addresses: it needs a mail server."""
    return bool(settings.OPTIONS["MAIL_URL"])


def domains(territory: Territory | None) -> list[str]:
    """The domains recorded for a territory."""
    if territory is None:
        return []
    return list(KnownDomain.objects.filter(territory=territory).values_list("domain", flat=True))


def refuse_unapproved(authority: Authority) -> None:
    """Raise ``AccountsError`` (``not_approved``) for an authority that may not show anything yet.

    To be called before anything leaves it: a page opened, a comparison joined, a document signed.
    """
    if authority.kind != Authority.Kind.TRIAL and not authority.may_publish:
        raise AccountsError("not_approved")


def proof(*, user: User, territory: Territory | None) -> str:
    """The recorded domain of the territory in a verified address of the person, else empty."""
    if territory is None or not addresses_are_verified():
        return ""
    verified = EmailAddress.objects.filter(user=user, verified=True)
    domains = {domain_of(address) for address in verified.values_list("email", flat=True)}
    known = KnownDomain.objects.filter(territory=territory, domain__in=domains)
    return known.values_list("domain", flat=True).first() or ""


def of_new(*, user: User, territory: Territory | None) -> tuple[Standing, str]:
    """The standing of an authority this person founds, and why it is approved when it is.

    Raises ``AccountsError`` (``too_many_waiting``) for a person with several in the queue.
    """
    if user.is_superuser or mode() == OPEN:
        return Standing.APPROVED, ""
    if found := proof(user=user, territory=territory):
        return Standing.APPROVED, found
    waiting = user.memberships.filter(authority__standing__in=[Standing.WAITING, Standing.REFUSED])
    if waiting.count() >= MOST_WAITING:
        raise AccountsError("too_many_waiting", count=MOST_WAITING)
    return Standing.WAITING, ""


@transaction.atomic
def ask(*, user: User, authority: Authority, text: str, now: datetime) -> None:
    """Send a message to the administrators of the instance; a refused authority waits again."""
    authority.request, authority.requested_at = text, now
    if authority.standing == Standing.REFUSED:
        authority.standing = Standing.WAITING
    authority.save(update_fields=["request", "requested_at", "standing"])
    note(actor=user, verb="requested", label=authority.name)


@transaction.atomic
def approve(*, user: User | None, authority: Authority, proof: str = "") -> Authority | None:
    """Approve an authority, and give it the address of its territory.

    Returns the other approved authority that retains this address, for a person to decide.
    """
    authority.standing, authority.standing_reason = Standing.APPROVED, ""
    authority.save(update_fields=["standing", "standing_reason"])
    note(actor=user, verb="approved", label=authority.name, detail=proof)
    return slugs.take_own(authority)


def approve_by_proof(*, user: User, authority: Authority) -> bool:
    """Approve a waiting authority when a verified address of its administrator is a proof."""
    found = proof(user=user, territory=authority.territory)
    if authority.standing != Standing.WAITING or not found:
        return False
    approve(user=user, authority=authority, proof=found)
    return True
