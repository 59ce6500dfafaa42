"""Damaged accents: UTF-8 once read as Windows-1252, « Ã‰cran » for « Écran », put right."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from jalons.footprint.engine.inventory import Notice
from jalons.footprint.engine.reading.sheet import Sheet
from jalons.footprint.engine.reading.words import by_distinct

_ROUNDS = 3  # a file saved twice under the wrong encoding is damaged twice
_SHOWN = 3


def _shown_as(byte: int) -> str:
    """The letter a byte becomes in Windows-1252; bytes without a letter stay control signs."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_BYTES = {_shown_as(byte): byte for byte in range(0x80, 0x100)}
_NEXT = "[" + "".join(re.escape(_shown_as(byte)) for byte in range(0x80, 0xC0)) + "]"
# What French texts become: é (Ã©), « (Â«), œ (Å“), ’ (â€™), and the mark that opens a file.
_DAMAGED = re.compile(f"[ÂÃÅ]{_NEXT}|Ë[†œ]|[âï]{_NEXT}{_NEXT}")
# The second half of « à » is a space that trimming takes away: put right among other damage only.
_TRIMMED = "Ã( |$)"
_LOST = re.compile(r"Ã(?![A-ZÀ-ÖØ-Þ])|\ufffd")
_SUSPECT = "[ÂÃÅâï\ufffd]"


def repaired(text: str) -> str:
    """``text`` with each damaged accent put right; the same when there is none.

    >>> repaired("Ã‰cran dâ€™accueil"), repaired("SÃO TOMÉ")
    ("Écran d’accueil", 'SÃO TOMÉ')
    """
    for _ in range(_ROUNDS):
        once = _DAMAGED.sub(_decoded, text)
        if once == text:
            break
        text = once
    return text


def _decoded(match: re.Match[str]) -> str:
    damaged = bytes(_BYTES[letter] for letter in match[0])
    try:
        return damaged.decode("utf-8")
    except UnicodeDecodeError:
        return match[0]


def with_accents(sheet: Sheet) -> Sheet:
    """The sheet with its damaged accents put right, told, as well as those that cannot be."""
    touched = {
        name: found
        for name in sheet.cells.columns
        if (found := sheet.cells[name]).str.contains(_SUSPECT).any()
    }
    if not touched:
        return sheet
    columns, changed, lost = [], [], []
    once = {name: by_distinct(before, repaired, pl.String) for name, before in touched.items()}
    damaged = any((once[name] != before).any() for name, before in touched.items())
    for name, before in touched.items():
        after = once[name].str.replace_all(_TRIMMED, "à${1}") if damaged else once[name]
        after = after.alias(name)
        columns.append(after)
        differs = before != after
        changed += list(zip(before.filter(differs), after.filter(differs), strict=True))
        lost += [
            text for text in after.filter(after.str.contains("[Ã\ufffd]")) if _LOST.search(text)
        ]
    notices = list(sheet.notices)
    if changed:
        pairs = ", ".join(f"« {old[:40]} » → « {new[:40]} »" for old, new in changed[:_SHOWN])
        notices.append(
            Notice("accents_repaired", sheet.where, {"cells": len(changed), "samples": pairs})
        )
    if lost:
        shown = ", ".join(f"« {text[:40]} »" for text in dict.fromkeys(lost[:20]))
        notices.append(Notice("accents_lost", sheet.where, {"cells": len(lost), "samples": shown}))
    if not changed:
        return replace(sheet, notices=tuple(notices))
    return replace(sheet, cells=sheet.cells.with_columns(columns), notices=tuple(notices))
