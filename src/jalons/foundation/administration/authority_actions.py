"""Acts of an administrator of the instance on an authority; each is in its journal."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jalons.foundation.accounts.instance_journal import note
from jalons.foundation.accounts.limits.values import NAMES
from jalons.foundation.accounts.models import Authority, KnownDomain, User
from jalons.foundation.accounts.sign_up import slugs, standing
from jalons.foundation.administration.errors import AdministrationError
from jalons.foundation.territories.models import Territory

Standing = Authority.Standing
Actor = User | None
DOMAIN = re.compile(r"(?=.{4,200}\Z)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}")
# Anybody has an address there: it proves nothing of a town.
EVERYBODY = frozenset(
    {
        "aol.com", "bbox.fr", "free.fr", "gmail.com", "gmx.fr", "hotmail.com", "hotmail.fr",
        "icloud.com", "laposte.net", "live.fr", "mailo.com", "msn.com", "neuf.fr", "numericable.fr",
        "orange.fr", "outlook.com", "outlook.fr", "proton.me", "protonmail.com", "sfr.fr",
        "wanadoo.fr", "yahoo.com", "yahoo.fr",
    }
)  # fmt: skip


def _locked(authority: Authority) -> Authority:
    return Authority.objects.select_for_update().get(pk=authority.pk)


@transaction.atomic
def approve(*, user: Actor, authority: Authority) -> Authority | None:
    """Approve an authority; the other approved one that retains the address of its territory.

    Raises ``AdministrationError`` (``trial_has_no_standing``).
    """
    return standing.approve(user=user, authority=_real(authority))


@transaction.atomic
def refuse(*, user: Actor, authority: Authority, reason: str) -> None:
    """Refuse an authority: it stays private, and its members read why."""
    _move(user, _real(authority), Standing.REFUSED, "refused", reason)


@transaction.atomic
def close(*, user: Actor, authority: Authority, reason: str) -> None:
    """Close an authority: nobody enters, nothing of it is shown; its data stay."""
    _move(user, _real(authority), Standing.CLOSED, "closed", reason)


@transaction.atomic
def reopen(*, user: Actor, authority: Authority) -> None:
    """Reopen a closed authority: it waits for an approval, as a new one."""
    locked = _real(authority)
    if locked.standing == Standing.CLOSED:
        _move(user, locked, Standing.WAITING, "reopened", "")


def _real(authority: Authority) -> Authority:
    locked = _locked(authority)
    if locked.kind == Authority.Kind.TRIAL:
        raise AdministrationError("trial_has_no_standing")
    return locked


def _move(user: Actor, locked: Authority, to: Standing, verb: str, reason: str) -> None:
    locked.standing, locked.standing_reason = to, reason[:300]
    locked.save(update_fields=["standing", "standing_reason"])
    note(actor=user, verb=verb, label=locked.name, detail=reason)


@transaction.atomic
def rename(*, user: Actor, authority: Authority, name: str, slug: str) -> None:
    """Give an authority another name, or another address; its data follow.

    Raises ``AccountsError`` (``slug_taken``), ``AdministrationError`` (``slug_of_territory``): the
    SIREN of a territory is the address of its own authority only.
    """
    locked = _real(authority)
    owner = Territory.objects.filter(siren=slug).exclude(siren="").first()
    if slug != locked.slug and owner is not None and owner != locked.territory:
        raise AdministrationError("slug_of_territory", territory=owner.name)
    before = f"{locked.name} ({locked.slug})"
    if locked.name != name:
        locked.name = name
        locked.save(update_fields=["name"])
    slugs.move(locked, slug)
    if (after := f"{locked.name} ({locked.slug})") != before:
        note(actor=user, verb="renamed", label=before, detail=after)


@transaction.atomic
def hand_over(*, user: Actor, authority: Authority) -> None:
    """Move the address of a territory from one approved authority to this one."""
    locked = _real(authority)
    other = slugs.take_own(locked)
    if other is not None:
        slugs.move(other, slugs.readable(other.name))
        slugs.take_own(locked)
        note(actor=user, verb="moved_away", label=other.name, detail=other.slug)
    note(actor=user, verb="took_address", label=locked.name, detail=locked.slug)


@transaction.atomic
def set_quota(*, user: Actor, authority: Authority, mb: int | None, files: int | None) -> None:
    """Give an authority its own quota; None follows the settings of the instance."""
    locked = _locked(authority)
    if (locked.quota_mb, locked.quota_files) == (mb, files):
        return
    locked.quota_mb, locked.quota_files = mb, files
    locked.save(update_fields=["quota_mb", "quota_files"])
    detail = f"{mb if mb is not None else '–'} MB, {files if files is not None else '–'}"
    note(actor=user, verb="quota_set", label=locked.name, detail=detail)


@transaction.atomic
def set_limits(*, user: Actor, authority: Authority, limits: dict[str, int | None]) -> None:
    """Give an authority its own limits, by the names of ``limits.values.NAMES``.

    None follows the settings of the instance, 0 is no limit.
    """
    locked = _locked(authority)
    changed = {name: limits[name] for name in NAMES if getattr(locked, name) != limits[name]}
    if not changed:
        return
    for name, value in changed.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(changed))
    named = {
        "statement_seconds": _("seconds of one query"),
        "requests_per_minute": _("requests in a minute"),
        "jobs_at_once": _("jobs at the same time"),
    }
    detail = ", ".join(f"{named[name]} {'–' if n is None else n}" for name, n in changed.items())
    note(actor=user, verb="limits_set", label=locked.name, detail=detail)


@transaction.atomic
def make_read_only(*, user: Actor, authority: Authority, reason: str, now: datetime) -> None:
    """Let the members of an authority read, export and leave, and change nothing.

    Measures of its sensors go on being received: what is refused would not come back.
    """
    locked = _real(authority)
    if locked.is_read_only:
        return
    locked.read_only_at, locked.read_only_reason = now, reason[:300]
    locked.save(update_fields=["read_only_at", "read_only_reason"])
    note(actor=user, verb="read_only", label=locked.name, detail=reason)


@transaction.atomic
def make_writable(*, user: Actor, authority: Authority) -> None:
    """Let the members of a read-only authority change it again."""
    locked = _locked(authority)
    if locked.is_read_only:
        locked.read_only_at, locked.read_only_reason = None, ""
        locked.save(update_fields=["read_only_at", "read_only_reason"])
        note(actor=user, verb="writable", label=locked.name)


@transaction.atomic
def record_domain(*, user: Actor, domain: str, territory: Territory, now: datetime) -> KnownDomain:
    """Record that the addresses of a domain are those of the authority of a territory.

    Raises ``AdministrationError``: ``domain_invalid``, ``domain_of_everybody``.
    """
    clean = domain.strip().lower().removeprefix("@").rstrip(".")
    if not DOMAIN.fullmatch(clean):
        raise AdministrationError("domain_invalid", domain=clean[:100])
    if clean in EVERYBODY:
        raise AdministrationError("domain_of_everybody", domain=clean)
    found, made = KnownDomain.objects.get_or_create(
        domain=clean, territory=territory, defaults={"recorded_by": user, "recorded_at": now}
    )
    if made:
        note(actor=user, verb="domain_recorded", label=territory.name, detail=clean)
    return found


@transaction.atomic
def forget_domain(*, user: Actor, domain: KnownDomain) -> None:
    """Forget a recorded domain; what it proved stays."""
    note(actor=user, verb="domain_forgotten", label=domain.territory.name, detail=domain.domain)
    domain.delete()
