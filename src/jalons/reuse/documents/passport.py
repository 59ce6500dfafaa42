"""The passports of the devices of a lot, one a page, with a code to scan."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from io import BytesIO
from typing import Any

from jalons.foundation.documents.tree import (
    Block,
    Document,
    FactList,
    PageBreak,
    Paragraph,
    Picture,
    Section,
)
from jalons.reuse.documents.agreement import LotSheet, data_words, document, words
from jalons.reuse.engine.lots import hash_of
from jalons.reuse.engine.routes import shipped_rules
from jalons.reuse.words import leaving, routes
from jalons.reuse.words.sentences import say
from jalons.wording import format_day, format_number

SHOWN = ("kind", "maker", "model", "serial", "year", "state", "wiping", "grams", "left", "route")
_WORDS: dict[str, Callable[[Any, str], str]] = {
    "kind": leaving.kind_name,
    "state": lambda value, lang: say(f"lots.passport.{value}", lang),
    "wiping": data_words,
    "grams": lambda value, lang: f"{format_number(value / 1000, lang)} kg",
    "left": lambda value, lang: format_day(date.fromisoformat(value), lang),
    "route": lambda value, lang: routes.route_name(shipped_rules().route(value), lang),
}


def passports_document(
    sheet: LotSheet, passports: Iterable[tuple[str, dict[str, Any], str]], lang: str
) -> Document:
    """The sheets of passports: for each its name, the signed document and its public address."""
    blocks: list[Block] = []
    for name, signed, address in passports:
        blocks += [PageBreak()] if blocks else []
        facts = FactList(tuple(passport_facts(signed["content"], lang)))
        scan = words("scan_page" if address else "scan_hash", lang)
        code = Picture(qr(address or hash_of(signed)), words("qr", lang, name=name))
        blocks.append(Section(name, (facts, code, Paragraph(scan))))
    return document("passports", sheet, tuple(blocks), lang)


def passport_facts(content: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """What a passport says, in words; what is not known is left out."""
    known = ((name, _value(name, content.get(name), lang)) for name in SHOWN)
    return [(say(f"lots.passport.{name}", lang), text) for name, text in known if text]


def _value(name: str, value: Any, lang: str) -> str:
    if not value:
        return ""
    words_of = _WORDS.get(name)
    return words_of(value, lang) if words_of else str(value)


def qr(text: str) -> str:
    """A code to scan, as SVG."""
    import qrcode
    from qrcode.image.svg import SvgPathImage

    made = BytesIO()
    qrcode.make(text, image_factory=SvgPathImage, box_size=8).save(made)
    return made.getvalue().decode()
