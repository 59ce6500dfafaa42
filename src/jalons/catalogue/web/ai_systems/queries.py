"""What is read of AI systems, of their use and of sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.catalogue.documents.ai_card import CardSheet
from jalons.catalogue.engine.ai import cards, footprint, impact, obligations
from jalons.catalogue.web.ai_systems.models import AISystem, GenerativeUse, LiteracySession
from jalons.catalogue.words import ai as words
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import day_words, lang
from jalons.kernel import Interval

State = AISystem.State
LIVE = (State.USED, State.SUSPENDED)
YEAR = timedelta(days=365)
NEEDED = ("summary", "service", "owner", "contact_email")  # of a documented card


def systems(authority: Authority) -> QuerySet[AISystem]:
    """The systems with their months of use."""
    used = Prefetch("uses", living(GenerativeUse, authority), to_attr="months")
    return living(AISystem, authority).select_related("authority").prefetch_related(used)


def uses(authority: Authority) -> QuerySet[GenerativeUse]:
    return living(GenerativeUse, authority).select_related("system", "authority")


def sessions(authority: Authority) -> QuerySet[LiteracySession]:
    return living(LiteracySession, authority)


def classed(found: AISystem) -> obligations.AIClass:
    """The class of a system, with its reasons."""
    return obligations.classed(found.answers, found.role, found.started_on)


def standing(found: AISystem) -> cards.CardStanding:
    """How far the card of a system is filled and proved."""
    kind, today = classed(found).kind, timezone.localdate()
    fields = (found._meta.get_field(name) for name in NEEDED if not getattr(found, name))
    blank = [str(each.verbose_name) for each in fields]  # type: ignore[union-attr]
    return cards.standing(found.answers, found.drafts, kind, found.measured, today, blank=blank)


def due(found: AISystem) -> list[obligations.SystemDuty]:
    """The duties of a system, by date."""
    return obligations.due(classed(found), found.answers, timezone.localdate())


def is_stale(found: AISystem) -> bool:
    """Whether its card should have been read again."""
    return found.review_by < timezone.localdate() and found.state != State.STOPPED


def refusal(found: AISystem) -> str:
    """Why a system may not be put into use, empty when it may."""
    reasons = classed(found)
    if reasons.kind == "prohibited":
        return words.reasons(reasons, lang())[0]
    if not found.answers.get("prohibited"):
        return _("First answer the questions of the class: some practices are forbidden.")
    return ""


def energy_of(each: GenerativeUse) -> Interval | None:
    """The energy in Wh of a month; None when the model or its tokens are unknown."""
    return footprint.energy(each.model, each.size, each.output_tokens)


def yearly_energy(months: Iterable[GenerativeUse]) -> tuple[Interval | None, int]:
    """The energy in Wh of twelve months, and how many lines have no figure."""
    recent = [each for each in months if each.month > timezone.localdate() - YEAR]
    known = [found for each in recent if (found := energy_of(each))]
    return footprint.total(known), len(recent) - len(known)


def card(found: AISystem, spoken: str = "") -> dict[str, dict[str, Any]]:
    """The card of a system of ``systems``, in words with a language, else in codes."""
    kind, energy = classed(found).kind, yearly_energy(found.months)[0]  # type: ignore[attr-defined]
    named = {place: getattr(found, field) for place, field in cards.PLACES.items()}
    days = {place: each.isoformat() for place, each in named.items() if hasattr(each, "isoformat")}
    named |= days | {
        "carte.id": str(found.urn), "carte.schema": cards.SCHEMA, "carte.langue": "fr",
        "carte.maj_le": timezone.localdate(found.changed_at).isoformat(),
        "carte.niveau": standing(found).level, "qui.organisation": found.authority.name,
        "droit.classe": words.class_label(kind, spoken) if spoken else kind,
        "empreinte.kwh_an_min": round(energy.low / 1000, 3) if energy else None,
        "empreinte.kwh_an_max": round(energy.high / 1000, 3) if energy else None,
    }  # fmt: skip
    if spoken:  # what other registers want, and our schema has not
        category = "individual" if found.answers.get("individual") == "yes" else "other"
        named |= {
            "qui.role_ia_act": found.get_role_display(), "carte.etat": found.get_state_display(),
            "droit.categorie_nl": kind if kind in {"high", "prohibited"} else category,
            "droit.incidence": words.impact_sentence(impact.assess(found.answers), spoken),
        }  # fmt: skip
    return cards.card(named, found.answers, found.measured, spoken)


def sheet(found: AISystem) -> CardSheet:
    """A system as its documents say it."""
    kind = classed(found)
    lead = (found.summary, *words.reasons(kind, lang()))
    facts = (
        (_("Class"), words.class_label(kind.kind, lang())), (_("Department"), found.service or "–"),
        (_("Who answers for it"), found.owner or "–"), (_("State"), found.get_state_display()),
        (_("To read again before"), day_words(found.review_by)),
    )  # fmt: skip
    return CardSheet(found.name, found.authority.name, lead, facts, found.answers, due(found))


def headline(found: QuerySet[AISystem]) -> str:
    """How many systems are listed, and how many cards are out of date."""
    every = list(found.prefetch_related(None))
    if not every:
        return _("No AI system listed.")
    late, count = sum(map(is_stale, every)), len(every)
    if not late:
        return ngettext("%(count)s AI system.", "%(count)s AI systems.", count) % {"count": count}
    text = ngettext("%(count)s AI system, %(late)s with a card out of date.",
                    "%(count)s AI systems, %(late)s with a card out of date.", count)  # fmt: skip
    return text % {"count": count, "late": late}


def use_headline(found: QuerySet[GenerativeUse]) -> str:
    """The energy of twelve months, and how many lines have none."""
    energy, unknown = yearly_energy(found)
    if energy is None:
        return _("No energy of generative use is known.")
    said = _("Generative use of the last twelve months: %(energy)s.")
    said %= {"energy": words.energy(energy, lang())}
    if unknown:
        text = ngettext("%(count)s line has no figure.", "%(count)s lines have no figure.", unknown)
        said += " " + text % {"count": unknown}
    return said


def literacy_headline(found: QuerySet[LiteracySession]) -> str:
    """How many sessions and participants."""
    every = list(found)
    text = ngettext("%(count)s session, %(people)s participants in all.",
                    "%(count)s sessions, %(people)s participants in all.", len(every))  # fmt: skip
    people = sum(each.people for each in every)
    return text % {"count": len(every), "people": people} if every else _("No session yet.")
