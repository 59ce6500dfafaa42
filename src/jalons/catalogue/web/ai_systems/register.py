"""The registers of AI systems, of the use of generative models, of literacy sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jalons.catalogue.engine.ai.questions import questions
from jalons.catalogue.web.ai_systems import indicators, models, queries
from jalons.catalogue.words import ai as words
from jalons.catalogue.words.sentences import say
from jalons.foundation.accounts.models import Role
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.journal.words import declare
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Move, Part, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.foundation.register.raw import words_of
from jalons.wording import format_month

State = models.AISystem.State
WHAT = ("name", "summary", "supplier", "role", "algorithm")
WHO = ("service", "owner", "contact_email", "answer_days", "users", "review_by")
SYSTEM = (*WHAT, *WHO, "state", "started_on", "ended_on")
USE = ("system", "month", "model", "size", "host", "requests", "input_tokens", "output_tokens",
       "source")  # fmt: skip
INCIDENT = ("day", "what", "weight", "suspended_on", "reported_on", "answer")
SECTIONS = (Section(gettext_lazy("The system"), WHAT),
            Section(gettext_lazy("Who follows it"), WHO))  # fmt: skip
SESSION = ("subject", "day", "roles", "people", "newcomers", "hours")
MARKS = {"prohibited": "late", "high": "walk", "transparency": "walk", "minimal": "ok"}


def class_cell(found: models.AISystem) -> Cell:
    """The class of a system, as a mark."""
    kind = queries.classed(found).kind
    return Cell("", mark=words.class_label(kind, lang()), mark_kind=MARKS.get(kind, "idle"))


def card_cell(found: models.AISystem) -> Cell:
    """The level of its card, or that it is out of date."""
    if queries.is_stale(found):
        return Cell("", mark=_("out of date"), mark_kind="late")
    level = queries.standing(found).level
    kind = "idle" if level == "declared" else "ok"
    return Cell("", mark=say(f"ai.level.{level}", lang()), mark_kind=kind)


def _month(each: models.GenerativeUse) -> Cell:
    return Cell(format_month(each.month.year, each.month.month, lang()))


def _energy(each: models.GenerativeUse) -> str:
    return words.energy(queries.energy_of(each), lang())


_said: Callable[[Any], Any] = lazy(lambda found: found.text(lang()), str)
_words = words_of(models.AISystem, models.AIIncident)
_names = {each.key: _said(each.label) for each in questions()}
_choices = {each.key: {one.id: _said(one) for one in each.choices} for each in questions()}
declare({models.AISystem.urn_kind(): replace(
    _words, names={**_words.names, **_names}, by_field={**_words.by_field, **_choices},
    unsaid=frozenset({"drafts"}),
)})  # fmt: skip
systems = Register(
    models.AISystem, "ai_system", form_of(models.AISystem, sections=SECTIONS),
    List("name", "service", Column(gettext_lazy("Class"), class_cell), "state",
         Column(gettext_lazy("Card"), card_cell, sort="review_by"),
         search=("name", "summary", "service", "supplier"), sort="name",
         filter=filter_of(models.AISystem, etat="state"), bulk=("service", "owner"),
         headline=queries.headline, file=SYSTEM),
    rows=queries.systems,
    moves=(
        Move("try", gettext_lazy("It is being tried"), (State.PLANNED,), State.TESTING,
             needs=queries.refusal),
        Move("use", gettext_lazy("It is in use"), (State.PLANNED, State.TESTING), State.USED,
             role=Role.LEAD, needs=queries.refusal, dated="started_on"),
        Move("suspend", pgettext_lazy("AI system", "Suspend it"), (State.USED, State.TESTING),
             State.SUSPENDED),
        Move("resume", pgettext_lazy("AI system", "Resume its use"), (State.SUSPENDED,), State.USED,
             role=Role.LEAD, needs=queries.refusal),
        Move("stop", gettext_lazy("It is stopped"),
             (State.PLANNED, State.TESTING, State.USED, State.SUSPENDED), State.STOPPED,
             role=Role.LEAD, dated="ended_on"),
    ),
    parts=(Part(models.AIIncident, form_of(models.AIIncident, *INCIDENT), "incidents",
                gettext_lazy("Incidents"), gettext_lazy("Report an incident"), List(*INCIDENT)),),
    after=indicators.publish, templates="catalogue/ai_systems",
)  # fmt: skip
systems_file = Import(systems, "name", also={
    "name": ("outil", "système", "application", "logiciel", "service IA"),
    "summary": ("description", "usage", "à quoi il sert"),
    "supplier": ("éditeur", "fournisseur", "prestataire"),
    "owner": ("responsable", "référent"), "users": ("nombre d’agents", "utilisateurs"),
})  # fmt: skip
generative = Register(
    models.GenerativeUse, "generative_use", form_of(models.GenerativeUse, *USE),
    List(Column(gettext_lazy("Month"), _month, "month"), "system", "model", "requests",
         "output_tokens", Column(gettext_lazy("Energy"), _energy), sort="-month", file=USE,
         search=("model", "host", "system__name"), headline=queries.use_headline),
    rows=queries.uses, templates="catalogue/generative_use",
)  # fmt: skip
sessions = Register(
    models.LiteracySession, "ai_literacy", form_of(models.LiteracySession, *SESSION),
    List(*SESSION, search=("subject", "roles"), sort="-day", headline=queries.literacy_headline),
    rows=queries.sessions, after=indicators.publish, templates="catalogue/ai_literacy",
)  # fmt: skip
