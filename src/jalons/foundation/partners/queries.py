"""The key of an authority, and what it knows of those of others."""

from __future__ import annotations

from hashlib import sha256

from django.conf import settings

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.partners.models import PartnerTerritory
from jalons.kernel import signing


def seed_of(authority: Authority) -> bytes:
    """The private key of an authority, from the secret of the instance: nothing is stored."""
    return sha256(f"jalons.partners.{authority.store_name}.{settings.SECRET_KEY}".encode()).digest()


def key_of(authority: Authority) -> str:
    """The public key with which an authority signs what it sends."""
    return signing.public_key(seed_of(authority))


def partner_of(authority: Authority, key: str) -> PartnerTerritory | None:
    """The partner who signs with this key, None when it is not known."""
    return living(PartnerTerritory, authority).filter(key=key).first()


def trusted_keys(authority: Authority) -> frozenset[str]:
    """The keys that somebody of the authority compared."""
    rows = living(PartnerTerritory, authority).filter(state=PartnerTerritory.State.TRUSTED)
    return frozenset(rows.values_list("key", flat=True))


def is_trusted(authority: Authority, key: str) -> bool:
    """Whether somebody of the authority compared this key."""
    return key in trusted_keys(authority)
