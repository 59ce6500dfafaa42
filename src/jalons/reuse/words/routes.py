"""The routes, what the rules say of them and why, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jalons.reuse.engine.routes import Article, RouteReason, RouteRule, Rules, Verdict
from jalons.reuse.words.sentences import say
from jalons.wording import format_amount, format_day, format_number, join_words

_EUROS = frozenset({"ceiling", "value", "price", "most"})


def route_name(route: RouteRule, lang: str) -> str:
    """What a route is called: « don au personnel »."""
    return say(f"route.{route.key}", lang)


def outcome_name(found: Verdict, lang: str) -> str:
    """Allowed, refused or to complete, in a word."""
    return say(f"route_outcome.{found.outcome.value}", lang)


def reason_words(reason: RouteReason, lang: str) -> str:
    """Why, in one sentence."""
    return say(f"route_reason.{reason.code}", lang, **_facts(reason.facts, lang))


def article_name(article: Article, lang: str) -> str:
    """The name of a text, with its mark when nobody read it at its source."""
    name = article.name[lang]
    return name if article.verified else say("route_unverified", lang, article=name)


def articles_words(found: Verdict, rules: Rules, lang: str) -> str:
    """The texts a verdict rests on, one after the other."""
    return " · ".join(article_name(rules.articles[key], lang) for key in found.articles)


def counts_words(found: Verdict, lang: str) -> str:
    """Whether the device would count as reused in the yearly rate, in one sentence."""
    if found.counts is None:
        return say(f"route_counts.if_{found.route.commitment}", lang)
    return say(f"route_counts.{'yes' if found.counts else 'no'}", lang)


def missing_words(names: tuple[str, ...], lang: str) -> str:
    """What must be known, as a list of names; "" for nothing."""
    return join_words((say(f"asks.{name}", lang) for name in names), lang)


def _facts(facts: Mapping[str, Any], lang: str) -> dict[str, str]:
    return {
        name: format_amount(value, "EUR", lang) if name in _EUROS else _number(value, lang)
        for name, value in facts.items()
    }


def _number(value: date | int, lang: str) -> str:
    return format_day(value, lang) if isinstance(value, date) else format_number(value, lang)
