"""The texts and the coefficients the topic rests on."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.kernel import Source
from jalons.kernel.sourcing import Sourced, SourcedDomain
from jalons.kernel.tables import package_table

AI = (("ai_duties", "source"), ("ai_duties", "amending"), ("ai_impact", "source"),
      ("ai_impact", "own"), ("ai_footprint", "source"),
      ("ai_comparisons", "source"))  # fmt: skip


def domain() -> SourcedDomain:
    """What the register of AI systems rests on."""
    tables = (package_table("jalons.catalogue", table)[key] for table, key in AI)
    known = [Source(**{"published": None, **each}) for each in tables]
    return SourcedDomain(_("AI systems"), tuple(Sourced(each.title, each, each.verified)
                                                for each in known))  # fmt: skip
