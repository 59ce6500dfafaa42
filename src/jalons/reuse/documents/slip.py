"""The pick-up slip of a lot, to sign on the day, and the program that verifies its file."""

from __future__ import annotations

import json
from importlib import resources

from jalons.foundation.documents.tree import Document, FactList, Paragraph, Section
from jalons.reuse.documents.agreement import (
    LotSheet,
    devices_table,
    document,
    signatures,
    words,
)
from jalons.reuse.engine.lots import mass
from jalons.reuse.words.lots import mass_words
from jalons.reuse.words.sentences import say
from jalons.wording import format_day, format_number

_CODES = ("content", "link", "number", "head", "bytes", "unreadable")


def slip_document(sheet: LotSheet, lang: str) -> Document:
    """The slip of a lot: what leaves, what it weighs, lines to sign, the hash to compare."""
    unknown, taker = (
        words("unknown", lang),
        ", ".join(filter(None, (sheet.taker, sheet.taker_place))),
    )
    day = format_day(sheet.collected_on, lang) if sheet.collected_on else unknown
    facts = [("giver", sheet.authority), ("taker", taker or unknown), ("lot", sheet.name),
             ("where", sheet.place or unknown), ("collected", day),
             ("mass", mass_words(mass(sheet.devices), lang))]  # fmt: skip
    weight = format_number(sheet.slip_kg, lang) + " kg" if sheet.slip_kg else unknown
    facts.append(("slip_mass", weight))
    checked = Paragraph(words("checked", lang, count=len(sheet.devices)))
    blocks = (
        FactList(tuple((words(name, lang), text) for name, text in facts)),
        Section(
            words("devices", lang),
            (devices_table(sheet, lang, ("kind", "serial", "weight", "data")), checked),
        ),
        signatures(sheet, lang),
    )
    if sheet.head:
        head = FactList(((words("head", lang), sheet.head),))
        blocks += (Section(words("chain", lang), (head, Paragraph(words("algorithm", lang)))),)
    return document("slip", sheet, blocks, lang)


def verifier(lang: str) -> str:
    """The program that verifies the file of a lot offline: Python's standard library only."""
    source = (resources.files("jalons.reuse.engine.lots") / "chain.py").read_text("utf-8")
    breaks = {code: say(f"lots.break.{code}", lang, number="%d") for code in _CODES}
    said = {name: say(f"lots.verifier.{name}", lang) for name in ("whole", "changed", "usage")}
    return f"""{source}

BREAKS = {_literal(breaks)}

if __name__ == "__main__":
    import sys

    if len(sys.argv) != 2:
        sys.exit({_literal(said["usage"])})
    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    found = verify(raw)
    for number, code in found:
        print({_literal(said["changed"])}, BREAKS[code].replace("%d", str(number)))
    if not found:
        print({_literal(said["whole"])}, json.loads(raw)["head"])
    sys.exit(bool(found))
"""


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)
