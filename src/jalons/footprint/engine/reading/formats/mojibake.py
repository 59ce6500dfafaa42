"""Repairs the damaged accents of a sheet, and reports those it cannot."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.footprint.engine.reading.vocabulary.words import by_distinct
from jalons.tabular.files.mojibake import SUSPECT, repaired

_SHOWN = 3
# The second half of « à » is a space that trimming takes away: put right among other damage only.
_TRIMMED = "Ã( |$)"
_LOST = re.compile(r"Ã(?![A-ZÀ-ÖØ-Þ])|\ufffd")


def with_accents(sheet: Sheet) -> Sheet:
    """The sheet with its damaged accents repaired; both repairs and failures are noticed."""
    touched = {
        name: found
        for name in sheet.cells.columns
        if (found := sheet.cells[name]).str.contains(SUSPECT).any()
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
