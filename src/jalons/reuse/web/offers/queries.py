"""Offers and needs of an authority, those that others show it, and who could serve whom."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority, publishing
from jalons.foundation.accounts.scoping import living
from jalons.reuse.engine.matching import Demand, Pairing, Supply, matched
from jalons.reuse.web.offers.models import Offer


class Met(NamedTuple):
    """A pair, with the record of this authority and that of the other."""

    mine: Offer
    other: Offer
    pair: Pairing


def published(authority: Authority | None = None) -> QuerySet[Offer]:
    """What is open and shown today: of one authority, or of all those that may publish."""
    rows = Offer.unscoped.filter(publishing("authority__"), deleted_at=None, shown=True)
    if authority is not None:
        rows = rows.filter(authority=authority)
    rows = rows.filter(state=Offer.State.OPEN, until__gte=timezone.localdate())
    return rows.select_related("authority", "lot").order_by("until", "pk")


def met(authority: Authority) -> list[Met]:
    """Pairs of this authority with others of its sort; the demonstration meets itself only."""
    # a pair is of one kind of device: nothing else is read of what others show
    kinds = list(published(authority).order_by().values_list("kind", flat=True).distinct())
    known = published().filter(authority__kind=authority.kind, kind__in=kinds)
    rows = {str(each.pk): each for each in known}
    sides = [each.matching for each in rows.values()]
    supplies = [each for each in sides if isinstance(each, Supply)]
    demands = [each for each in sides if isinstance(each, Demand)]
    found = []
    for pair in matched(supplies, demands, timezone.localdate()):
        ends = rows[pair.offer], rows[pair.need]
        if authority.pk in {each.authority_id for each in ends}:
            mine, other = ends if ends[0].authority_id == authority.pk else ends[::-1]
            found.append(Met(mine, other, pair))
    return found


def headline(rows: QuerySet[Offer]) -> str:
    """How many offers and needs are open, in a sentence."""
    sides = list(rows.filter(state=Offer.State.OPEN).values_list("side", flat=True))
    needs = sides.count(Offer.Side.NEED)
    offers = len(sides) - needs
    if not offers + needs:
        return _("Nothing is offered or needed yet.")
    words = ngettext("%(count)s offer", "%(count)s offers", offers) % {"count": offers}
    more = ngettext("%(count)s need", "%(count)s needs", needs) % {"count": needs}
    return _("%(offers)s and %(needs)s are open.") % {"offers": words, "needs": more}


def figure(authority: Authority) -> str:
    return headline(living(Offer, authority))
