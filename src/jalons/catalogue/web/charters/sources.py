"""The charters of other territories, and what is judged small."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.catalogue.web.charters.actions import models
from jalons.kernel import Source
from jalons.kernel.sourcing import Sourced, SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """What charters and the personal data of datasets rest on."""
    known = [(each, Source(**{"published": None, **each["source"]})) for each in models().values()]
    charters = tuple(Sourced(each["place"], source, source.verified) for each, source in known)
    judged = (_("Groups of fewer than five rows are small: no text of law sets one value."),)
    return (
        SourcedDomain(_("Charters of data"), charters),
        SourcedDomain(_("Personal data"), (), judged=judged),
    )
