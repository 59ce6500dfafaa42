"""Works of others used here, and the share of one's own actions that others may read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.federation.web.received.models import ReceivedItem
from jalons.federation.web.sharing.models import Repository
from jalons.federation.web.sharing.queries import listed, repository_of
from jalons.federation.web.sources import queries
from jalons.federation.web.sources.models import Source
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living, owns
from jalons.foundation.register.models import Change
from jalons.foundation.tasks import rounds
from jalons.kernel import Interval
from jalons.kernel import Source as Origin
from jalons.kernel.contracts import YearFigure, publish_year, roadmap


def publish(authority: Authority) -> None:
    """Publish what is known today; who reads nobody, or shares nothing, has no figure of it."""
    used = living(ReceivedItem, authority).exclude(adopted="").count()
    reads = queries.trusted(authority).exists()
    _publish(authority, "works_used", float(used) if reads else None, "1", _("files received"))
    actions = roadmap()(authority.urn) if repository_of(authority).active else ()
    own = [each.says for each in listed(authority)
           if each.says.kind == "action" and not each.says.tombstone]  # fmt: skip
    share = min(100.0, 100 * len(own) / len(actions)) if actions else None
    words = ngettext(
        "%(count)s action of the roadmap", "%(count)s actions of the roadmap", len(actions)
    ) % {"count": len(actions)}
    _publish(authority, "actions_shared", share, "%", words)


def _publish(authority: Authority, name: str, value: float | None, unit: str, counted: str) -> None:
    source = Origin(_("Exchange between territories"), authority.name, None, "unstated")
    known = None if value is None else Interval.exact(value)
    year = timezone.localdate().year
    publish_year(authority, YearFigure(f"federation.{name}", year, unit, known, (counted,)), source)


def follow(authority: Authority, changes: Sequence[Change]) -> None:
    """Publish after an act that used a work of others here."""
    if any("adopted" in each.after for each in changes):
        publish(authority)


def publish_all(*, now: datetime) -> None:
    """Once a day: lists are signed again, actions come and go."""
    rounds.each("federation.figures", publish, now=now, due=owns(Source) | owns(Repository))
