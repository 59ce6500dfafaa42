"""Status cells: a state, a condition under another name, or numbers of devices in each state."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

import polars as pl

from jalons.footprint.engine.inventory.line import COUNTED_STATUSES, DeviceStatus, Notice
from jalons.footprint.engine.reading.rows.things import notice_of_rows
from jalons.footprint.engine.reading.vocabulary.cells import read_quantity
from jalons.footprint.engine.reading.vocabulary.reference import table
from jalons.tabular.folding import fold
from jalons.tabular.vocabulary import Vocabulary, singulars


class Sense(StrEnum):
    """The sense of a status; all but ``PLAIN`` have a notice, ``status_<value>``."""

    PLAIN = "plain"
    LEAVING = "leaving"
    NEW = "new"
    ENDED = "ended"
    PLANNED = "planned"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True)
class ReadStatus:
    """The state of a cell, None when not understood, and the sense it was read in."""

    status: DeviceStatus | None
    sense: Sense = Sense.PLAIN


@lru_cache(maxsize=20_000)
def read_status(text: str, heading: str = "") -> ReadStatus:
    """The state of a status cell under its heading.

    >>> read_status("Neuf", "Statut").status, read_status("Neuf", "État").sense
    (<DeviceStatus.IN_STOCK: 'in_stock'>, <Sense.NEW: 'new'>)
    """
    senses, plain, under = table("status_senses"), fold(text), fold(heading)
    answers = senses["answers"]
    if under in answers["headings"] and plain in answers["no"]:
        return ReadStatus(DeviceStatus.RETIRED, Sense.ENDED)
    if under in answers["headings"] and plain in answers["yes"]:
        return ReadStatus(DeviceStatus.IN_USE)
    meaning = _first_meaning(plain)
    if meaning == "new" and under in senses["new"]["headings"]:
        return ReadStatus(DeviceStatus.UNKNOWN, Sense.NEW)
    return _meant(meaning)


def _meant(meaning: str | None) -> ReadStatus:
    """The state of a meaning of the vocabulary: a sense, or a status under its own name."""
    if meaning is None:
        return ReadStatus(None)
    return _MEANINGS.get(meaning) or ReadStatus(DeviceStatus(meaning.removeprefix(_STATUS)))


_STATUS = "status "


def _first_meaning(plain: str) -> str | None:
    """The meaning of the first phrase of a folded text; « non réformé » has none."""
    stems, denied = singulars(plain), table("status_senses")["elsewhere"]["denied"]
    for at in range(len(stems)):
        if phrase := status_phrases().phrase_at(stems, at):
            return None if at and stems[at - 1] in denied else phrase.meaning
    return None


_MEANINGS = {
    "leaving": ReadStatus(DeviceStatus.IN_USE, Sense.LEAVING),
    "new": ReadStatus(DeviceStatus.IN_STOCK),
    "condition": ReadStatus(DeviceStatus.UNKNOWN),
    "ended": ReadStatus(DeviceStatus.RETIRED, Sense.ENDED),
    "planned": ReadStatus(DeviceStatus.PLANNED, Sense.PLANNED),
    "personal": ReadStatus(DeviceStatus.UNKNOWN, Sense.PERSONAL),
}


@cache
def status_phrases() -> Vocabulary:
    """Every phrase of a status cell: a ``DeviceStatus`` or a sense."""
    senses = {name: table("status_senses")[name]["words"] for name in _MEANINGS}
    return Vocabulary(
        senses | {f"{_STATUS}{name}": words for name, words in table("statuses").items()}
    )


_MAY_COUNT = r"\d\s+\S"
_FRAGMENT = re.compile(r"(?<![\d/.,-])(\d{1,4})\s+([^\d,;()/+]+)")
_YEARS = range(1970, 2101)


@dataclass(frozen=True, slots=True)
class _Share:
    """How many devices a status cell counts in all, None when it does not say, and how many of
    them it puts in a state that is not counted, with the words that say so.
    """

    total: int | None
    gone: int
    words: str


@lru_cache(maxsize=20_000)
def _share(text: str) -> _Share | None:
    """« 12 portables dont 2 HS », « en service (2 HS) »: the numbers of a status cell."""
    total, gone, words = None, 0, ""
    summed = 0
    for number, rest in _FRAGMENT.findall(text):
        count = int(number)
        found = status_phrases().phrase_at(stems, 0) if (stems := singulars(fold(rest))) else None
        if count in _YEARS:
            continue
        if found is None:
            total = count if total is None else total
            continue
        status = read_status(rest).status
        summed += count
        if status is not None and status not in COUNTED_STATUSES:
            gone, words = gone + count, rest.strip()
    if not gone:
        return None
    return _Share(total or (summed if summed > gone else None), gone, words)


def split_statuses(lines: pl.DataFrame) -> tuple[pl.DataFrame, list[Notice]]:
    """Lines whose status counts devices, « 12 portables dont 2 HS », as a line per state.

    What is surely there stays counted; the others follow on a line with their own state. A row
    whose numbers contradict each other keeps its quantity, without a state.
    """
    may_be = lines["row_nature"].is_null() & lines["status"].str.contains(_MAY_COUNT)
    touched = lines.with_row_index("place").filter(may_be)
    splits: dict[int, list[tuple[str, str, float]]] = {}
    alone = set(touched["row"].filter(touched["row"].is_unique()).to_list())
    for place, row, text, quantity, times in touched.select(
        "place", "row", "status", "quantity", "times"
    ).iter_rows():
        share = _share(text)
        if share is not None:
            splits[place] = _split(share, quantity, times, whole=row in alone)
    if not splits:
        return lines, []
    noticed = lines[sorted(splits)]
    return _spread(lines, splits), [notice_of_rows("status_counts", noticed, noticed["status"])]


def _split(
    share: _Share, quantity: str, times: float, *, whole: bool
) -> list[tuple[str, str, float]]:
    """The status, quantity and times of each line of a row."""
    units = read_quantity(quantity)
    devices = None if units is None else units * times
    if devices == 1 and share.total:
        devices = float(share.total)
    if devices is None or not whole or share.gone > devices:
        return [("", quantity, times)]
    left = devices - share.gone
    rest = [("", "1", left)] if left else []
    return [*rest, (share.words, "1", float(share.gone))]


def _spread(lines: pl.DataFrame, splits: dict[int, list[tuple[str, str, float]]]) -> pl.DataFrame:
    table = pl.DataFrame(
        {
            "place": list(splits),
            "statuses": [[each[0] for each in split] for split in splits.values()],
            "quantities": [[each[1] for each in split] for split in splits.values()],
            "all_times": [[each[2] for each in split] for split in splits.values()],
        },
        schema_overrides={"place": pl.UInt32},
    )
    joined = lines.with_row_index("place").join(
        table, on="place", how="left", maintain_order="left"
    )
    lists = joined.with_columns(
        pl.col("statuses").fill_null(pl.concat_list("status")).alias("status"),
        pl.col("quantities").fill_null(pl.concat_list("quantity")).alias("quantity"),
        pl.col("all_times").fill_null(pl.concat_list("times")).alias("times"),
    )
    return lists.explode("status", "quantity", "times").select(lines.columns)
