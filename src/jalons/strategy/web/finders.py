"""What can be found in the strategy of an authority."""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.design.page_language import lang
from jalons.foundation.search.finders import Finder, Findings, Found, Page, Search, among, matching
from jalons.strategy.documents import title_of
from jalons.strategy.engine.catalogue import Commitment, Indicator
from jalons.strategy.engine.statutory.decree import DocumentKind
from jalons.strategy.store import catalogue, manifesto
from jalons.strategy.web.actors import queries as register
from jalons.strategy.web.actors.models import Actor
from jalons.strategy.web.observations.models import StoredObservation
from jalons.strategy.web.roadmap import queries as roadmap
from jalons.strategy.web.roadmap.models import Action, Axis, LinkedPlan
from jalons.strategy.web.statutory import queries as statutory
from jalons.strategy.web.statutory.models import StatutoryDocument


def _commitments(search: Search) -> Findings:
    words = lang()

    def result(each: Commitment) -> Found:
        url = search.address("commitment_page", each.number)
        return Found(f"{each.number} · {each.short.to(words)}", "", url)

    every = (
        (each, (each.short.to(words), each.title.to(words))) for each in manifesto().commitments
    )
    return matching(search, every, result)


def _actions(search: Search) -> Findings:
    """Same fields as the list of actions: confidential notes are never searched."""

    def result(each: Action) -> Found:
        return Found(
            each.title, each.get_status_display(), search.address("roadmap_action", each.pk)
        )

    rows = roadmap.actions(search.authority)
    found = among(search, rows, ("title", "number", "description", "partners"), result)
    return replace(found, url=search.address("roadmap", q=search.text))


def _axes(search: Search) -> Findings:
    def result(each: Axis) -> Found:
        return Found(each.name, "", search.address("roadmap", axe=str(each.pk)))

    rows = Axis.objects.of(search.authority)
    return among(search, rows, ("name", "description"), result)


def _plans(search: Search) -> Findings:
    def result(each: LinkedPlan) -> Found:
        url = f"{search.address('roadmap_plan_list')}#plan-{each.pk}"
        return Found(each.name, each.get_kind_display(), url)

    every = ((e, (e.name, e.get_kind_display())) for e in roadmap.plans(search.authority))
    return matching(search, every, result)


def _indicators(search: Search) -> Findings:
    """Those of the catalogue by name or definition, with the last year the authority has."""
    words = lang()
    known = StoredObservation.objects.of(search.authority).order_by().values_list("indicator")
    last = dict(known.annotate(Max("period_end")))

    def result(each: Indicator) -> Found:
        year = last[each.id].year if each.id in last else None
        detail = _("last value: %(year)s") % {"year": year} if year else ""
        return Found(each.name.to(words), detail, search.address("indicator_page", each.id))

    every = catalogue().indicators.values()
    texts = ((each, (each.name.to(words), each.definition.to(words))) for each in every)
    return matching(search, texts, result)


def _documents(search: Search) -> Findings:
    def title(each: StatutoryDocument) -> str:
        return title_of(DocumentKind(each.kind), each.year, lang())

    def result(each: StatutoryDocument) -> Found:
        return Found(title(each), each.get_state_display(), search.address("document", each.pk))

    every = ((each, (title(each),)) for each in statutory.documents(search.authority))
    return matching(search, every, result)


def _actors(search: Search) -> Findings:
    """Same fields as the register: the contact person is never searched."""

    def result(each: Actor) -> Found:
        return Found(each.name, each.get_kind_display(), search.address("actor", each.pk))

    rows = register.actors(search.authority)
    found = among(search, rows, ("name", "role", "brings", "signed"), result)
    return replace(found, url=search.address("actor_list", q=search.text))


FINDERS = (
    Finder(
        "commitments",
        gettext_lazy("Commitments"),
        lambda n: ngettext("%(count)s commitment", "%(count)s commitments", n),
        _commitments,
    ),
    Finder(
        "actions",
        gettext_lazy("Actions"),
        lambda n: ngettext("%(count)s action", "%(count)s actions", n),
        _actions,
    ),
    Finder(
        "axes",
        gettext_lazy("Axes"),
        lambda n: ngettext("%(count)s axis", "%(count)s axes", n),
        _axes,
    ),
    Finder(
        "plans",
        gettext_lazy("Linked plans"),
        lambda n: ngettext("%(count)s linked plan", "%(count)s linked plans", n),
        _plans,
    ),
    Finder(
        "indicators",
        gettext_lazy("Indicators"),
        lambda n: ngettext("%(count)s indicator", "%(count)s indicators", n),
        _indicators,
    ),
    Finder(
        "documents",
        gettext_lazy("Documents"),
        lambda n: ngettext("%(count)s document", "%(count)s documents", n),
        _documents,
    ),
    Finder(
        "actors",
        gettext_lazy("Actors"),
        lambda n: ngettext("%(count)s actor", "%(count)s actors", n),
        _actors,
    ),
)
PAGES = (
    Page("path_page", gettext_lazy("Our nine commitments"), gettext_lazy("path, milestones, home")),
    Page("diagnosis", gettext_lazy("Diagnosis"), gettext_lazy("questions, maturity, answers")),
    Page("roadmap", gettext_lazy("Roadmap"), gettext_lazy("actions, action plan, sheets")),
    Page("roadmap_board", gettext_lazy("Actions by status"), gettext_lazy("columns, progress")),
    Page("roadmap_calendar", gettext_lazy("Calendar of the actions"), gettext_lazy("dates, Gantt")),
    Page("roadmap_budget", gettext_lazy("Budget of the roadmap"), gettext_lazy("costs, euros")),
    Page(
        "roadmap_funding",
        gettext_lazy("Funding of the roadmap"),
        gettext_lazy("grants, subsidies, funders"),
    ),
    Page("roadmap_axis_list", gettext_lazy("Axes of the roadmap")),
    Page("roadmap_plan_list", gettext_lazy("Linked plans"), "PCAET, SCoT, PLUi, SPASER"),
    Page("roadmap_reminders", gettext_lazy("Reminders"), gettext_lazy("e-mails, deadlines")),
    Page(
        "actor_list", gettext_lazy("Actors"), gettext_lazy("partners, organisations, consultation")
    ),
    Page("indicators_followed", gettext_lazy("Followed indicators"), gettext_lazy("figures")),
    Page("territory_sheet", gettext_lazy("The territory"), gettext_lazy("residents, equipment")),
    Page(
        "documents",
        gettext_lazy("Documents"),
        gettext_lazy("strategy, work programme, review, deliberation, council, REEN law"),
    ),
    Page("publication", gettext_lazy("Public page"), gettext_lazy("publish, citizens")),
    Page("comparison", gettext_lazy("Comparison"), gettext_lazy("look-alike territories")),
)
