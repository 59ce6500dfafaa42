"""Access to places, and where one more helps most, from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from jalons.inclusion.engine.access import Bands, Pairs, Supply, part_of
from jalons.inclusion.engine.areas import Areas, Numbers, Rows
from jalons.inclusion.words import access as words
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.kernel.tables import package_table

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAR = (5.0, 10.0, 20.0)
_ARGUMENTS = (
    click.argument("code"),
    click.option("--supply", required=True, help=say("help.supply")),
    click.option("--matrix", type=FILE, help=say("help.matrix")),
    click.option("--json", "as_json", is_flag=True, help=say("help.json")),
)


def arguments(function: Any) -> Any:
    """What both commands are about."""
    for option in reversed(_ARGUMENTS):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Read:
    """All areas, the rows of the territory, places, the pairs of a matrix, what was met."""

    areas: Areas
    rows: Rows
    supply: Supply
    matrix: Pairs | None
    notices: list[str]

    def pairs(self, lat: Numbers, lon: Numbers, columns: Rows, within: float) -> Pairs:
        """From the areas of the territory to positions, or the columns of the matrix for them."""
        from jalons.inclusion.engine.access import neighbours

        if self.matrix is None:
            detour = package_table("jalons.inclusion", "access")["detour"]["factor"]
            here = self.areas.taken(self.rows)
            return neighbours(here.lat, here.lon, lat, lon, within_km=within, detour=detour)
        return part_of(self.matrix, self.rows, columns)


def read(code: str, supply: str, matrix: Path | None) -> Read:
    """What a command is about. Raises ``ClickException`` for what cannot be read."""
    from jalons.inclusion.capture.matrix import read_matrix, read_supply
    from jalons.inclusion.store.areas import communes
    from jalons.inclusion.store.official import packaged

    areas, notices = communes(), []
    try:
        level = {2: "departement", 3: "departement", 5: "commune", 9: "epci"}.get(len(code), "")
        rows = areas.within(level or "france", code)
        if supply == "town-halls":
            hours = packaged()["town_hall_hours"].values
            places = Supply(areas.codes, areas.lat, areas.lon, hours, hours, hours)
        else:
            places, met = read_supply(Path(supply).read_bytes(), Path(supply).name)
            notices = words.notice_words(met, language())
        pairs = None
        if matrix is not None:
            ends = (*places.ids, *areas.codes)
            found = read_matrix(matrix.read_bytes(), matrix.name, areas.codes, ends)
            pairs, notices = found.pairs, notices + words.notice_words(found.notices, language())
    except (JalonsError, OSError) as error:
        raise click.ClickException(str(error)) from error
    return Read(areas, rows, places, pairs, notices)


def show(lines: list[str], values: dict[str, Any], *, as_json: bool) -> None:
    """Print sentences, or the same as JSON (unknown numbers are null)."""
    if not as_json:
        click.echo("\n".join(lines))
        return
    clean = json.loads(json.dumps(values, default=str), parse_constant=lambda _: None)
    click.echo(json.dumps({**clean, "sentences": lines}, ensure_ascii=False, indent=1))


@click.command(help=say("help.access"))
@arguments
def access(code: str, supply: str, matrix: Path | None, *, as_json: bool) -> None:
    """Print who is far from every place, and the hours that people share."""
    from jalons.inclusion.engine.access import beyond, measure, nearest

    about, lang = read(code, supply, matrix), language()
    places, areas, rows = about.supply, about.areas, about.rows
    try:
        pairs = replace(about, rows=np.arange(len(areas))).pairs(
            places.lat, places.lon, np.arange(len(places.ids)), FAR[-1]
        )
        kind = "straight" if pairs.way.unit == "km" else "minutes"
        bands = Bands.of(package_table("jalons.inclusion", "access")["bands"][kind])
        got = measure(areas.people, pairs, places, bands)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    near = nearest(pairs)
    here = replace(near, places=near.places[rows], km=near.km[rows])
    far = [beyond(here, areas.people[rows], limit) for limit in bands.limits]
    lines = [words.way_words(pairs.way, lang), *about.notices]
    lines += [words.beyond_words(each, pairs.way, lang) for each in far]
    lines += words.access_words(got, rows, lang)
    served = [
        {"code": areas.codes[row], "access": got.values[row], "low": got.low[row],
         "high": got.high[row], "distance": near.km[row],
         "place": places.ids[near.places[row]] if near.places[row] >= 0 else None}
        for row in rows
    ]  # fmt: skip
    shares = [asdict(each) | {"share": each.share} for each in far]
    values = {"way": asdict(pairs.way), "beyond": shares, "areas": served}
    show(lines, values | {"conserved": got.conserved}, as_json=as_json)


COMMANDS: tuple[click.Command, ...] = (access,)
