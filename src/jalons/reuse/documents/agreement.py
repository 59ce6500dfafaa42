"""The agreement with a taker: who, what, by which route, until when, what it commits itself to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    Document,
    FactList,
    Note,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
)
from jalons.reuse.engine.lots import LotDevice
from jalons.reuse.engine.routes import RouteRule, Rules, shipped_rules
from jalons.reuse.words import leaving, lots, routes
from jalons.reuse.words.sentences import say
from jalons.wording import format_amount, format_day

_COMMITMENTS = {"give": ("reuse", "waste", "data"), "sell": ("reuse", "waste", "data"),
                "recycle": ("recycle", "data")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LotSheet:
    """What the documents of a lot say; ``nature`` is that of the taker, in words.

    ``slip_kg`` was weighed at the collection; ``head`` is the last hash of its events.
    """

    name: str
    authority: str
    day: date
    devices: tuple[LotDevice, ...]
    route: RouteRule | None = None
    taker: str = ""
    taker_place: str = ""
    nature: str = ""
    place: str = ""
    collect_by: date | None = None
    collected_on: date | None = None
    slip_kg: Decimal | None = None
    head: str = ""
    rules: Rules = field(default_factory=shipped_rules)


def words(key: str, lang: str, /, **params: object) -> str:
    """A word of the documents of lots."""
    return say(f"lots.document.{key}", lang, **params)


def agreement_document(sheet: LotSheet, lang: str) -> Document:
    """The agreement of a lot, to be read, completed and signed."""
    blocks = (
        Note(words("unsigned", lang), Tone.WARNING),
        Section(words("parties", lang), (FactList(_parties(sheet, lang)),)),
        Section(words("devices", lang), (devices_table(sheet, lang, ("kind", "serial", "bought",
                                                                     "value")),)),
        Section(words("commitments", lang), (BulletList(_commitments(sheet, lang)),)),
        *([] if sheet.route is None else [Section(words("resale", lang), _resale(sheet, lang))]),
        signatures(sheet, lang),
    )  # fmt: skip
    return document("agreement", sheet, blocks, lang)


def document(name: str, sheet: LotSheet, blocks: tuple[Block, ...], lang: str) -> Document:
    """A document of a lot, with its frame."""
    return Document(
        words(name, lang), sheet.authority, sheet.day, blocks, subject=sheet.name, lang=lang
    )


def _parties(sheet: LotSheet, lang: str) -> tuple[tuple[str, Text], ...]:
    unknown, route = words("unknown", lang), sheet.route
    taker = ", ".join(filter(None, (sheet.taker, sheet.taker_place)))
    by = format_day(sheet.collect_by, lang) if sheet.collect_by else unknown
    facts = [("giver", sheet.authority), ("taker", taker or unknown),
             ("nature", sheet.nature or unknown), ("lot", sheet.name),
             ("where", sheet.place or unknown), ("deadline", by)]  # fmt: skip
    if route is not None:
        keys = dict.fromkeys(filter(None, (route.article, *route.more, route.ceiling_article)))
        texts = " · ".join(routes.article_name(sheet.rules.articles[key], lang) for key in keys)
        facts += [("route", routes.route_name(route, lang)), ("articles", texts)]
    return tuple((words(name, lang), text) for name, text in facts)


def devices_table(sheet: LotSheet, lang: str, columns: tuple[str, ...]) -> Table:
    """The devices of a lot, those columns of them."""
    rows = tuple(
        (each.name, *(_cell(each, name, lang) for name in columns)) for each in sheet.devices
    )
    header = (words("device", lang), *(words(name, lang) for name in columns))
    numeric = frozenset(n for n, name in enumerate(columns, 1) if name in {"value", "weight"})
    return Table(words("count", lang, count=len(sheet.devices)), header, rows, numeric)


def _cell(device: LotDevice, name: str, lang: str) -> str:
    if name == "kind":
        return leaving.kind_name(device.kind, lang)
    if name == "bought":
        return format_day(device.bought_on, lang)
    if name == "value":
        known = device.value is not None
        return format_amount(device.value, "EUR", lang) if known else words("unknown", lang)
    if name == "weight":
        return lots.kg_words(device, lang)
    if name == "data":
        return data_words(device.wiping, lang)
    return str(getattr(device, name)) or "–"


def data_words(wiping: str, lang: str) -> str:
    """What became of the data of a device, in a few words."""
    return words(wiping if wiping in {"wiped", "no_media"} else "not_ready", lang)


def _commitments(sheet: LotSheet, lang: str) -> tuple[str, ...]:
    decision = sheet.route.decision if sheet.route else "give"
    return tuple(words(f"commit_{name}", lang) for name in _COMMITMENTS[decision])


def _resale(sheet: LotSheet, lang: str) -> tuple[Block, ...]:
    """What the taker may do, with the highest price of each kind of the lot."""
    assert sheet.route is not None  # noqa: S101  its section is left out otherwise
    sentence = Paragraph(words(f"resale_{sheet.route.resale}", lang))
    if sheet.route.resale != "capped":
        return (sentence,)
    rows = []
    for kind in dict.fromkeys(each.kind for each in sheet.devices):
        most = sheet.rules.resale_prices.get(kind)
        price = format_amount(most, "EUR", lang) if most is not None else words("no_price", lang)
        rows.append((leaving.kind_name(kind, lang), price))
    header = (words("kind", lang), words("price", lang))
    table = Table(words("price", lang), header, tuple(rows), frozenset({1}))
    return (sentence, table) if rows else (sentence,)


def signatures(sheet: LotSheet, lang: str) -> Section:
    """A line to sign for each of the two parties."""
    names = (sheet.authority, sheet.taker or words("taker", lang))
    line = words("signature", lang)
    facts = tuple((words("signed_for", lang, name=name), line) for name in names)
    return Section(words("signatures", lang), (FactList(facts),))
