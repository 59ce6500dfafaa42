"""Where the public schemas of data are described."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.catalogue.store import schemas
from jalons.foundation.design.page_language import lang
from jalons.kernel.sourcing import Sourced, SourcedDomain


def domain() -> SourcedDomain:
    """The public schemas that files are checked with."""
    sources = [each.source.cited(each.label(lang())) for each in schemas().values()]
    rows = tuple(Sourced(each.title, each, each.verified) for each in sources)
    return SourcedDomain(_("Public schemas of data"), rows)
