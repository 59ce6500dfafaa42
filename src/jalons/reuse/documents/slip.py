"""The pick-up slip of a lot, to sign on the day, and the program that verifies its file."""

from __future__ import annotations

import json
from importlib import resources
from unicodedata import normalize

from jalons.foundation.documents import tree
from jalons.reuse.documents.agreement import (
    LotSheet,
    devices_table,
    document,
    facts,
    signatures,
    words,
)
from jalons.reuse.engine.lots.weights import mass
from jalons.reuse.words.lots import mass_words
from jalons.reuse.words.sentences import say
from jalons.wording import format_day, format_number

_CODES = ("content", "link", "number", "head", "bytes", "unreadable")
_MAIN = """

WORDS = %s

if __name__ == "__main__":
    import sys

    with open(sys.argv[1], "rb") as file:
        raw = file.read()
    found = verify(raw)
    for number, code in found:
        print(WORDS["changed"], WORDS[code].replace("#", str(number)))
    if not found:
        print(WORDS["whole"], json.loads(raw)["head"])
    sys.exit(bool(found))
"""


def slip_document(sheet: LotSheet, lang: str) -> tree.Document:
    """The slip of a lot: what leaves, what it weighs, lines to sign, the hash to compare."""
    day = format_day(sheet.collected_on, lang) if sheet.collected_on else ""
    weight = f"{format_number(sheet.slip_kg, lang)} kg" if sheet.slip_kg else ""
    found = [("where", sheet.place), ("collected", day),
             ("mass", mass_words(mass(sheet.devices), lang)), ("slip_mass", weight)]  # fmt: skip
    table = devices_table(sheet, lang, ("kind", "serial", "weight", "data"))
    checked = tree.Paragraph(words("checked", lang, count=len(sheet.devices)))
    blocks: tuple[tree.Block, ...] = (
        facts(sheet, found, lang),
        tree.Section(words("devices", lang), (table, checked)),
        signatures(sheet, lang),
    )
    if sheet.head:
        groups = " ".join(sheet.head[n : n + 8] for n in range(0, len(sheet.head), 8))
        how = (tree.Paragraph((tree.Strong(groups),)), tree.Paragraph(words("algorithm", lang)))
        blocks += (tree.Section(words("chain", lang), how),)
    return document("slip", sheet, blocks, lang)


def verifier(lang: str) -> str:
    """The program that verifies the file of a lot offline: Python's standard library only."""
    source = (resources.files("jalons.reuse.engine.lots") / "chain.py").read_text("utf-8")
    said = {name: say(f"lots.verifier.{name}", lang) for name in ("whole", "changed")}
    said |= {code: say(f"lots.break.{code}", lang, number="#") for code in _CODES}
    plain = {name: normalize("NFKC", text) for name, text in said.items()}  # any console
    return source + _MAIN % json.dumps(plain, indent=4)
