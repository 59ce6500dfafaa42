"""A territory is met with the first parcel it sends."""

from __future__ import annotations

from jalons.foundation.accounts.models import Authority
from jalons.foundation.partners.models import PartnerTerritory
from jalons.foundation.partners.queries import partner_of
from jalons.foundation.register.writer import Person, write


def meet(authority: Authority, user: Person, name: str, key: str) -> PartnerTerritory:
    """The partner of a key, its key to compare when it was not known yet."""
    found = partner_of(authority, key)
    if found is None:
        found = PartnerTerritory(authority=authority)
        write(authority, user, [(found, {"name": name[:200], "key": key})])
    return found
