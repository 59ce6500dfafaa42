"""The agreement with a taker: who, what, by which route, until when, what it commits itself to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from jalons.foundation.documents import tree
from jalons.reuse.engine.lots.weights import LotDevice
from jalons.reuse.engine.routes.rules import RouteRule, Rules, shipped_rules
from jalons.reuse.words import leaving, lots, routes
from jalons.reuse.words.sentences import say
from jalons.wording import format_amount, format_day

_REUSE = ("commit_reuse", "commit_waste", "commit_data")
_COMMITMENTS = {"give": _REUSE, "sell": _REUSE, "recycle": ("commit_recycle", "commit_data")}


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


def document(
    name: str, sheet: LotSheet, blocks: tuple[tree.Block, ...], lang: str
) -> tree.Document:
    """A document of a lot, with its frame."""
    title, whose = words(name, lang), sheet.authority
    return tree.Document(title, whose, sheet.day, blocks, subject=sheet.name, lang=lang)


def agreement_document(sheet: LotSheet, lang: str) -> tree.Document:
    """The agreement of a lot, to be read, completed and signed."""
    route = sheet.route
    found = [("where", sheet.place), ("deadline", _day(sheet.collect_by, lang))]
    if route is not None:
        keys = dict.fromkeys(filter(None, (route.article, *route.more, route.ceiling_article)))
        texts = " · ".join(routes.article_name(sheet.rules.articles[key], lang) for key in keys)
        found += [("route", routes.route_name(route, lang)), ("articles", texts)]
    table = devices_table(sheet, lang, ("kind", "serial", "bought", "value"))
    names = _COMMITMENTS[route.decision if route else "give"]
    commitments = tree.BulletList(tuple(words(name, lang) for name in names))
    blocks: tuple[tree.Block, ...] = (
        tree.Note(words("unsigned", lang), tree.Tone.WARNING),
        tree.Section(words("parties", lang), (facts(sheet, found, lang),)),
        tree.Section(words("devices", lang), (table,)),
        tree.Section(words("commitments", lang), (commitments,)),
        *([tree.Section(words("resale", lang), _resale(sheet, route, lang))] if route else []),
        signatures(sheet, lang),
    )
    return document("agreement", sheet, blocks, lang)


def facts(sheet: LotSheet, more: list[tuple[str, str]], lang: str) -> tree.FactList:
    """The parties and what follows; what is not known is to be completed by hand."""
    taker = ", ".join(filter(None, (sheet.taker, sheet.taker_place)))
    found = [("giver", sheet.authority), ("taker", taker), ("nature", sheet.nature),
             ("lot", sheet.name), *more]  # fmt: skip
    unknown = words("unknown", lang)
    return tree.FactList(tuple((words(name, lang), text or unknown) for name, text in found))


def _day(day: date | None, lang: str) -> str:
    return format_day(day, lang) if day else ""


def devices_table(sheet: LotSheet, lang: str, columns: tuple[str, ...]) -> tree.Table:
    """The devices of a lot, those columns of them."""
    rows = tuple(
        (each.name, *(_cell(each, name, lang) for name in columns)) for each in sheet.devices
    )
    header = (words("device", lang), *(words(name, lang) for name in columns))
    numeric = frozenset(n for n, name in enumerate(columns, 1) if name in {"value", "weight"})
    return tree.Table(words("count", lang, count=len(sheet.devices)), header, rows, numeric)


def _cell(device: LotDevice, name: str, lang: str) -> str:
    value = device.value
    found = {
        "kind": lambda: leaving.kind_name(device.kind, lang),
        "serial": lambda: device.serial,
        "bought": lambda: _day(device.bought_on, lang),
        "value": lambda: "" if value is None else format_amount(value, "EUR", lang),
        "weight": lambda: lots.kg_words(device, lang),
        "data": lambda: data_words(device.wiping, lang),
    }
    return found[name]() or words("unknown", lang)


def data_words(wiping: str, lang: str) -> str:
    """What became of the data of a device, in a few words."""
    return words(wiping if wiping in {"wiped", "no_media"} else "not_ready", lang)


def _resale(sheet: LotSheet, route: RouteRule, lang: str) -> tuple[tree.Block, ...]:
    """What the taker may do, with the highest price of each kind of the lot."""
    sentence, rows = tree.Paragraph(words(f"resale_{route.resale}", lang)), []
    for kind in dict.fromkeys(each.kind for each in sheet.devices):
        most = sheet.rules.resale_prices.get(kind)
        price = format_amount(most, "EUR", lang) if most is not None else words("no_price", lang)
        rows.append((leaving.kind_name(kind, lang), price))
    if route.resale != "capped" or not rows:
        return (sentence,)
    header = (words("kind", lang), words("price", lang))
    return sentence, tree.Table(header[1], header, tuple(rows), frozenset({1}))


def signatures(sheet: LotSheet, lang: str) -> tree.Section:
    """A line to sign for each of the two parties."""
    names, line = (sheet.authority, sheet.taker or words("taker", lang)), words("signature", lang)
    lines = tree.FactList(tuple((words("signed_for", lang, name=name), line) for name in names))
    return tree.Section(words("signatures", lang), (lines,))
