"""Faults of a DECP file and shares of contracts, in sentences."""

from __future__ import annotations

from typing import Any

from jalons import wording
from jalons.procurement.engine.contracts.checks import CheckedContract
from jalons.procurement.engine.contracts.shares import CountedShare
from jalons.procurement.words.sentences import say


def fault_lines(checked: CheckedContract, lang: str) -> list[str]:
    """Why a contract is not counted, then the field, value and remedy of each of its faults."""
    lines = [say(f"decp.{checked.left_out}", lang)] if checked.left_out else []
    for fault in checked.faults:
        facts: dict[str, Any] = {"awaited": "", "line": "", "before": "", **fault.facts}
        if isinstance(facts["awaited"], list):
            facts["awaited"] = wording.join_words(facts["awaited"], lang)
        what = say(f"decp.{fault.code}", lang, **facts)
        lines.append(say("decp.fault", lang, where=fault.where, value=fault.value, what=what))
    return lines


def share_words(share: CountedShare | None, lang: str) -> str:
    """A share as read: its value, or the bounds its unknown answers leave."""
    if share is None:
        return say("decp.unknown_share", lang)
    if not share.unknown:
        return wording.format_percent(share.value.mid / 100, lang)
    ends = (share.value.low, share.value.high)
    low, high = (wording.format_percent(each / 100, lang) for each in ends)
    return say("decp.bounds", lang, low=low, high=high, unknown=share.unknown)
