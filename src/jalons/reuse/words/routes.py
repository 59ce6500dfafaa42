"""The routes, what the rules say of them and why, in words."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.kernel import Source
from jalons.reuse.engine.routes.rules import Article, RouteRule, Rules
from jalons.reuse.engine.routes.verdicts import RouteReason, Verdict
from jalons.reuse.words.sentences import in_words, say


def route_name(route: RouteRule, lang: str) -> str:
    """What a route is called: « don au personnel »."""
    return say(f"route.{route.key}", lang)


def outcome_name(found: Verdict, lang: str) -> str:
    """Allowed, refused or to complete, in a word."""
    return say(f"route_outcome.{found.outcome.value}", lang)


def reason_words(reason: RouteReason, lang: str) -> str:
    """Why, in one sentence."""
    return say(f"route_reason.{reason.code}", lang, **in_words(reason.facts, lang))


def main_reasons(found: Verdict, lang: str) -> str:
    """What closes a route or what must be known, else what opens it, in sentences.

    That no device is supposed classified is true of all routes: it is left to say once.
    """
    main = [each for each in found.reasons if each.outcome is found.outcome]
    main = [each for each in main if each.code != "special_supposed"]
    return " ".join(reason_words(each, lang) for each in main) or say("route_open", lang)


def article_name(article: Article, lang: str) -> str:
    """The name of a text, with its mark when nobody read it at its source."""
    name = article.name[lang]
    return name if article.source.verified else say("route_unverified", lang, article=name)


def articles_words(found: Verdict, rules: Rules, lang: str) -> str:
    """The texts a verdict rests on, one after the other."""
    return " · ".join(article_name(rules.articles[key], lang) for key in found.articles)


def texts(found: Iterable[Verdict], rules: Rules, lang: str) -> list[tuple[str, Source]]:
    """The texts that verdicts rest on, each once: its name, and where it was read."""
    keys = dict.fromkeys(key for each in found for key in each.articles)
    return [
        (article_name(each, lang), each.source) for each in map(rules.articles.get, keys) if each
    ]


def counts_words(found: Verdict, lang: str) -> str:
    """Whether the device would count as reused in the yearly rate, in one sentence."""
    if found.counts is None:
        return say(f"route_counts.if_{found.route.commitment}", lang)
    return say(f"route_counts.{'yes' if found.counts else 'no'}", lang)
