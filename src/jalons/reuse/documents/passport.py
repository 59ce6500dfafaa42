"""The passports of the devices of a lot, one a page, with a code to scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from typing import Any

from jalons.foundation.documents import tree
from jalons.reuse.documents.agreement import LotSheet, data_words, document, words
from jalons.reuse.engine.lots.chain import hash_of
from jalons.reuse.engine.routes.rules import shipped_rules
from jalons.reuse.words import leaving, routes
from jalons.reuse.words.sentences import say
from jalons.wording import format_day, format_number

SHOWN = ("kind", "maker", "model", "serial", "year", "state", "wiping", "grams", "left", "route")
_WORDS: dict[str, Callable[[Any, str], str]] = {
    "kind": leaving.kind_name,
    "state": lambda value, lang: say(f"lots.passport.{value}", lang),
    "wiping": data_words,
    "measured": lambda value, lang: _kg("measured", value, lang),
    "typical": lambda value, lang: _kg("typical", value, lang),
    "left": lambda value, lang: format_day(date.fromisoformat(value), lang),
    "route": lambda value, lang: routes.route_name(shipped_rules().route(value), lang),
}


def _kg(basis: str, grams: int, lang: str) -> str:
    return say(f"lots.weight.{basis}", lang, kg=format_number(grams / 1000, lang))


def passports_document(
    sheet: LotSheet, passports: Iterable[tuple[str, dict[str, Any], str]], lang: str
) -> tree.Document:
    """The sheets of passports: for each its name, the signed document and its public address."""
    blocks: list[tree.Block] = []
    for name, signed, address in passports:
        blocks += [tree.PageBreak()] if blocks else []
        facts = tree.FactList(tuple(passport_facts(signed["content"], lang)))
        code = tree.Picture(qr(address or hash_of(signed)), words("qr", lang, name=name))
        scan = tree.Paragraph(words("scan_page" if address else "scan_hash", lang))
        blocks.append(tree.Section(name, (facts, code, scan)))
    return document("passports", sheet, tuple(blocks), lang)


def passport_facts(content: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """What a passport says, in words; what is not known is left out, a usual weight is marked."""
    found = []
    for name in SHOWN:
        if value := content.get(name):
            words_of = _WORDS.get(content["weight"] if name == "grams" else name)
            text = words_of(value, lang) if words_of else str(value)
            found.append((say(f"lots.passport.{name}", lang), text))
    return found


def qr(text: str) -> str:
    """A code to scan, as SVG."""
    import qrcode  # type: ignore[import-untyped]
    from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

    made = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, box_size=8).save(made)
    return made.getvalue().decode()
