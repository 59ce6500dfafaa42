"""The inventories of ``realistic.toml`` as files, and what the reader makes of them."""

import csv
import io
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from footprint.reading.files import TODAY
from jalons.footprint.engine.reading import read_inventory, read_sheets

FILES: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "realistic.toml").read_text(encoding="utf-8")
)


def rows_of(text: str) -> list[list[str]]:
    """The cells of a table written in the file."""
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]


def content_of(entry: dict[str, Any]) -> bytes:
    """The bytes of a file, as the software it comes from writes them."""
    sheets = {sheet["name"]: rows_of(sheet["table"]) for sheet in entry["sheets"]}
    if entry["kind"] == "xlsx":
        return _workbook(sheets, entry.get("merges", ()))
    (rows,) = sheets.values()
    if entry["kind"] == "sylk":
        return _sylk(rows)
    text = _delimited(rows, entry.get("delimiter", ";"))
    if entry["kind"] == "mojibake":  # opened as Windows-1252 and saved again
        return text.encode().decode("cp1252").encode()
    return text.encode(entry.get("encoding", "utf-8"))


def _delimited(rows: list[list[str]], delimiter: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return target.getvalue()


def _workbook(sheets: dict[str, list[list[str]]], merges: list[str]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for merge in merges:
            sheet.merge_range(merge, "")
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                number = cell.isdecimal() and not cell.startswith("0") and len(cell) < 12
                if cell:
                    sheet.write(at, column, int(cell) if number else cell)
    book.close()
    return target.getvalue()


def _sylk(rows: list[list[str]]) -> bytes:
    lines = ["ID;PGLPI", f"B;Y{len(rows)};X{len(rows[0])}"]
    lines += [
        f'C;Y{y};X{x};K"{cell}"'
        for y, row in enumerate(rows, start=1)
        for x, cell in enumerate(row, start=1)
    ]
    return "\r\n".join([*lines, "E"]).encode("latin-1")


def found(name: str) -> tuple[Counter[str], set[str]]:
    """The devices the reader counts in a file, by kind, and what it remarked or left out."""
    entry = FILES[name]
    sheets = read_sheets(content_of(entry), entry["filename"])
    inventory = read_inventory(sheets, today=TODAY)
    counted = inventory.lines.filter(pl.col("reason").is_null())
    sums = counted.group_by("device").agg(pl.col("quantity").sum())
    left_out = inventory.lines.filter(pl.col("reason").is_not_null())["reason"]
    return (
        Counter({device: round(count) for device, count in sums.iter_rows()}),
        {notice.code for notice in inventory.notices} | set(left_out),
    )


def score(name: str) -> tuple[int, int, int, list[str]]:
    """How many devices of a file are right, missed and too many, and the differences in words."""
    truth = Counter(FILES[name]["counted"])
    counts, _ = found(name)
    missed, extra = truth - counts, counts - truth
    words = [f"{kind}: {counts[kind]} instead of {truth[kind]}" for kind in missed | extra]
    return (truth & counts).total(), missed.total(), extra.total(), words
