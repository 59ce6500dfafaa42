"""What the room rests on, for the page of sources: texts of law, reference ages."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design.page_language import lang
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.kernel.tables import package_table
from jalons.reuse.engine.accounting.rate import sources
from jalons.reuse.engine.routes.rules import shipped_rules


def domains() -> tuple[SourcedDomain, ...]:
    """The articles of the routes, and the ages that proposals compare with."""
    articles = shipped_rules().articles.values()
    found = [Sourced(each.name[lang()], each.source, each.source.verified) for each in articles]
    ages = Source(**package_table("jalons.reuse", "decisions")["source"])
    found.append(Sourced(_("Reference ages of devices"), ages, ages.verified))
    found += [Sourced(each.title, each, each.verified) for each in sources()]
    lots = package_table("jalons.reuse", "lots")
    weights, codes = Source(**lots["source"]), Source(published=None, **lots["waste"]["source"])
    found.append(Sourced(_("Usual weights of devices"), weights, weights.verified))
    found.append(Sourced(_("Waste code of each kind"), codes, lots["waste"]["verified"]))
    form = Source(published=None, **lots["waste"]["form"]["source"])
    found.append(Sourced(_("Fields of a draft of a waste slip"), form, form.verified))
    return (SourcedDomain(_("Reuse"), tuple(found)),)
