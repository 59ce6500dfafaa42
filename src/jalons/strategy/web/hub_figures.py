"""One sentence on the present state of each topic, for the hubs (``room.py``)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.publishing import queries as publication
from jalons.strategy.engine.roadmap.roadmap import count

from .actors import queries as actor_queries
from .diagnosis import pages as diagnosis_pages
from .diagnosis import queries as diagnosis_queries
from .indicators.models import FollowedIndicator
from .roadmap import pages as roadmap_pages
from .roadmap import queries as roadmap_queries
from .statutory import queries as statutory
from .statutory.models import StatutoryDocument
from .territory import pages as territory_pages
from .territory import queries as territory_queries


def territory(authority: Authority) -> str:
    estimate = territory_queries.estimate_of(territory_queries.sheet_of(authority))
    return territory_pages.sentence(estimate)


def indicators(authority: Authority) -> str:
    followed = FollowedIndicator.objects.of(authority).count()
    if not followed:
        return _("No indicator is followed yet.")
    return ngettext(
        "%(count)s indicator is followed.", "%(count)s indicators are followed.", followed
    ) % {"count": followed}


def diagnosis(authority: Authority) -> str:
    return diagnosis_pages.sentence(diagnosis_queries.current(authority))


def roadmap(authority: Authority) -> str:
    lines = roadmap_queries.lines(authority)
    if not lines:
        return _("No action is planned yet.")
    return roadmap_pages.sentence(count(lines, timezone.localdate()))


def actors(authority: Authority) -> str:
    known = actor_queries.actors(authority).count()
    if not known:
        return _("No actor is recorded yet.")
    return ngettext("%(count)s actor is known.", "%(count)s actors are known.", known) % {
        "count": known
    }


def documents(authority: Authority) -> str:
    states = list(statutory.documents(authority).values_list("state", flat=True))
    if not states:
        return _("No document is begun yet.")
    signed = states.count(StatutoryDocument.State.SIGNED)
    begun = ngettext("%(count)s document", "%(count)s documents", len(states)) % {
        "count": len(states)
    }
    return ngettext(
        "%(documents)s, of which %(count)s signed off.",
        "%(documents)s, of which %(count)s signed off.",
        signed,
    ) % {"documents": begun, "count": signed}


def public_page(authority: Authority) -> str:
    if publication.page_of(authority).is_open:
        return _("The public page is open to everybody.")
    return _("The public page is closed: nobody else reads it.")
