"""The words of accessibility: states, rules, rates, conformity, items of a statement."""

from __future__ import annotations

from datetime import date
from math import floor
from typing import Literal

from jalons.webaudit.engine.measure import AccessFinding
from jalons.webaudit.engine.rgaa.mapping import State, state_of
from jalons.webaudit.engine.rgaa.rate import Conformance, Rate
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.engine.rgaa.statement import valid_until
from jalons.webaudit.words.sentences import say
from jalons.wording import format_day, format_percent


def label(
    of: Literal["state", "rule", "conformance", "item"], name: str, lang: str | None = None
) -> str:
    """The name of a state, a rule of ours, a state of conformity, an item of a statement."""
    return say(f"rgaa.{of}.{name}", lang)


def doubt(finding: AccessFinding, reference: Reference, lang: str | None = None) -> str:
    """Why a person must look at a finding; empty when it fails its criterion by itself."""
    if state_of(finding, reference) is State.FAILING:
        return ""
    rule = reference.rules_by_name.get((finding.source, finding.rule))
    if rule is None:
        return say("rgaa.doubt.unknown", lang)
    unproven = rule.source == "axe" and rule.to_check
    return say(f"rgaa.reason.{rule.id}" if unproven else f"rgaa.doubt.{rule.source}", lang)


def share_words(share: float, lang: str) -> str:
    """A rate in words, rounded down: 100 % is said of a whole only, 50 % from a true half."""
    return format_percent(floor(share * 1000 + 1e-9) / 1000, lang, 1)


def rate_words(rate: Rate, lang: str) -> str:
    """The rate and what it counts."""
    share, of = share_words(rate.share, lang), rate.applicable
    return say("rgaa.rate", lang, share=share, conforming=rate.conforming, applicable=of)


def mention(state: Conformance, lang: str | None = None) -> str:
    """The words the law wants on the home page."""
    return say("rgaa.mention", lang, state=label("conformance", state, lang))


def validity(made_on: date, reference: Reference, lang: str) -> str:
    """Until when a statement made on a day is worth, and why."""
    rule = "three_years" if reference.replaced_on is None else "new_version"
    return say(f"rgaa.valid.{rule}", lang, day=format_day(valid_until(made_on, reference), lang))
