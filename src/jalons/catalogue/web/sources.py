"""What the room rests on, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.catalogue.store import schemas
from jalons.foundation.design.page_language import lang
from jalons.kernel.sourcing import Sourced, SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The reference texts of each topic."""
    return (_schemas(),)


def _schemas() -> SourcedDomain:
    """The public schemas that files are checked with."""
    sources = [each.source.cited(each.label(lang())) for each in schemas().values()]
    return SourcedDomain(
        _("Public schemas of data"),
        tuple(Sourced(each.title, each, each.verified) for each in sources),
    )
