"""What the room rests on, for the page of sources: texts, coefficients, schemas, charters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from jalons.catalogue.engine.algorithms.law import law
from jalons.catalogue.store import schemas
from jalons.catalogue.web.charters.actions import models
from jalons.catalogue.web.duties.models import all_duties
from jalons.foundation.design.page_language import lang
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain
from jalons.kernel.tables import package_table

AI = (("ai_duties", "source"), ("ai_duties", "amending"), ("ai_impact", "source"),
      ("ai_impact", "own"), ("ai_footprint", "source"),
      ("ai_comparisons", "source"))  # fmt: skip


def domains() -> tuple[SourcedDomain, ...]:
    """The reference texts of each topic."""
    ai = (_source(package_table("jalons.catalogue", table)[key]) for table, key in AI)
    cited = (each.source.cited(each.label(lang())) for each in schemas().values())
    charters = tuple(Sourced(each["place"], source := _source(each["source"]), source.verified)
                     for each in models().values())  # fmt: skip
    doubt = _("The threshold of 3,500 residents stands in the guide of Etalab, not in the text of"
              " article L. 312-1-3 as we read it: it settles nothing alone.")  # fmt: skip
    small = _("Groups of fewer than five rows are small: no text of law sets one value.")
    return (
        SourcedDomain(_("Publication duties"), tuple(_duties())),
        SourcedDomain(_("Public schemas of data"), _named(cited)),
        SourcedDomain(_("Charters of data"), charters),
        SourcedDomain(_("Personal data"), (), judged=(small,)),
        SourcedDomain(_("Register of algorithms"), _named(law().source.values()), judged=(doubt,)),
        SourcedDomain(_("AI systems"), _named(ai)),
    )


def _source(table: Mapping[str, Any]) -> Source:
    return Source(**{"published": None, **table})


def _named(found: Iterable[Source]) -> tuple[Sourced, ...]:
    return tuple(Sourced(each.title, each, each.verified) for each in found)


def _duties() -> Iterator[Sourced]:
    """The duties to publish, each with the page it was read in."""
    spoken = "en" if lang() == "en" else "fr"
    for each in all_duties():
        source = Source(title=each.source, publisher="", published=None, licence="", link=each.link,
                        verified=each.verified, opened=each.opened)  # fmt: skip
        yield Sourced(f"{each.name[spoken]} ({each.law})", source, each.verified,
                      each.doubt.get(spoken, ""))  # fmt: skip
