"""How the objects of the strategy room are said in the journal."""

from dataclasses import replace

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.words import ObjectWords, declare
from jalons.foundation.register.raw import HIDDEN, words_of
from jalons.strategy.store import catalogue, decree, manifesto, referential
from jalons.strategy.web.actors.models import Actor, ActorInvitation
from jalons.strategy.web.diagnosis.models import GivenAnswer
from jalons.strategy.web.roadmap import wording
from jalons.strategy.web.roadmap.models import Action, ActionTask, BudgetLine, Funding
from jalons.strategy.web.roadmap.reminders import REMINDERS
from jalons.strategy.web.statutory.models import StatutoryDocument


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


_commitment = lazy(wording.commitment, str)
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
        "territory": ObjectWords(_("territory sheet")),
        "epci_consent": ObjectWords(_("sharing with the intermunicipal body")),
        "proposed_action": ObjectWords(_("proposed action")),
        "calendar_link": ObjectWords(_("calendar address")),
        **REMINDERS.journal_words,
        "indicator": ObjectWords(_("indicator")),
        "declared": ObjectWords(_("typed value")),
        "objective": ObjectWords(_("objective")),
        "commitment": ObjectWords(_("commitment")),
        "public_page": ObjectWords(_("public page")),
        "word_template": ObjectWords(_("Word template")),
        "document": ObjectWords(
            _("document"),
            {"state": _("state"), "edition": _("edition"), "about": _("what is voted")},
            dict(StatutoryDocument.State.choices),
            name_of=_part,
        ),
        "diagnosis": ObjectWords(
            _("diagnosis"),
            {
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
