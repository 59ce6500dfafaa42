"""What an open page shows of the strategy, for machines: without a token."""

from __future__ import annotations

from functools import partial
from operator import attrgetter

from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import Call, Endpoints
from jalons.foundation.publishing import api as publishing
from jalons.strategy.web.publication.actors import ACTORS, PublicActorRecord
from jalons.strategy.web.publication.commitments import COMMITMENTS, PublicCommitmentRecord
from jalons.strategy.web.publication.indicators import INDICATORS, PublicIndicatorRecord
from jalons.strategy.web.publication.plan import ACTIONS, PublicActionRecord


def declare(endpoints: Endpoints) -> None:
    """Add the endpoints of the public page to those of the room."""
    endpoints.get("public/<slug:territory>/commitments", _("The commitments of a public page"))(
        public_commitments
    )
    add = partial(publishing.declare, endpoints)
    add("actions", _("The actions of a public page"), ACTIONS, PublicActionRecord)
    add(
        "indicators",
        _("The indicators of a public page"),
        INDICATORS,
        PublicIndicatorRecord,
        of=attrgetter("record"),
    )
    add("actors", _("The actors of a public page"), ACTORS, PublicActorRecord)
    publishing.declare_changes(endpoints)


def public_commitments(_call: Call, territory: str) -> list[PublicCommitmentRecord]:
    """In their order; 404 while the page is closed."""
    return publishing.values(territory, COMMITMENTS)
