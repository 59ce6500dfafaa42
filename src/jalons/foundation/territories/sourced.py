"""Where the duties come from, for the page of sources."""

from __future__ import annotations

from django.utils.translation import gettext as _

from jalons.foundation.design import page_language
from jalons.foundation.territories.queries import all_duties
from jalons.kernel import Source
from jalons.kernel.source import Sourced, SourcedDomain


def domains() -> tuple[SourcedDomain, ...]:
    """The duties, each with the page it was read in and what remains unsure."""
    lang = page_language.lang()
    return (
        SourcedDomain(
            _("Duties of local authorities"),
            tuple(
                Sourced(
                    f"{duty.name[lang]} ({duty.law})",
                    Source(
                        title=duty.source,
                        publisher="",
                        published=None,
                        licence="",
                        link=duty.link,
                        verified=duty.verified,
                        opened=duty.opened,
                    ),
                    duty.verified,
                    duty.doubt.get(lang, ""),
                )
                for duty in all_duties()
            ),
        ),
    )
