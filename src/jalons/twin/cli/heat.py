"""The command that matches server rooms with needs of heat, from two files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jalons.kernel import JalonsError, Messages
from jalons.kernel.errors import language

if TYPE_CHECKING:
    from jalons.twin.engine.heat.matching import Match

say = Messages.of("jalons.twin").text
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WIDTHS = (44, 16, 18, 16, 24)


@click.command(help=say("cli.heat"))
@click.option("--rooms", type=FILE, required=True, help=say("cli.heat_rooms"))
@click.option("--needs", type=FILE, required=True, help=say("cli.heat_needs"))
def heat(*, rooms: Path, needs: Path) -> None:
    """Print which room could heat which need, with the interval of each figure."""
    from jalons.broker.engine.ingest.files.tables import rows_of
    from jalons.broker.engine.problems import Problem
    from jalons.twin.engine.heat.matching import matched
    from jalons.twin.engine.heat.tables import needs_of, rooms_of
    from jalons.twin.store.heat import assumptions

    try:
        found_rooms = rooms_of(rows_of(rooms.read_bytes()), file=rooms.name)
        found_needs = needs_of(rows_of(needs.read_bytes()), file=needs.name)
        match = matched(found_rooms, found_needs, assumptions())
    except Problem as error:
        raise click.ClickException(str(error.detail)) from error
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    for line in _lines(match, language()):
        click.echo(line)
    click.echo(say("cli.heat_trust", number=assumptions().unverified), err=True)


def _lines(match: Match, lang: str) -> list[str]:
    from jalons.twin.documents.heat import wording
    from jalons.twin.documents.heat.note import sentence

    names = ("pair", "distance", "usable", "cop", "electricity")
    lines = [
        sentence(match, lang),
        "",
        _row([wording.say(f"column_{name}", lang) for name in names]),
    ]
    for pair in match.pairs:
        cop = pair.lift.cop if pair.lift is not None else None
        lines.append(
            _row(
                [
                    f"{pair.room.name} → {pair.need.name}",
                    wording.metres(pair.metres, lang),
                    wording.energy_span(pair.usable, lang)
                    if pair.served
                    else wording.say(f"short_{pair.outcome.value}", lang),
                    wording.number(cop.mid, lang) if cop is not None else "–",
                    wording.energy(pair.electricity, lang) if pair.served else "–",
                ]
            )
        )
    return lines


def _row(cells: list[str]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
    return "  ".join(padded).rstrip()
