"""Devices for machines, and the routes by which one may leave."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jalons.foundation.api.endpoints import AuthorityCall
from jalons.foundation.api.records import Record
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.api import endpoints_of
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.engine.routes.verdicts import Verdict
from jalons.reuse.web.devices import queries
from jalons.reuse.web.devices.register import PUBLIC, devices
from jalons.reuse.web.scopes import READ, WRITE, endpoints
from jalons.reuse.words import routes as words

endpoints_of(endpoints, devices, "devices", *PUBLIC, read=READ, write=WRITE)


class ArticleRecord(Record, frozen=True, kw_only=True):
    """A text of law; ``verified`` is false until somebody read it at its source."""

    name: str
    link: str
    verified: bool


class RouteRecord(Record, frozen=True, kw_only=True):
    """What the rules say of a route; ``counts`` is null while the taker did not commit itself."""

    route: str
    label: str
    outcome: str
    reasons: list[str]
    missing: list[str]
    counts: bool | None
    articles: list[ArticleRecord]


def _record(found: Verdict) -> RouteRecord:
    rules, spoken = shipped_rules(), lang()
    texts = [rules.articles[key] for key in found.articles]
    return RouteRecord(
        route=found.route.key,
        label=words.route_name(found.route, spoken),
        outcome=found.outcome.value,
        reasons=[words.reason_words(each, spoken) for each in found.reasons],
        missing=list(found.missing),
        counts=found.counts,
        articles=[
            ArticleRecord(
                name=each.name[spoken], link=each.source.link, verified=each.source.verified
            )
            for each in texts
        ],
    )


@endpoints.get("devices/<uuid:pk>/routes", _("The routes by which a device may leave"), scope=READ)
def device_routes(call: AuthorityCall, pk: UUID) -> list[RouteRecord]:
    """In the order of the law, each with its reasons and its articles."""
    found = queries.rows(call.authority).filter(pk=pk).first()
    if found is None:
        raise Http404
    return [_record(each) for each in queries.routes(found, timezone.localdate())]
