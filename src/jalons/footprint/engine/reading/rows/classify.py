"""The device of a line: its type first, then its maker and model, always with a trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from jalons.footprint.engine.inventory.line import DecidedBy, Nature
from jalons.footprint.engine.reading.vocabulary.designations import (
    Thing,
    has_maker,
    is_catch_all,
    is_refused,
    kind_of_sheet,
    maker_words,
    may_be_refused,
    product_text,
    thing_named,
)
from jalons.footprint.engine.reading.vocabulary.reference import (
    NO_TYPE,
    contradictions,
    families,
    measured_units,
    model_rules,
)
from jalons.tabular.folding import fold

_KEYS = ["type_text", "manufacturer", "model", "sheet"]
_DECIDED = ["device", "decided_by", "nature", "against"]
_UNREAD = "unread"  # a type is written, and not understood


def classify(lines: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """``lines`` with ``device``, ``decided_by``, ``nature``, ``against``, once per distinct text.

    The type decides when it names a device, save where a rule on models corrects it; a broad type
    leaves it to the model, then to its default device. Without a type, or with one that names
    nothing, the model is read as the type would be, then the name of the sheet. A type that is not
    understood leaves the line unknown, unless its maker and model are those of a known product.
    ``known``: :func:`decisions` that apply to all of them.
    """
    table = decisions(lines) if known is None else known
    return lines.join(table, on=_KEYS, how="left", maintain_order="left")


def decisions(lines: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """The columns ``classify`` adds, for each distinct text of ``lines``.

    Those ``known`` from earlier lines come first and are not decided again.
    """
    keys = lines.select(_KEYS).unique(maintain_order=True)
    if known is not None:
        keys = keys.join(known, on=_KEYS, how="anti", maintain_order="left")
    scoped = keys.with_columns(_scopes(keys))
    decided = _with_products(_by_scope(_by_rules(scoped))).select(*_KEYS, *_DECIDED)
    return decided if known is None else pl.concat([known, decided])


class _Scope(NamedTuple):
    """What a type and a model name: the ``name`` of a device or family, and the ``text`` that rules
    on models look at. ``by``: which of both named it. ``refined``: the device the model names where
    the type is broad.
    """

    name: str
    text: str
    by: str = DecidedBy.TYPE
    refined: str | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """A folded type, what it names, and whether its model decides the device."""

    plain: str
    thing: Thing | None
    silent: bool
    broad: bool

    @classmethod
    def of(cls, kind: str) -> _Kind:
        thing = thing_named(kind) if kind else None
        silent = not kind or (thing is not None and is_catch_all(thing.scope))
        family = families().get(thing.scope) if thing else None
        broad = family is not None and not family.nature and not family.default
        return cls("" if thing and thing.whole else fold(kind), thing, silent, broad)


def _scopes(keys: pl.DataFrame) -> list[pl.Series]:
    """The devices named by each type with its model, a column per part."""
    kinds: dict[str, _Kind] = {}
    columns: dict[str, list[str | None]] = {"scope": [], "text": [], "by": [], "refined": []}
    names, texts, deciders, refined = columns.values()
    for kind, maker, model, _ in keys.iter_rows():
        read = kinds.get(kind)
        if read is None:
            read = kinds[kind] = _Kind.of(kind)
        # A column each: a million small objects stored at once are slow to collect.
        scope = _scope(read, maker, model)
        names.append(scope[0])
        texts.append(scope[1])
        deciders.append(scope[2])
        refined.append(scope[3])
    return [pl.Series(name, values, pl.String) for name, values in columns.items()]


def _scope(kind: _Kind, maker: str, model: str) -> _Scope:
    if kind.silent:
        return _of_model(kind.plain, maker, model)
    if kind.thing is None:
        return _of_unread(kind.plain, maker, model)
    scope = kind.thing.scope
    text = fold(f"{kind.plain} {maker} {model}")
    if not kind.broad and not may_be_refused(text.split()):
        return _Scope(scope, text)
    named = _named_by_model(maker, model)
    if named and named.first and is_refused(named.scope) and not is_refused(scope):
        return _Scope(named.scope, text, DecidedBy.TEXT)
    refined = named.scope if named and kind.broad and named.scope not in families() else None
    return _Scope(scope, text, DecidedBy.TYPE, refined)


def _of_model(kind: str, maker: str, model: str) -> _Scope:
    """The model read as the type, when the type says nothing."""
    whole = f"{kind} {model}".strip()
    named = _named_by_model(maker, model)
    if named is None or is_catch_all(named.scope):
        return _Scope(NO_TYPE, product_text(whole, maker), DecidedBy.TEXT)
    return _Scope(named.scope, fold(f"{maker} {whole}"), DecidedBy.TEXT)


def _named_by_model(maker: str, model: str) -> Thing | None:
    """The device a model names; never one measured in another unit than devices."""
    named = thing_named(model, maker) if model else None
    return None if named is None or named.scope in measured_units() else named


def _of_unread(kind: str, maker: str, model: str) -> _Scope:
    """A type that is not understood: only the name of a product settles it."""
    of_maker = has_maker(fold(f"{maker} {model}"))
    text = product_text(model, maker) if of_maker else product_text(kind, maker)
    named = _named_by_model(maker, model)
    if named and named.first and is_refused(named.scope):
        return _Scope(named.scope, text, DecidedBy.TEXT)
    return _Scope(_UNREAD, text, DecidedBy.TEXT)


def _by_rules(scoped: pl.DataFrame) -> pl.DataFrame:
    """The first rule that applies to each text, among those for its family or device."""
    parts = []
    for (scope,), part in scoped.with_row_index("key").group_by("scope"):
        certain = scope in {NO_TYPE, _UNREAD}
        wanted = NO_TYPE if certain else str(scope)
        applied = [(n, rule) for n, rule in enumerate(model_rules()) if rule.applies(wanted)]
        text = pl.col("text")
        if certain:
            begins = text.str.contains(_at_start([rule.pattern for _, rule in applied]))
            text = pl.when(begins).then(text).otherwise(pl.lit(""))
        hits = [
            pl.when(text.str.contains(rule.pattern)).then(pl.lit(number))
            for number, rule in applied
        ]
        parts.append(part.select("key", pl.coalesce(*hits, pl.lit(None, pl.Int32)).alias("rule")))
    rules = pl.concat(parts) if parts else pl.DataFrame(schema={"key": pl.UInt32, "rule": pl.Int32})
    devices = {n: rule.device for n, rule in enumerate(model_rules())}
    natures = {n: rule.nature for n, rule in enumerate(model_rules())}
    return (
        scoped.with_row_index("key")
        .join(rules, on="key", how="left", maintain_order="left")
        .with_columns(
            pl.col("rule")
            .replace_strict(devices, default=None, return_dtype=pl.String)
            .alias("device"),
            pl.col("rule")
            .replace_strict(natures, default=None, return_dtype=pl.String)
            .alias("nature"),
        )
        .drop("key")
    )


def _at_start(patterns: Sequence[str]) -> str:
    """A pattern of texts that begin with a product, its maker or a number perhaps before."""
    makers, either = "|".join(sorted(maker_words())), "|".join(f"(?:{each})" for each in patterns)
    return rf"^(?:(?:{makers}|\w*\d\w*) )*(?:{either})"


def _by_scope(decided: pl.DataFrame) -> pl.DataFrame:
    """The texts no rule decided: by type, its family's default, words of the model, the sheet."""
    outcomes = [
        _by_rule(scope, device, nature)
        if rule is not None
        else _without_rule(scope, by, refined, sheet)
        for scope, rule, device, nature, by, refined, sheet in decided.select(
            "scope", "rule", "device", "nature", "by", "refined", "sheet"
        ).iter_rows()
    ]
    return decided.with_columns(
        pl.Series("device", [outcome[0] for outcome in outcomes], pl.String),
        pl.Series("decided_by", [outcome[1] for outcome in outcomes], pl.String),
        pl.Series("nature", [outcome[2] for outcome in outcomes], pl.String),
    )


def _with_products(decided: pl.DataFrame) -> pl.DataFrame:
    """Replace a type that only says a case by the product that contradicts it.

    ``against``: « way » where they did, « type » where another type was left as it is.
    """
    rules = contradictions()
    text = pl.concat_str("manufacturer", "model", separator=" ").str.to_lowercase()
    typed = pl.col("device").is_in(rules.typed) & (pl.col("decided_by") == DecidedBy.TYPE)
    named = decided.with_row_index("key").filter(typed).filter(
        text.str.contains("|".join(rules.products.values()))
    )  # fmt: skip
    devices = decided["device"].to_list()
    against: list[str | None] = [None] * decided.height
    deciders = decided["decided_by"].to_list()
    for key, kind, maker, model in named.select("key", *_KEYS[:3]).iter_rows():
        plain = fold(f"{maker} {model}")
        found = [name for name, each in rules.products.items() if re.search(each, plain)]
        product = rules.of(devices[key], found) if found else None
        if product is None:
            continue
        case = not rules.chassis.isdisjoint(fold(kind).split()) and product in rules.over_chassis
        against[key] = "way" if case and devices[key] in rules.over_chassis else "type"
        if against[key] == "way":
            devices[key], deciders[key] = product, DecidedBy.MODEL
    return decided.with_columns(
        pl.Series("device", devices, pl.String),
        pl.Series("decided_by", deciders, pl.String),
        pl.Series("against", against, pl.String),
    )


type _Outcome = tuple[str | None, str | None, str]
_UNKNOWN: _Outcome = (None, None, Nature.DEVICE)


def _by_rule(scope: str, device: str | None, nature: str | None) -> _Outcome:
    family = families().get(scope)
    own = family.nature if family else None
    if nature == Nature.DEVICE:
        return _UNKNOWN
    return device, DecidedBy.MODEL, nature or own or Nature.DEVICE


def _without_rule(scope: str, by: str, refined: str | None, sheet: str) -> _Outcome:
    if scope == NO_TYPE:
        named = kind_of_sheet(sheet) if sheet else None
        return _of_family(named, DecidedBy.SHEET) if named else _UNKNOWN
    if scope == _UNREAD:
        return _UNKNOWN
    return _of_family(scope, by, refined)


def _of_family(scope: str, by: str, refined: str | None = None) -> _Outcome:
    family = families().get(scope)
    if family is None:
        return scope, by, Nature.DEVICE
    if family.nature:
        return family.default, by, family.nature
    if family.default:
        return family.default, DecidedBy.DEFAULT, Nature.DEVICE
    return (refined, DecidedBy.TEXT, Nature.DEVICE) if refined else _UNKNOWN
