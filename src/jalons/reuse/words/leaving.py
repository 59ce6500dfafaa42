"""Proposals on devices, their reasons and what is not known, in words."""

from __future__ import annotations

from jalons.reuse.engine.leaving.payback import Payback
from jalons.reuse.engine.leaving.proposals import Decision, Proposal, ProposalReason
from jalons.reuse.words.sentences import in_words, say
from jalons.wording import format_number, format_percent


def decision_name(decision: Decision | None, lang: str) -> str:
    """What is proposed, in a word; « à compléter » without a proposal."""
    return say(f"decision.{decision.value if decision else 'none'}", lang)


def why_words(reason: ProposalReason, lang: str) -> str:
    """Why, in one sentence."""
    return say(f"why.{reason.code}", lang, **in_words(reason.facts, lang))


def reasons_words(found: Proposal, lang: str) -> str:
    """All the reasons of a proposal, one sentence after the other."""
    return " ".join(why_words(each, lang) for each in found.reasons)


def asks_words(found: Proposal, lang: str) -> list[str]:
    """What is not known, a sentence for each: « Date d’achat inconnue : à demander. »."""
    return [say(f"unknown.{name}", lang) for name in found.missing]


def kind_name(kind: str, lang: str) -> str:
    """What a kind of device is called."""
    return say(f"kind.{kind}", lang)


def payback_words(found: Payback, lang: str) -> list[tuple[str, str]]:
    """The break-even by share of electricity saved: the share and the years."""
    return [(format_percent(share, lang), years_words(years, lang))
            for share, years in found.by_saving]  # fmt: skip


def years_words(years: float | None, lang: str) -> str:
    """Years until the break-even, never when nothing is saved."""
    if years is None:
        return say("payback.never", lang)
    return say("payback.years", lang, years=format_number(years, lang, 0 if years >= 10 else 1))
