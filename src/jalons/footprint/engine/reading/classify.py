"""Which device a line is: its type first, then its maker and model, never a guess without trace."""

from __future__ import annotations

import polars as pl

from jalons.footprint.engine.inventory import DecidedBy, Nature
from jalons.footprint.engine.reading.reference import (
    NO_TYPE,
    device_words,
    families,
    model_rules,
    type_words,
)
from jalons.footprint.engine.reading.words import fold

_KEYS = ["type_text", "manufacturer", "model", "sheet"]


def classify(lines: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """``lines`` with ``device``, ``decided_by`` and ``nature``, decided once per distinct text.

    The type decides when it names a device, save where a rule on models corrects it; a broad type
    leaves it to the model, then to its default device. Without a type, the model's words decide,
    then the name of the sheet. ``known``: :func:`decisions` that hold for all of them.
    """
    table = decisions(lines) if known is None else known
    return lines.join(table, on=_KEYS, how="left", maintain_order="left")


def decisions(lines: pl.DataFrame, known: pl.DataFrame | None = None) -> pl.DataFrame:
    """``device``, ``decided_by`` and ``nature`` of each distinct text of ``lines``.

    Those ``known`` from earlier lines come first and are not decided again.
    """
    keys = lines.select(_KEYS).unique(maintain_order=True)
    if known is not None:
        keys = keys.join(known, on=_KEYS, how="anti", maintain_order="left")
    scoped = keys.with_columns(_scopes(keys))
    decided = _by_scope(_by_rules(scoped)).select(*_KEYS, "device", "decided_by", "nature")
    return decided if known is None else pl.concat([known, decided])


def _scopes(keys: pl.DataFrame) -> list[pl.Series]:
    """The family or device each type names (``none`` without), and the text rules look at."""
    words = type_words()
    scopes, texts = [], []
    known: dict[str, tuple[str | None, bool]] = {}
    for kind, maker, model, _ in keys.iter_rows():
        if kind not in known:
            plain = fold(kind)
            known[kind] = words.inside(plain), words.exact(plain) is not None
        scope, whole = known[kind]
        scopes.append(scope or NO_TYPE)
        texts.append(fold(f"{maker} {model}") if whole else fold(f"{kind} {maker} {model}"))
    return [pl.Series("scope", scopes, pl.String), pl.Series("text", texts, pl.String)]


def _by_rules(scoped: pl.DataFrame) -> pl.DataFrame:
    """The first rule that applies to each text, among those for its family or device."""
    numbered = list(enumerate(model_rules()))
    parts = []
    for (scope,), part in scoped.with_row_index("key").group_by("scope"):
        applied = [(number, rule) for number, rule in numbered if rule.applies(str(scope))]
        hits = [
            pl.when(pl.col("text").str.contains(rule.pattern)).then(pl.lit(number))
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


def _by_scope(decided: pl.DataFrame) -> pl.DataFrame:
    """What no rule settled: the type, its family's default, words of the model, the sheet."""
    outcomes = [
        _by_rule(scope, device, nature) if rule is not None else _without_rule(scope, text, sheet)
        for scope, rule, device, nature, text, sheet in decided.select(
            "scope", "rule", "device", "nature", "text", "sheet"
        ).iter_rows()
    ]
    return decided.with_columns(
        pl.Series("device", [outcome[0] for outcome in outcomes], pl.String),
        pl.Series("decided_by", [outcome[1] for outcome in outcomes], pl.String),
        pl.Series("nature", [outcome[2] for outcome in outcomes], pl.String),
    )


type _Outcome = tuple[str | None, DecidedBy | None, str]
_UNKNOWN: _Outcome = (None, None, Nature.DEVICE)


def _by_rule(scope: str, device: str | None, nature: str | None) -> _Outcome:
    family = families().get(scope)
    own = family.nature if family else None
    if nature == Nature.DEVICE:
        return _UNKNOWN
    return device, DecidedBy.MODEL, nature or own or Nature.DEVICE


def _without_rule(scope: str, text: str, sheet: str) -> _Outcome:
    if scope == NO_TYPE:
        named = _by_words(text, DecidedBy.TEXT) or _by_words(fold(sheet), DecidedBy.SHEET)
        return named or _UNKNOWN
    family = families().get(scope)
    if family is None:
        return scope, DecidedBy.TYPE, Nature.DEVICE
    if family.nature:
        return family.default, DecidedBy.TYPE, family.nature
    if family.default:
        return family.default, DecidedBy.DEFAULT, Nature.DEVICE
    return _by_words(text, DecidedBy.TEXT) or _UNKNOWN


def _by_words(text: str, by: DecidedBy) -> _Outcome | None:
    found = device_words().inside(text)
    if found is None:
        return None
    family = families().get(found)
    if family is None:
        return found, by, Nature.DEVICE
    if family.nature:
        return family.default, by, family.nature
    return (family.default, DecidedBy.DEFAULT, Nature.DEVICE) if family.default else None
