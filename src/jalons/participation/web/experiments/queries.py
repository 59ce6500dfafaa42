"""Experiments with what is late, tests with users, services of a year; what they link to."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.register.declaration import model_of, register_of
from jalons.foundation.register.pages import url_of
from jalons.kernel import JalonsError, Urn
from jalons.kernel.contracts import RoadmapAction, roadmap
from jalons.participation.engine.experiments.trials import ShownPeople, shown_people
from jalons.participation.web.experiments.models import (
    Experiment,
    Measurement,
    NewService,
    ServiceYear,
    UserFinding,
    UserTest,
)
from jalons.participation.words.sentences import say
from jalons.wording import format_span

State, Weight = Experiment.State, UserFinding.Weight
LATE_NAMED = 3  # of those that are late, in a sentence


def experiments(authority: Authority) -> QuerySet[Experiment]:
    """The experiments with their measurements, the earliest stop date first."""
    measured = Prefetch("measurements", living(Measurement, authority), to_attr="measures")
    return living(Experiment, authority).select_related("authority").prefetch_related(measured)


def tests(authority: Authority) -> QuerySet[UserTest]:
    """The tests with their findings and the service of the year they are of."""
    found = Prefetch("findings", living(UserFinding, authority), to_attr="noted")
    rows = living(UserTest, authority).select_related("authority", "listed__listing")
    return rows.prefetch_related(found)


def service_years(authority: Authority) -> QuerySet[ServiceYear]:
    """The lists of services, each with its services and their tests before they opened."""
    before = Prefetch("tests", living(UserTest, authority).filter(stage=UserTest.Stage.BEFORE),
                      to_attr="tests_before")  # fmt: skip
    services = living(NewService, authority).prefetch_related(before)
    rows = living(ServiceYear, authority).select_related("authority")
    return rows.prefetch_related(Prefetch("services", services, to_attr="listed"))


# Where experiments stand --------------------------------------------------------------------------


def overdue(rows: Iterable[Experiment]) -> list[Experiment]:
    """Those whose stop date is over without a result, the oldest first."""
    late = [(each.stops_on, each) for each in rows if each.stops_on and each.is_late]
    return [each for _day, each in sorted(late, key=lambda pair: pair[0])]


def headline(rows: QuerySet[Experiment]) -> str:
    """Where the experiments stand, those that wait for their result first."""
    known = list(rows)
    late, running = overdue(known), sum(each.state == State.RUNNING for each in known)
    if late:
        return ngettext("%(count)s experiment waits for its result: %(names)s.",
                        "%(count)s experiments wait for their result: %(names)s.", len(late)) % {
            "count": len(late), "names": ", ".join(each.title for each in late[:LATE_NAMED]),
        }  # fmt: skip
    if running:
        return ngettext("%(count)s experiment is running.", "%(count)s experiments are running.",
                        running) % {"count": running}  # fmt: skip
    if known:
        return ngettext("%(count)s experiment, none is running.",
                        "%(count)s experiments, none is running.", len(known)) % {
            "count": len(known)}  # fmt: skip
    return _("No experiment yet.")


def unready(found: Experiment) -> str:
    """Why an experiment cannot start, empty when all is decided."""
    return "" if found.is_ready else say("experiment_ready")


def begun(found: Experiment) -> str:
    """Why an experiment is no longer an idea, empty when nothing is measured."""
    stored = living(Measurement, found.authority).filter(experiment=found)
    return say("experiment_measured") if stored.exists() else ""


def without_result(found: Experiment) -> str:
    """Why a result cannot be published; never because it is worse than hoped."""
    return "" if found.has_result else say("experiment_result")


# What they link to --------------------------------------------------------------------------------


def actions(authority: Authority) -> list[RoadmapAction]:
    """The actions of the roadmap; none when no room has one."""
    try:
        return list(roadmap()(authority.urn))
    except JalonsError:
        return []


def cases(authority: Authority) -> dict[str, str]:
    """The use cases of the twin by their names across rooms."""
    try:
        rows = living(model_of("twin_case"), authority)
    except LookupError:  # no room lists them
        return {}
    return {str(each.urn): str(each) for each in rows}


def links(found: Experiment) -> list[tuple[str, str, str]]:
    """What an experiment links to: what it is, its name and its page, empty without a page."""
    known = [
        (_("Action of the roadmap"), f"{each.title} ({each.state})", each.path)
        for each in (actions(found.authority) if found.action else [])
        if str(each.urn) == found.action
    ]
    if found.case and (name := cases(found.authority).get(found.case)):
        model = model_of("twin_case")
        record = living(model, found.authority).get(pk=Urn.parse(found.case).id)
        known.append((_("Use case of the twin"), name, url_of(register_of(model), record)))
    if found.indicator:
        known.append((_("Indicator"), found.indicator, ""))
    return known


# Services tried with their users ------------------------------------------------------------------


def share_words(found: ServiceYear) -> str:
    """The share as a cell says it; empty while the list is to complete."""
    return format_span(found.share.scaled(100), "%", lang()) if found.share else ""


def shown_of(found: UserTest) -> ShownPeople:
    """Who tried, as everybody may read it."""
    return shown_people(found.people, found.profiles)


def undecided(rows: Iterable[UserTest]) -> list[tuple[UserTest, UserFinding]]:
    """The findings nobody decided on: neither changed, nor left with a reason."""
    return [(test, each) for test in rows for each in test.noted if not each.is_decided]


def tests_headline(rows: QuerySet[UserTest]) -> str:
    """What tests with users come to, the findings to decide first."""
    known = list(rows)
    left = len(undecided(known))
    if left:
        return ngettext("%(count)s finding of a test waits for a decision.",
                        "%(count)s findings of tests wait for a decision.", left) % {
            "count": left}  # fmt: skip
    if not known:
        return _("No service tried with its users yet.")
    return ngettext("%(count)s service test with users.", "%(count)s service tests with users.",
                    len(known)) % {"count": len(known)}  # fmt: skip


def years_headline(rows: QuerySet[ServiceYear]) -> str:
    """Where the latest list of services stands."""
    latest = rows.order_by("-year").first()
    if latest is None:
        return _("No list of new services yet.")
    return year_sentence(latest)


def year_sentence(found: ServiceYear) -> str:
    """How many services of a list were tried, and whether the list is declared complete."""
    marks = found.marks
    values = {"year": found.year, "tried": marks.count(True), "count": len(marks)}
    if not marks:
        return _("%(year)s: no service listed.") % values
    if found.state != ServiceYear.State.COMPLETE:
        return ngettext("%(year)s: %(tried)s service tried of %(count)s, list to complete.",
                        "%(year)s: %(tried)s services tried of %(count)s, list to complete.",
                        values["tried"]) % values  # fmt: skip
    return ngettext("%(year)s: %(tried)s service of %(count)s tried before it opened.",
                    "%(year)s: %(tried)s services of %(count)s tried before they opened.",
                    values["tried"]) % values  # fmt: skip
