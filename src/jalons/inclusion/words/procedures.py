"""Sentences about procedures: how many have a human way, what is missing, what could do."""

from __future__ import annotations

from jalons.inclusion.engine.procedures.rules import Channel, Coverage, Rule, Verdict
from jalons.inclusion.words.sentences import say
from jalons.kernel import Interval
from jalons.wording import format_number


def headline(found: Coverage, lang: str) -> str:
    """How many procedures have a way without a device."""
    if not found.total:
        return say("procedures.none", lang)
    numbers = {"covered": format_number(found.covered, lang),
               "total": format_number(found.total, lang)}  # fmt: skip
    key = "all" if found.covered == found.total else "some"
    return say(f"procedures.{key}", lang, **numbers)


def percent(share: Interval, lang: str) -> str:
    """A share in percent, with what was checked lately when it is less."""
    high = format_number(round(share.high * 100), lang)
    if share.low == share.high:
        return say("procedures.share", lang, high=high)
    return say("procedures.share_checked", lang, high=high,
               low=format_number(round(share.low * 100), lang))  # fmt: skip


def gap(rule: Rule, verdict: Verdict, lang: str) -> str:
    """What a rule that is not met, or not known, asks for."""
    return say(f"procedures.gap.{rule}.{verdict.states[rule]}", lang)


def fix(channel: Channel | None, lang: str) -> str:
    """What could do with the least effort."""
    if channel is None:
        return say("procedures.fix.none", lang)
    key = "hours" if channel.hours else "place"
    hours = format_number(channel.hours, lang) if channel.hours else ""
    return say(f"procedures.fix.{channel.way}.{key}", lang, place=channel.place, hours=hours)
