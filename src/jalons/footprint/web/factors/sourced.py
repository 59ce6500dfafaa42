"""Where the factors of the footprint come from, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.footprint.engine.analysis.published import YEARLY
from jalons.footprint.store import load_pack, load_quoted
from jalons.footprint.words.figures import named
from jalons.foundation.design import page_language
from jalons.kernel.source import Sourced, SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The factors by kind of device, the lifetimes and the electricity mixes."""
    pack, lang = load_pack(), page_language.lang()
    names = {item: named(device.name, lang) for item, device in pack.devices.items()}
    sourced = [
        Sourced(names.get(factor.item, _("Other factors")), factor.source, factor.verified)
        for factor in pack.factors.values()
    ]
    sourced += [
        Sourced(
            _("Expected lifetime: %(device)s") % {"device": names.get(each.item, each.item)},
            each.source,
            each.verified,
        )
        for each in pack.lifetimes.values()
    ]
    sourced += [Sourced(_("Electricity"), mix.source, mix.verified) for mix in pack.mixes.values()]
    sourced += [
        Sourced(_("Footprints that others published"), each.source, each.source.verified)
        for each in load_quoted()
        if each.subject == YEARLY
    ]
    return (SourcedDomain(_("Digital footprint"), tuple(sourced)),)
