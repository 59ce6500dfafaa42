"""How the objects of the strategy room are said in the journal."""

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from jalons.foundation.design.page_language import lang
from jalons.foundation.journal.words import ObjectWords, declare
from jalons.strategy.store import decree, referential
from jalons.strategy.web.diagnosis.models import GivenAnswer
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


declare(
    {
        "action": ObjectWords(_("action")),
        "axis": ObjectWords(
            _("axis"),
            {"name": pgettext_lazy("journal", "name"), "parent": _("within"), "rank": _("rank")},
        ),
        "linked_plan": ObjectWords(_("linked plan")),
        "plan_import": ObjectWords(_("imported plan")),
        "actor": ObjectWords(_("actor")),
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
