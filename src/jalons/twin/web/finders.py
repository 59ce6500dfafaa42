"""What the search finds in the twin, for members of the authority."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jalons.broker.store.port import TypeCount
from jalons.foundation.design.page_language import number_words
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among, matching
from jalons.twin.web.alerts.models import AlertRule
from jalons.twin.web.cases.models import TwinCase
from jalons.twin.web.connection import twin_store
from jalons.twin.web.dashboards.models import Dashboard
from jalons.twin.web.entities.queries import named
from jalons.twin.web.labels import words
from jalons.twin.web.labels.values import short
from jalons.twin.web.observations import queries
from jalons.twin.web.whatif.models import WhatIf

INTERNAL = "internal"


def _kind(search: Search, iri: str) -> str:
    policy = twin_store.policies().of(twin_store.tenant_of(search.authority)).get(iri)
    return (policy.name if policy is not None else "") or words.kind(iri).label


def _types(search: Search) -> Findings:
    reads = queries.reads(audience=INTERNAL, user=search.user)
    used = reads.types(twin_store.tenant_of(search.authority))

    def shown(each: TypeCount) -> Found:
        count = {"count": number_words(each.entities)}
        return Found(
            _kind(search, each.iri),
            ngettext("%(count)s entity", "%(count)s entities", each.entities) % count,
            search.address("twin_entities", queries.key_of(each.iri)),
        )

    every = ((each, (_kind(search, each.iri), short(each.iri))) for each in used)
    return matching(search, every, shown)


def _entities(search: Search) -> Findings:
    """By name, then by identifier; the authority sees what its policies blur for others."""
    tenant = twin_store.tenant_of(search.authority)
    reads = queries.reads(audience=INTERNAL, user=search.user)
    used = reads.types(tenant)
    docs, total = named(reads, tenant, used, search.words, search.limit)
    shown = (
        Found(
            queries.title(doc),
            ", ".join(_kind(search, iri) for iri in doc["type"]),
            search.address("twin_entity", doc["id"]),
        )
        for doc in docs
    )
    alone = queries.key_of(used[0].iri) if len(used) == 1 else ""
    url = search.address("twin_entities", alone, mots=search.text) if alone else ""
    return Findings(tuple(shown), total, url=url)


def _dashboards(search: Search) -> Findings:
    def shown(each: Dashboard) -> Found:
        return Found(each.name, "", search.address("twin_dashboard", each.pk))

    rows = Dashboard.objects.of(search.authority).filter(deleted_at=None)
    return among(search, rows, ("name",), shown)


def _cases(search: Search) -> Findings:
    def shown(each: TwinCase) -> Found:
        return Found(each.name, each.get_state_display(), search.address("twin_case", each.pk))

    rows = TwinCase.objects.of(search.authority).filter(deleted_at=None)
    return among(search, rows, ("name", "purpose", "department"), shown)


def _rules(search: Search) -> Findings:
    def shown(each: AlertRule) -> Found:
        return Found(
            each.name, _kind(search, each.type), search.address("twin_alert_rule", each.pk)
        )

    rows = AlertRule.objects.of(search.authority).filter(deleted_at=None)
    return among(search, rows, ("name",), shown)


def _whatifs(search: Search) -> Findings:
    def shown(each: WhatIf) -> Found:
        return Found(each.name, "", search.address("twin_whatif", each.pk))

    rows = WhatIf.objects.of(search.authority).filter(deleted_at=None)
    return among(search, rows, ("name", "note"), shown)


FINDERS = (
    Finder(
        "types",
        _("Data of the twin"),
        lambda n: ngettext("%(count)s type of data", "%(count)s types of data", n),
        _types,
    ),
    Finder(
        "entities",
        _("Entities of the twin"),
        lambda n: ngettext("%(count)s entity", "%(count)s entities", n),
        _entities,
    ),
    Finder(
        "dashboards",
        _("Dashboards"),
        lambda n: ngettext("%(count)s dashboard", "%(count)s dashboards", n),
        _dashboards,
    ),
    Finder(
        "cases",
        _("Use cases of the twin"),
        lambda n: ngettext("%(count)s use case", "%(count)s use cases", n),
        _cases,
    ),
    Finder(
        "rules",
        _("Alert rules"),
        lambda n: ngettext("%(count)s alert rule", "%(count)s alert rules", n),
        _rules,
    ),
    Finder(
        "whatifs",
        _("What if"),
        lambda n: ngettext("%(count)s scenario", "%(count)s scenarios", n),
        _whatifs,
    ),
)
PAGES = (
    Page("twin_home", _("The twin of the territory"), _("sensors, data, digital twin")),
    Page("twin_map", _("Map of the twin"), _("places, sensors")),
    Page("twin_dashboard_list", _("Dashboards"), _("charts, tiles")),
    Page("twin_alerts", _("Alerts"), _("incidents, silent sensors")),
    Page("twin_alert_rule_list", _("Alert rules"), _("thresholds, drift, silence")),
    Page("twin_whatif_list", _("What if"), _("scenarios, trials, lights off")),
    Page("twin_case_list", _("Use cases of the twin"), _("savings, uses")),
    Page("twin_heat", _("Heat of server rooms"), _("recovery, data centre, heating")),
    Page("twin_data", _("Bring data in"), _("files, sources, sensors, LoRaWAN, import")),
    Page("twin_sheets", _("Sheets of the twin"), _("ethics, retention, personal data")),
)
