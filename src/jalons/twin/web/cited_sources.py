"""The sources of the values of the models, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design import page_language
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.twin.store import heat, thresholds
from jalons.twin.store import whatif_assumptions as assumed


def domains() -> tuple[SourcedDomain, ...]:
    """The thresholds of sensors, the heat of data centres, its law, and the what-if trials."""
    lang = page_language.lang()
    model = heat.assumptions()
    named = [(value.name[lang], value.source) for value in model.values.values()]
    named += [(profile.name[lang], profile.source) for profile in model.profiles.values()]
    warmth = [Sourced(name, source, source.verified) for name, source in named]
    warmth += [
        Sourced(duty.reference[lang], duty.source, duty.source.verified, duty.doubt.get(lang, ""))
        for duty in heat.duties()
    ]
    trials = tuple(
        Sourced(factor.en if lang == "en" else factor.fr, factor.source, factor.source.verified)
        for factor in assumed.factors().values()
    )
    levels = tuple(
        Sourced(
            f"{row.short[lang]} ({known.name}, {page_language.number_words(row.value)})",
            row.source(),
            row.verified,
        )
        for known in thresholds.properties()
        for row in known.threshold
    )
    return (
        SourcedDomain(_("Thresholds of what sensors measure"), levels),
        SourcedDomain(_("Heat of server rooms"), tuple(warmth)),
        SourcedDomain(_("What-if trials of the twin"), trials),
    )
