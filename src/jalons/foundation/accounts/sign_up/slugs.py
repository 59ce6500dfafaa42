"""The unique slugs of authorities.

The SIREN of a territory is the address of its approved authority. The data in the store of the
twin do not move when an address changes: an authority retains the name of its store.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from jalons.foundation.accounts.errors import AccountsError
from jalons.foundation.accounts.models import Authority
from jalons.foundation.territories.models import Territory

LONGEST = 45  # room for a number or some random letters
NUMBERED = 200
ATTEMPTS = 5


def own_slug(territory: Territory | None) -> str:
    """The slug reserved to one authority of a territory: its SIREN, empty when it has none."""
    return territory.siren if territory else ""


def free_slug(*, territory: Territory | None, name: str) -> str:
    """A slug nobody uses: the SIREN of the territory, else a readable one from its name."""
    own = own_slug(territory)
    return own if own and not _taken([own]) else readable(name)


def readable(name: str) -> str:
    """A slug nobody uses, made from a name; with random letters once its numbers are used."""
    wanted = slugify(name)[:LONGEST] or "collectivite"
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, NUMBERED))]
    taken = _taken(candidates)
    free = next((slug for slug in candidates if slug not in taken), None)
    return free or f"{wanted}-{secrets.token_hex(6)}"


def _taken(slugs: Iterable[str]) -> set[str]:
    """The slugs among these that name an authority, or where one stores its data."""
    wanted = list(slugs)
    found = Authority.objects.filter(Q(slug__in=wanted) | Q(tenant__in=wanted))
    return {name for pair in found.values_list("slug", "tenant") for name in pair}


def created(*, territory: Territory, **fields: object) -> Authority:
    """A new authority of a territory under a free slug, also when many come at once."""
    for _attempt in range(ATTEMPTS):
        slug = free_slug(territory=territory, name=territory.name)
        try:
            with transaction.atomic():
                return Authority.objects.create(
                    slug=slug, name=territory.name, territory=territory, **fields
                )
        except IntegrityError:  # somebody took it since
            continue
    slug = f"{readable(territory.name)[:LONGEST]}-{secrets.token_hex(6)}"
    return Authority.objects.create(slug=slug, name=territory.name, territory=territory, **fields)


def move(authority: Authority, slug: str) -> None:
    """Give an authority another slug; its data in the twin and its files do not move.

    Raises ``AccountsError``: ``slug_taken``.
    """
    if slug == authority.slug:
        return
    if Authority.objects.filter(slug=slug).exclude(pk=authority.pk).exists():
        raise AccountsError("slug_taken", slug=slug)
    authority.tenant = authority.store_name
    if authority.tenant == slug:  # back to the name its data bear
        authority.tenant = ""
    authority.slug = slug
    authority.save(update_fields=["slug", "tenant"])


def take_own(authority: Authority) -> Authority | None:
    """Give an approved authority the slug of its territory; an unapproved one that had it moves.

    Returns the other approved authority that retains the address, None when it is now ours.
    """
    wanted = own_slug(authority.territory)
    if not wanted or authority.slug == wanted:
        return None
    bearer = Authority.objects.select_for_update().filter(slug=wanted).first()
    if bearer is not None:
        if bearer.standing == Authority.Standing.APPROVED and bearer.deleted_at is None:
            return bearer
        move(bearer, readable(bearer.name))
    move(authority, wanted)
    return None
