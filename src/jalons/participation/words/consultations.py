"""What was found in a consultation before it opens, and what its answers stand for."""

from __future__ import annotations

from collections.abc import Mapping

from jalons.participation.engine.consultations.plainness import Finding
from jalons.participation.engine.consultations.standing import FEW, Reason, Standing
from jalons.participation.words.sentences import say
from jalons.wording import format_number, format_percent


def finding_words(found: Finding, lang: str) -> tuple[str, str]:
    """What was found, and the way out."""
    values = {"text": found.text, "place": found.place, "count": format_number(found.count, lang)}
    where = say("finding.place", lang, place=found.place) if found.place else ""
    sentence = say(f"finding.{found.code}", lang, **values)
    return f"{where}{sentence}", say(f"finding.{found.code}.way", lang, **values)


def standing_words(found: Standing, channels: Mapping[str, str], lang: str) -> list[str]:
    """Why the answers are not representative, a sentence each; ``channels`` are in words."""
    values = {
        "few": FEW,
        "channel": channels.get(found.channel, ""),
        "share": format_percent(found.share, lang),
        "codes": format_number(found.codes, lang),
    }
    return [say(f"standing.{each}", lang, **values) for each in found.reasons]


def is_empty(found: Standing) -> bool:
    """Whether nobody answered yet."""
    return Reason.NONE in found.reasons
