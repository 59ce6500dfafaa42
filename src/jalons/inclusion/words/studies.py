"""Sentences of stored studies of access and siting; read from what a study stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jalons.inclusion.words.sentences import say
from jalons.wording import format_number, join_words

type Stored = Mapping[str, Any]


def number(value: float | None, lang: str, places: int = 0) -> str:
    """A number, or a dash when it is not known."""
    return "–" if value is None else format_number(round(value, places), lang)


def share(beyond: Stored, lang: str) -> str:
    """The share of people who are far, with their number."""
    if beyond["share"] is None:
        return say("access_study.nobody", lang)
    return say("access_study.share", lang, share=number(100 * beyond["share"], lang),
               people=number(beyond["people"], lang))  # fmt: skip


def beyond(result: Stored, lang: str) -> str:
    """How many people are far from any place, in a sentence."""
    found = result["beyond"]
    if not result["count"]:
        return say("access_study.no_place", lang)
    if found["share"] is None:
        return say("access_study.nobody", lang)
    key = "some" if found["people"] else "none"
    return say(f"access_study.beyond_{key}.{result['need']}", lang, km=number(found["km"], lang, 1),
               people=number(found["people"], lang),
               share=number(100 * found["share"], lang))  # fmt: skip


def interval(values: list[float | None], lang: str) -> str:
    """An interval of hours for 1,000 people, one number when it is sure."""
    low, mid, high = values
    if low is None or mid is None or high is None:
        return "–"
    if round(low, 1) == round(high, 1):
        return number(mid, lang, 1)
    return say("access_study.interval", lang, low=number(low, lang, 1), high=number(high, lang, 1))


def remarks(result: Stored, lang: str) -> list[str]:
    """What a reader must know of the places: hours not known, closed, without position."""
    unknown = result["beyond"]["unknown"]
    lost = [say("access_study.unplaced", lang, people=number(unknown, lang))] if unknown else []
    return lost + [
        say(f"access_study.{key}", lang, names=join_words(result[key][:8], lang),
            count=number(len(result[key]), lang))
        for key in ("unknown_hours", "closed", "no_position")
        if result[key]
    ]  # fmt: skip


def outcome(result: Stored, lang: str) -> str:
    """What a siting found, with the proof of how good it is."""
    if result["outcome"] == "impossible":
        return say("siting_study.impossible", lang)
    names = join_words([each["name"] for each in result["chosen"]], lang)
    return say(f"siting_study.found.{result['model']}", lang, names=names,
               gained=number(result["gained"], lang), before=number(result["before"], lang, 1),
               after=number(result["objective"], lang, 1),
               radius=number(result["radius"], lang, 1))  # fmt: skip


def proof(result: Stored, lang: str) -> str:
    """How sure it is that nothing does better."""
    if result["outcome"] == "optimal":
        return say("siting_study.proven", lang)
    return say("siting_study.gap", lang, gap=number(100 * result["gap"], lang, 2),
               seconds=number(result["seconds"], lang, 1))  # fmt: skip


def why(reason: Stored, result: Stored, lang: str) -> str:
    """Why here: what one chosen place brings, the others being open."""
    parts = []
    if result["radius"] is not None and reason["newly"] is not None:
        parts.append(say("siting_study.why.newly", lang, people=number(reason["newly"], lang),
                         radius=number(result["radius"], lang, 1)))  # fmt: skip
    if reason["before"] is not None and reason["after"] is not None:
        parts.append(say("siting_study.why.nearer", lang, people=number(reason["nearer"], lang),
                         before=number(reason["before"], lang, 1),
                         after=number(reason["after"], lang, 1)))  # fmt: skip
    return " ".join(parts) or say(
        "siting_study.why.first", lang, people=number(reason["nearer"], lang)
    )


def alternatives(result: Stored, lang: str) -> list[str]:
    """What is lost when another municipality is taken; those for which none was sought."""
    lines = [say(f"siting_study.alternative.{result['model']}", lang, name=each["name"],
                 without=each["without"], loss=number(each["loss"], lang, 1))
             for each in result["alternatives"]]  # fmt: skip
    return [*lines, *unsought_words(result.get("unsought", ()), lang)]


def unsought_words(names: Sequence[str], lang: str) -> list[str]:
    """For which chosen places no other was sought, for want of time; nothing when for none."""
    return [say("siting.unsought", lang, names=join_words(names, lang))] if names else []
