"""The first page of the twin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from jalons.foundation.accounts.access import within_authority
from jalons.foundation.accounts.models import Authority, Role
from jalons.foundation.design.components import Cell, Column, Table
from jalons.twin.web.alerts import queries as alerts
from jalons.twin.web.connection import twin_store
from jalons.twin.web.connection.roles import may
from jalons.twin.web.ingest.sources.queries import letter_counts
from jalons.twin.web.labels.values import moment
from jalons.twin.web.observations import queries
from jalons.twin.web.policies.wording import AUDIENCES, FIELDS

from .topics import topics

PER_PAGE = 12
INTERNAL = "internal"


@within_authority(Role.READER)
def home(request: HttpRequest, authority: Authority) -> HttpResponse:
    town = queries.town(authority, audience=INTERNAL, user=request.user)
    live = queries.live(town.docs, now=timezone.now())
    lacking = [line for line in town.types if not line.ready]
    return render(
        request,
        "twin/home.html",
        {
            "town": town,
            "live": live,
            "count": len(town.docs),
            "last": moment(town.last),
            "lacking": lacking,
            "table": _types(town, authority) if town.types else None,
            "may_edit": may(request, Role.LEAD),
            "cost": twin_store.cost(),
            "alerts": alerts.current_count(authority),
            "letters": sum(letter_counts(authority).values()),
            "topics": topics(authority),
        },
    )


def _types(town: queries.Town, authority: Authority) -> Table:
    rows = tuple(
        (
            Cell(line.name, url=reverse("twin_sheet", args=(authority.slug, line.key))),
            Cell(
                str(line.entities),
                url=reverse("twin_entities", args=(authority.slug, line.key))
                if line.entities
                else "",
            ),
            moment(line.last),
            str(AUDIENCES[line.policy.audience]) if line.policy is not None else "–",
            Cell(
                "", mark=_("complete") if line.ready else _("to complete"),
                mark_kind="ok" if line.ready else "late",
            ),
        )
        for line in town.types[:PER_PAGE]
    )  # fmt: skip
    columns = (
        Column(_("Type")),
        Column(_("Entities"), numeric=True),
        Column(_("Last observation")),
        Column(str(FIELDS["audience"])),
        Column(_("Sheet")),
    )
    return Table(_("What is in the twin, by type"), columns, rows)
