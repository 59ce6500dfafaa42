"""Where each duty to publish was read, and what remains unsure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.catalogue.web.duties.models import all_duties
from jalons.foundation.design.page_language import lang
from jalons.kernel import Source
from jalons.kernel.sourcing import Sourced, SourcedDomain


def domain() -> SourcedDomain:
    """The duties to publish, each with the page it was read in."""
    spoken = "en" if lang() == "en" else "fr"
    return SourcedDomain(_("Publication duties"), tuple(
        Sourced(
            f"{each.name[spoken]} ({each.law})",
            Source(title=each.source, publisher="", published=None, licence="", link=each.link,
                   verified=each.verified, opened=each.opened),
            each.verified, each.doubt.get(spoken, ""),
        )
        for each in all_duties()
    ))  # fmt: skip
