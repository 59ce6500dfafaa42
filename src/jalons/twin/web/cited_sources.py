"""The sources of the values of the models, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design import page_language
from jalons.kernel.sourcing import Sourced, SourcedDomain
from jalons.twin.store import heat
from jalons.twin.store import whatif_assumptions as assumed


def domains() -> tuple[SourcedDomain, ...]:
    """The heat of data centres, its law, and the what-if trials."""
    lang = page_language.lang()
    model = heat.assumptions()
    named = [(each.name[lang], each.source) for each in model.values.values()]
    named += [(each.name[lang], each.source) for each in model.profiles.values()]
    warmth = [Sourced(name, source, source.verified) for name, source in named]
    warmth += [
        Sourced(each.reference[lang], each.source, each.source.verified, each.doubt.get(lang, ""))
        for each in heat.duties()
    ]
    trials = tuple(
        Sourced(each.en if lang == "en" else each.fr, each.source, each.source.verified)
        for each in assumed.factors().values()
    )
    return (
        SourcedDomain(_("Heat of server rooms"), tuple(warmth)),
        SourcedDomain(_("What-if trials of the twin"), trials),
    )
