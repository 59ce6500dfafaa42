"""What the room rests on, for the page of sources: methods and reference texts."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.kernel.source import Sourced, SourcedDomain
from jalons.webaudit.store import carbon_model, ecodesign_reference, ecoindex_method


def domains() -> tuple[SourcedDomain, ...]:
    """The methods of scores and of carbon."""
    method, carbon = ecoindex_method(), carbon_model()
    known = (method.source, method.proxies_source, carbon.source, ecodesign_reference().source)
    rows = tuple(Sourced(each.title, each, each.verified) for each in known)
    return (SourcedDomain(_("Websites and online services"), rows),)
