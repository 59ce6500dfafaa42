"""The facts of a page that our own rules of accessibility read, by ``data/rgaa/facts.js``."""

from __future__ import annotations

from functools import cache
from importlib import resources

import msgspec

from jalons.webaudit.capture.tab import Tab
from jalons.webaudit.engine.measure import AccessFinding
from jalons.webaudit.engine.rgaa.extras import PageFacts, judge_facts
from jalons.webaudit.engine.rgaa.reference import Reference
from jalons.webaudit.words.rgaa import label


def examine(tab: Tab, reference: Reference) -> tuple[AccessFinding, ...]:
    """What our own rules find in the page a tab shows, worded in the language of the process."""
    facts = msgspec.convert(tab.evaluate(_script()), PageFacts)
    judged = judge_facts(facts, reference)
    return tuple(msgspec.structs.replace(one, help=label("rule", one.rule)) for one in judged)


@cache
def _script() -> str:
    return (resources.files("jalons.webaudit") / "data/rgaa/facts.js").read_text("utf-8")
