"""The words of the objects of the room in the journal."""

from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.words import ObjectWords, declare
from jalons.foundation.register.raw import HIDDEN, words_of
from jalons.strategy.store import catalogue, decree, manifesto, referential, tracks
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.calendar.reminders import REMINDERS
from jalons.strategy.web.diagnosis.models import GivenAnswer, Profile
from jalons.strategy.web.indicators.models import DeclaredValue, Objective
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action, ActionTask, BudgetLine, Funding
from jalons.strategy.web.statutory.models import StatutoryDocument
from jalons.strategy.web.territory import wording as territory
from jalons.strategy.web.territory.models import TerritorySheet


def _part(name: str) -> str:
    """The title of a part of a document, by its id."""
    found = next((part for part in decree().parts if part.id == name), None)
    item = next((each for each in decree().items if each.id == name), None)
    said = found.title if found else item.text if item else None
    return said.to(lang()) if said else name


def _question(name: str) -> str:
    """An answer is written under the number of its question."""
    return gettext("question %(number)s") % {"number": name} if name[:1].isdigit() else name


def _competence(code: str) -> str:
    said = referential().competences.get(code)
    return said.to(lang()) if said else code


def _indicator(text: str) -> str:
    """An indicator is written by its id."""
    found = catalogue().indicators.get(text)
    return found.name.to(lang()) if found else text


def _track(code: str) -> str:
    """A track is written by its code."""
    return next(rule.name.to(lang()) for rule in tracks() if str(rule.track) == code)


_commitment, _name_of_track = lazy(wording.commitment, str), lazy(_track, str)
COMMITMENTS = {each.number: _commitment(each.number) for each in manifesto().commitments}
YEARS = {year: str(year) for year in range(2000, 2101)}  # no spaces between their digits

declare(
    {
        "action": replace(
            sheet := words_of(Action, ActionTask, BudgetLine, Funding),
            by_field={**sheet.by_field, "commitments": COMMITMENTS, "year": YEARS},
            values={HIDDEN * "*": _("(not shown)")},
            value_of=_indicator,
            unsaid=frozenset({"rank"}),
        ),
        "plan_import": ObjectWords(_("imported plan")),
        "actor": replace(
            actor := words_of(Actor, ActorInvitation),
            by_field={**actor.by_field, "commitments": COMMITMENTS},
            values={HIDDEN * "*": _("(not shown)")},
        ),
        "territory_sheet": replace(
            words_of(TerritorySheet), name_of=territory.figure_name, made_of=territory.figure_words
        ),
        "territory": ObjectWords(_("territory sheet")),
        "epci_consent": ObjectWords(_("sharing with the inter-municipal authority")),
        "proposed_action": ObjectWords(_("proposed action")),
        "calendar_link": ObjectWords(_("calendar address")),
        **REMINDERS.journal_words,
        "indicator": ObjectWords(_("indicator")),
        "declared": replace(words_of(DeclaredValue), value_of=_indicator),
        "objective": replace(words_of(Objective), value_of=_indicator),
        "commitment": ObjectWords(_("commitment")),
        "document": replace(
            act := words_of(StatutoryDocument),
            by_field={**act.by_field, "year": YEARS},
            name_of=_part,
        ),
        "profile": replace(
            words_of(Profile),
            by_field={
                "track": {str(rule.track): _name_of_track(str(rule.track)) for rule in tracks()}
            },
            value_of=_competence,
        ),
        "diagnosis": ObjectWords(
            _("diagnosis"),
            {
                "name": _("Name of this diagnosis"),
                "competences": _("competences"),
                "referential": _("referential"),
                "answers": _("answers"),
                "completeness": _("share of questions answered"),
                "shares": _("shares"),
                "commitments": _("commitments"),
            },
            dict(GivenAnswer.Said.choices),
            name_of=_question,
            value_of=_competence,
        ),
    }
)
