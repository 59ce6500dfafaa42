"""What the queue says: why there is no suggestion, how sure the recipe is, figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.ailibrary.engine.review import agreement
from jalons.ailibrary.engine.review.drift import Week
from jalons.ailibrary.engine.review.judgements import Proportion
from jalons.ailibrary.engine.review.reliance import Reliance
from jalons.ailibrary.words.sentences import say
from jalons.wording import format_number, format_short_day

SURE, FAIRLY = 0.85, 0.6  # of the score of the first suggestion


def certainty(score: float | None, lang: str | None = None) -> str:
    """How sure the recipe is of its first suggestion, in plain words; empty when unknown."""
    if score is None:
        return ""
    level = "sure" if score >= SURE else "fairly" if score >= FAIRLY else "hardly"
    return say(f"queue.certainty.{level}", lang)


def silence(why: str, lang: str | None = None) -> str:
    """Why there is no suggestion; an unknown key is said as a doubt."""
    try:
        return say(f"queue.silence.{why}", lang)
    except KeyError:
        return say("queue.silence.unsure", lang)


def because(why: str, lang: str | None = None) -> str:
    """Why suggestions are suspended: the words of a person, or the alarm."""
    return say("queue.alarm", lang) if why == "alarm" else why


def count(value: int, lang: str | None = None) -> str:
    """A number of decisions; fewer than five are only said to be few."""
    if 0 < value < 5:
        return say("queue.few", lang)
    return format_number(value, lang or "fr")


def share(found: Proportion, lang: str | None = None) -> str:
    """A share out of a hundred with its interval; a dash when it rests on too few cases."""
    if not found.is_shown:
        return "–"
    low, high = (round(100 * bound) for bound in found.bounds)
    return say("queue.share", lang, value=round(100 * found.value), low=low, high=high)


def week(found: Week, lang: str | None = None) -> str:
    """The Monday of a week."""
    return format_short_day(found.monday, lang or "fr")


def breaches(found: Week, lang: str | None = None) -> str:
    """What a week breaches; that all is well when it breaches nothing."""
    said = [say(f"queue.breach.{each}", lang) for each in found.breaches]
    return ", ".join(said) or say("queue.breach.none", lang)


def statistics(
    leaning: Reliance, kappa: float | None, rated: int, lang: str | None = None
) -> list[str]:
    """The figures of a queue in sentences; what rests on too few cases says so."""
    lines: list[str] = []
    blind, shown = leaning.agree_blind, leaning.agree_shown
    lines.append(_sentence("blind", blind, lang))
    if shown.is_shown:
        lines.append(_sentence("seen", shown, lang))
        if leaning.sways:
            lines.append(say("queue.sways", lang))
    lines.append(_sentence("wrong", leaning.followed_wrong, lang))
    if leaning.set_aside_right.is_shown:
        lines.append(_sentence("right", leaning.set_aside_right, lang))
    if kappa is not None and rated >= 5:
        level = say(f"queue.kappa.{agreement.kappa_level(kappa)}", lang)
        value = format_number(kappa, lang or "fr", 2)
        lines.append(say("queue.kappa.sentence", lang, level=level, value=value,
                         count=format_number(rated, lang or "fr")))  # fmt: skip
    return lines


def _sentence(name: str, found: Proportion, lang: str | None) -> str:
    if not found.is_shown:
        return say(f"queue.{name}.few", lang)
    return say(f"queue.{name}.sentence", lang, share=share(found, lang))


def chain_state(
    broken: int | None, fault: str, checked: int, last: int, lang: str | None = None
) -> str:
    """Whether a chain is whole, in a sentence that names the place of a fault."""
    spoken = lang or "fr"
    if broken is not None:
        return say(f"queue.chain.{fault}", lang, seq=format_number(broken, spoken))
    if not last:
        return say("queue.chain.nothing", lang)
    if not checked:
        return say("queue.chain.unchecked", lang)
    return say("queue.chain.whole", lang, count=format_number(checked, spoken))


def entry(kind: str, said: Mapping[str, Any], lang: str | None = None) -> str:
    """A line of the chain in words; never who, never a text."""
    verdict, name = str(said.get("verdict", "")), str(said.get("name", ""))
    key = f"queue.entry.{kind}"
    if said.get("recipe") == "themes" and verdict:
        text = say(f"queue.entry.themes.{'blind' if kind == 'blind' else verdict}", lang)
    elif kind in {"decision", "blind", "drill"} and verdict:
        words = say(f"queue.verdict.{verdict}", lang)
        text = say(key, lang, verdict=words, name=name)
    elif kind == "suggestion":
        text = say(f"{key}.{'made' if said.get('labels') else 'none'}", lang)
    elif kind == "contestation":
        text = say(f"{key}.{'withdrawn' if said.get('withdrawn') else 'received'}", lang)
    elif kind == "answer":
        text = say(f"{key}.{said.get('outcome', 'dismissed')}", lang)
    elif kind in {"suspension", "resumption"}:
        scope = "bundle" if "bundle" in said else "model" if said.get("model") else "all"
        text = say(f"{key}.{scope}", lang)
    else:
        text = say(key, lang)
    return text + (say("queue.entry.clock", lang) if said.get("clock") == "back" else "")


def lesson(evaluation: Mapping[str, Any], blind: Mapping[str, int], lang: str | None = None) -> str:
    """What came of a lesson: the gate, then the decisions made blind."""
    reason = str(evaluation.get("reason", "no_model"))
    text = say(f"queue.lesson.{reason}", lang)
    if whole := blind.get("whole", 0):
        text += " " + say("queue.lesson.blind", lang, whole=whole, now=blind.get("now", 0),
                          learned=blind.get("learned", 0))  # fmt: skip
    return text
