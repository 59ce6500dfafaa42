"""The public inventory of 1,971 rows: what is typed by itself, and a hundred rows checked by hand.

The rows of ``public_verdicts.csv`` were drawn with a fixed seed; each was given its device by a
person looking at the row alone, before the reader's answer was seen. ``consumable`` and ``virtual``
stand for what is no device of its own.
"""

import csv
import random
from functools import cache
from pathlib import Path

import polars as pl

from footprint.reading.files import PUBLIC, TODAY
from jalons.footprint.engine.inventory.line import Nature
from jalons.footprint.engine.reading import read_inventory, read_sheets

SEED, DRAWN = 20261124, 100
FIRST_ROW, LAST_ROW = 2, 1972


def drawn_rows() -> list[int]:
    """The rows that were drawn, as the spreadsheet numbers them."""
    return sorted(random.Random(SEED).sample(range(FIRST_ROW, LAST_ROW + 1), DRAWN))


def verdicts() -> dict[int, str]:
    """The right device of each drawn row."""
    text = (Path(__file__).parent / "public_verdicts.csv").read_text(encoding="utf-8")
    return {int(row["row"]): row["device"] for row in csv.DictReader(text.splitlines())}


@cache
def lines() -> pl.DataFrame:
    """The rows as the reader reads them."""
    sheets = read_sheets(PUBLIC.read_bytes(), PUBLIC.name)
    return read_inventory(sheets, today=TODAY).lines


def typed_share() -> tuple[int, int]:
    """How many rows were given a device, or known to be none, out of how many."""
    known = pl.col("device").is_not_null() | (pl.col("nature") != Nature.DEVICE)
    return lines().filter(known).height, lines().height


def mistakes() -> dict[int, tuple[str, str]]:
    """The drawn rows the reader gets wrong: what is right, what it says."""
    said = {
        row: device or (nature if nature != Nature.DEVICE else "unknown")
        for row, device, nature in lines().select("row", "device", "nature").iter_rows()
    }
    return {row: (right, said[row]) for row, right in verdicts().items() if said[row] != right}


def accuracy() -> tuple[int, int]:
    """How many of the drawn rows got the right device, out of how many."""
    return len(verdicts()) - len(mistakes()), len(verdicts())
