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
from jalons.kernel.tables import package_table
from jalons.participation.web.experiments import indicators, queries
from jalons.participation.web.experiments import models as stored
from jalons.participation.words import experiments as words
from jalons.participation.words.sentences import say

WHAT = ("title", "hypothesis", "service", "partners")
MEASURE = ("measured", "unit", "baseline", "expected", "better")
WHEN = ("starts_on", "stops_on", "planned")
LINKS = ("action", "case", "indicator")
RESULT = (*stored.Experiment.RESULT, "spent")
PUBLIC = (*WHAT, *MEASURE, *WHEN, *LINKS)
DAYS = ("state", "ended_on", "published_on")
TEST = ("service", "listed", "stage", "how", "day", "last_day", "people",
        *stored.UserTest.PROFILES)  # fmt: skip
FINDING = ("text", "weight", "changed_day", "why_not")
MARKS = {"running": "walk", "published": "ok", "yes": "ok", "no": "late", "": "walk"}


def _among(label: Any) -> Any:
    return forms.ChoiceField(label=label, required=False, choices=[("", "–")])


class ExperimentForm(RecordForm[stored.Experiment]):
    """What is decided before; the links are chosen among what other rooms list."""

    action = _among(gettext_lazy("action of the roadmap"))
    case = _among(gettext_lazy("use case of the twin"))
    sections = (Section(gettext_lazy("What you try"), WHAT),
                Section(gettext_lazy("What you measure"), MEASURE),
                Section(gettext_lazy("When, at what cost"), WHEN),
                Section(gettext_lazy("What it is linked to"), LINKS))  # fmt: skip

    class Meta:
        model = stored.Experiment
        fields = PUBLIC

    def choices_of(self, name: str) -> list[tuple[str, Any]]:
        listed = {"action": queries.actions, "case": queries.cases}.get(name)
        if listed is None:
            return []
        known = {urn: label for urn, label, _path in listed(self.authority)}
        there = getattr(self.instance, name)
        return [*{"": "–", **({there: _("no longer listed")} if there else {}), **known}.items()]


ResultForm = form_of(stored.Experiment, *RESULT)
UserTestForm = form_of(stored.UserTest, sections=(
    Section(gettext_lazy("Which service, how"), TEST[:6]),
    Section(gettext_lazy("With whom: numbers, never names"), TEST[6:])))  # fmt: skip


def standing(found: stored.Experiment) -> Cell:
    """Its state; late when its result is waited for."""
    if found.is_late:
        return Cell("", mark=_("result awaited"), mark_kind="late")
    return Cell("", mark=stored.said(found, "state"), mark_kind=MARKS.get(found.state, "idle"))


def treated(found: stored.UserFinding) -> Cell:
    """What was done with a finding."""
    if found.changed_day:
        text = _("changed on %(day)s") % {"day": day_words(found.changed_day)}
        return Cell("", mark=text, mark_kind="ok")
    mark, kind = (_("not changed"), "idle") if found.why_not else (_("to decide"), "late")
    return Cell(found.why_not, mark=mark, mark_kind=kind)


def tried(found: stored.NewService) -> Cell:
    """Whether it was tried before it opened, and how that is known."""
    if found.tests_before:
        return Cell("", mark=_("yes, by a test stored here"), mark_kind="ok")
    return Cell("", mark=stored.said(found, "tried"), mark_kind=MARKS[found.tried])


def _said(name: str, label: Any) -> Column:
    """A value of an experiment with its unit."""
    return Column(label, lambda each: words.value_words(getattr(each, name), each.unit, lang()))


RESULT_COLUMN = Column(gettext_lazy("Value measured"), lambda each: words.result_words(
    each.interval, each.unit, lang()))  # fmt: skip
DECIDED = (
    "hypothesis", "service", "partners", "measured",
    _said("baseline", gettext_lazy("Value before")),
    _said("expected", gettext_lazy("Value hoped for")), "better", "starts_on", "stops_on",
    Column(gettext_lazy("Planned cost"), lambda each: words.euros(each.planned, lang())),
    "indicator",
)  # fmt: skip
FOUND = (
    RESULT_COLUMN, "learned", "decision", "ended_on", "published_on",
    Column(gettext_lazy("Cost spent"), lambda each: words.euros(each.spent, lang())),
)  # fmt: skip
# The journal says the names of fields, not names across rooms.
_words = words_of(stored.Experiment, stored.Measurement)
declare({stored.Experiment.urn_kind(): replace(_words, unsaid=frozenset({"action", "case"}))})
experiments = Register(
    stored.Experiment, "experiment", ExperimentForm,
    List("title", "service", "stops_on", Column(gettext_lazy("State"), standing, "state"),
         RESULT_COLUMN, search=("title", "hypothesis", "partners"),
         filter=filter_of(stored.Experiment, etat="state"), sort="-stops_on", bulk=("service",),
         headline=queries.headline,
         file=(*WHAT, *MEASURE, *WHEN, "indicator", *DAYS, *RESULT)),
    rows=queries.experiments, templates="participation/experiments",
    moves=(
        Move("start", gettext_lazy("It starts"), ("idea",), "running", dated="starts_on",
             needs=lambda each: "" if each.is_ready else say("experiment_ready")),
        Move("back", gettext_lazy("Back to the idea"), ("running",), "idea",
             needs=lambda each: say("experiment_measured") if each.measures else ""),
        Move("stop", gettext_lazy("It stops"), ("running",), "stopped", dated="ended_on"),
        Move("publish", gettext_lazy("Publish the result"), ("stopped",), "published",
             role=Role.LEAD, dated="published_on",
             needs=lambda each: "" if each.has_result else say("experiment_result")),
        Move("correct", gettext_lazy("Correct the result"), ("published",), "stopped",
             role=Role.LEAD),
    ),
    parts=(Part(stored.Measurement, form_of(stored.Measurement, "day", "value", "note"), "mesures",
                gettext_lazy("Measurements"), gettext_lazy("Add a measurement"),
                List("day", "value", "note")),),
)  # fmt: skip
HEADINGS = package_table("jalons.participation", "experiments_file")["also"]
experiments_file = Import(experiments, key="title", also=HEADINGS)
tests = Register(
    stored.UserTest, "user_test", UserTestForm,
    List("service", "day", "stage", "how", "people", Column(
             gettext_lazy("To decide"), lambda each: queries.undecided([each]), numeric=True),
         search=("service",), filter=filter_of(stored.UserTest, moment="stage", comment="how"),
         sort="-day", headline=queries.tests_headline, file=TEST),
    rows=queries.tests, after=indicators.publish, templates="participation/user_tests",
    parts=(Part(stored.UserFinding, form_of(stored.UserFinding, *FINDING), "constats",
                gettext_lazy("What was found"), gettext_lazy("Add a finding"),
                List("text", "weight", Column(gettext_lazy("What was done"), treated),
                     file=FINDING)),),
)  # fmt: skip
years = Register(
    stored.ServiceYear, "service_year", form_of(stored.ServiceYear, "year", "note"),
    List(Column(pgettext_lazy("list", "Year"), str, "year"), "state",
         Column(gettext_lazy("Services"), lambda each: len(each.listed), numeric=True),
         Column(gettext_lazy("Tried before opening"), lambda each: words.share(each.share, lang())),
         sort="-year", headline=queries.years_headline,
         file=("year", "note", "state", "declared_on")),
    rows=queries.service_years, after=indicators.publish, templates="participation/service_years",
    moves=(Move("declare", gettext_lazy("The list is complete"), ("open",), "complete",
                dated="declared_on"),
           Move("reopen", gettext_lazy("The list is to complete"), ("complete",), "open")),
    parts=(Part(stored.NewService, form_of(stored.NewService, "name", "opens_on", "tried"),
                "services", gettext_lazy("New or renewed services"), gettext_lazy("Add a service"),
                List("name", "opens_on", Column(gettext_lazy("Tried by users"), tried),
                     file=("name", "opens_on", "tried"))),),
)  # fmt: skip
