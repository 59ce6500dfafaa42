"""The registers of experiments, of tests with users and of the services of a year."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import day_words, lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import RecordForm, Section, form_of
from jalons.foundation.register.raw import words_of
from jalons.participation.web.experiments import indicators, queries
from jalons.participation.web.experiments.models import (
    Experiment,
    Measurement,
    NewService,
    ServiceYear,
    UserFinding,
    UserTest,
)
from jalons.participation.words import experiments as words

State = Experiment.State
WHAT = ("title", "hypothesis", "service", "partners")
MEASURE = ("measured", "unit", "baseline", "expected", "better")
WHEN = ("starts_on", "stops_on", "planned")
LINKS = ("action", "case", "indicator")
RESULT = ("result", "low", "high", "unmeasured", "learned", "decision", "spent")
PUBLIC = (*WHAT, *MEASURE, *WHEN, *LINKS)
DAYS = ("state", "ended_on", "published_on")
TEST = ("service", "listed", "stage", "how", "day", "last_day", "people", *UserTest.PROFILES)
FINDING = ("text", "weight", "changed_day", "why_not")
NEW_SERVICE = ("name", "opens_on", "tried")


class ExperimentForm(RecordForm[Experiment]):
    """What is decided before; the links are chosen among what other rooms list."""

    action = forms.ChoiceField(
        label=gettext_lazy("action of the roadmap"), required=False, choices=[("", "–")]
    )
    case = forms.ChoiceField(
        label=gettext_lazy("use case of the twin"), required=False, choices=[("", "–")]
    )
    sections = (
        Section(gettext_lazy("What you try"), WHAT),
        Section(gettext_lazy("What you measure"), MEASURE),
        Section(gettext_lazy("When, at what cost"), WHEN),
        Section(gettext_lazy("What it is linked to"), LINKS),
    )

    class Meta:
        model = Experiment
        fields = PUBLIC

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        if name == "action":
            known = {str(each.urn): f"{each.title} ({each.state})"
                     for each in queries.actions(self.authority)}  # fmt: skip
        elif name == "case":
            known = queries.cases(self.authority)
        else:
            return []
        stored = getattr(self.instance, name)
        gone = {stored: _("no longer listed")} if stored and stored not in known else {}
        return [("", "–"), *known.items(), *gone.items()]


class ResultForm(RecordForm[Experiment]):
    """What was found: the value, what was learned, what is decided."""

    sections = (
        Section(gettext_lazy("The result"), RESULT[:4]),
        Section(gettext_lazy("What you make of it"), RESULT[4:]),
    )

    class Meta:
        model = Experiment
        fields = RESULT


class UserTestForm(RecordForm[UserTest]):
    """Which service, how, with whom; the services of the years bear their year."""

    sections = (
        Section(gettext_lazy("Which service, how"), TEST[:6]),
        Section(gettext_lazy("With whom: numbers, never names"), TEST[6:]),
    )

    class Meta:
        model = UserTest
        fields = TEST

    def __init__(self, data: Any = None, *, instance: UserTest, **options: Any) -> None:
        super().__init__(data, instance=instance, **options)
        listed: Any = self.fields["listed"]
        listed.queryset = listed.queryset.select_related("listing").order_by(
            "-listing__year", "name")  # fmt: skip
        listed.label_from_instance = lambda each: f"{each} ({each.listing.year})"


def standing(found: Experiment) -> Cell:
    """Its state; late when its result is waited for."""
    if found.is_late:
        return Cell("", mark=_("result awaited"), mark_kind="late")
    kind = {State.RUNNING: "walk", State.PUBLISHED: "ok"}.get(State(found.state), "idle")
    return Cell("", mark=found.get_state_display(), mark_kind=kind)


def result(found: Experiment) -> str:
    return words.result_words(found.interval, found.unit, lang()) if found.has_result else ""


def value(found: Measurement) -> str:
    return words.value_words(found.value, found.experiment.unit, lang())


def treated(found: UserFinding) -> Cell:
    """What was done with a finding."""
    if found.changed_day:
        text = _("changed on %(day)s") % {"day": day_words(found.changed_day)}
        return Cell("", mark=text, mark_kind="ok")
    if found.why_not:
        return Cell(found.why_not, mark=_("not changed"), mark_kind="idle")
    return Cell("", mark=_("to decide"), mark_kind="late")


def tried(found: NewService) -> Cell:
    """Whether it was tried before it opened, and how that is known."""
    if found.tests_before:
        return Cell("", mark=_("yes, by a test stored here"), mark_kind="ok")
    mark = {"yes": "ok", "no": "late"}.get(found.tried, "walk")
    return Cell("", mark=found.get_tried_display(), mark_kind=mark)


# The journal says the names of fields, not names across rooms.
_words = replace(words_of(Experiment, Measurement), unsaid=frozenset({"action", "case"}))
declare({Experiment.urn_kind(): _words})
experiments = Register(
    Experiment, "experiment", ExperimentForm,
    List("title", "service", "stops_on", Column(gettext_lazy("State"), standing, "state"),
         Column(gettext_lazy("Result"), result),
         search=("title", "hypothesis", "partners"), filter=filter_of(Experiment, etat="state"),
         sort="-stops_on", bulk=("service",), headline=queries.headline,
         file=(*WHAT, *MEASURE, *WHEN, "indicator", *DAYS, *RESULT)),
    rows=queries.experiments,
    moves=(
        Move("start", gettext_lazy("It starts"), (State.IDEA,), State.RUNNING,
             needs=queries.unready, dated="starts_on"),
        Move("back", gettext_lazy("Back to the idea"), (State.RUNNING,), State.IDEA,
             needs=queries.begun),
        Move("stop", gettext_lazy("It stops"), (State.RUNNING,), State.STOPPED, dated="ended_on"),
        Move("publish", gettext_lazy("Publish the result"), (State.STOPPED,), State.PUBLISHED,
             role=Role.LEAD, needs=queries.without_result, dated="published_on"),
        Move("correct", gettext_lazy("Correct the result"), (State.PUBLISHED,), State.STOPPED,
             role=Role.LEAD),
    ),
    parts=(Part(Measurement, form_of(Measurement, "day", "value", "note"), "mesures",
                gettext_lazy("Measurements"), gettext_lazy("Add a measurement"),
                List("day", Column(pgettext_lazy("measurement", "Value"), value, numeric=True),
                     "note", file=("day", "value", "note"))),),
    templates="participation/experiments",
)  # fmt: skip
experiments_file = Import(experiments, key="title")

tests = Register(
    UserTest, "user_test", UserTestForm,
    List("service", "day", "stage", "how", "people",
         Column(gettext_lazy("To decide"), lambda each: len(queries.undecided([each])),
                numeric=True),
         search=("service",), filter=filter_of(UserTest, moment="stage", comment="how"),
         sort="-day", headline=queries.tests_headline, file=TEST),
    rows=queries.tests,
    parts=(Part(UserFinding, form_of(UserFinding, *FINDING), "constats",
                gettext_lazy("What was found"), gettext_lazy("Add a finding"),
                List("text", "weight", Column(gettext_lazy("What was done"), treated),
                     file=FINDING)),),
    after=indicators.publish, templates="participation/user_tests",
)  # fmt: skip

years = Register(
    ServiceYear, "service_year", form_of(ServiceYear, "year", "note"),
    List(Column(pgettext_lazy("list", "Year"), lambda each: str(each.year), "year"), "state",
         Column(gettext_lazy("Services"), lambda each: each.services_count,
                                 numeric=True),
         Column(gettext_lazy("Tried before opening"), queries.share_words),
         sort="-year", headline=queries.years_headline,
         file=("year", "note", "state", "declared_on")),
    rows=queries.service_years,
    moves=(
        Move("declare", gettext_lazy("The list is complete"), (ServiceYear.State.OPEN,),
             ServiceYear.State.COMPLETE, dated="declared_on"),
        Move("reopen", gettext_lazy("The list is to complete"), (ServiceYear.State.COMPLETE,),
             ServiceYear.State.OPEN),
    ),
    parts=(Part(NewService, form_of(NewService, *NEW_SERVICE), "services",
                gettext_lazy("New or renewed services"), gettext_lazy("Add a service"),
                List("name", "opens_on", Column(gettext_lazy("Tried by users"), tried),
                     file=NEW_SERVICE)),),
    after=indicators.publish, templates="participation/service_years",
)  # fmt: skip
