"""Where one more place helps most, from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

import click
import numpy as np

from jalons.inclusion.cli.access import arguments, read, show
from jalons.inclusion.words import access as words
from jalons.inclusion.words import siting
from jalons.inclusion.words.sentences import say
from jalons.kernel import JalonsError
from jalons.kernel.errors import language

MODELS = click.Choice(["coverage", "p-median", "p-center"])


@contextmanager
def _banner_aside() -> Iterator[None]:
    """HiGHS greets on the standard output, where the answer alone belongs: to the errors."""
    sys.stdout.flush()
    stored = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(stored, 1)
        os.close(stored)


@click.command(help=say("help.locate"))
@arguments
@click.option("--new", type=click.IntRange(1), required=True, help=say("help.new"))
@click.option("--model", type=MODELS, required=True, help=say("help.model"))
@click.option("--radius", type=click.FloatRange(0, min_open=True), help=say("help.radius"))
@click.option("--seconds", type=click.FloatRange(0), default=30, help=say("help.seconds"))
def locate(  # noqa: PLR0913, PLR0917
    code: str, supply: str, matrix: Path | None, new: int, model: str, radius: float | None,
    seconds: float, *, as_json: bool,
) -> None:  # fmt: skip
    """Print where to open new places among the municipalities, and the proof."""
    from jalons.inclusion.engine.access import nearest
    from jalons.inclusion.engine.siting import Model, Problem, reasons, solve

    about, lang = read(code, supply, matrix), language()
    places, own = about.supply, about.areas.taken(about.rows)
    try:
        pairs = about.pairs(own.lat, own.lon, len(places.ids) + about.rows, radius or np.inf)
        near = nearest(
            about.pairs(places.lat, places.lon, np.arange(len(places.ids)), radius or 20)
        )
        existing = near if np.isfinite(near.km).any() else None
        stated = Problem(
            Model(model), new, own.people, own.people, pairs, len(own), existing, radius
        )
        with _banner_aside():
            answer = solve(stated, seconds=seconds)
        why = reasons(stated, answer)
    except JalonsError as error:
        raise click.ClickException(str(error)) from error
    lines = [words.way_words(pairs.way, lang), *about.notices]
    lines += siting.answer_words(stated, answer, lang)
    lines += [siting.reason_words(each, own.names[each.candidate], pairs.way, lang) for each in why]
    lines += siting.alternative_words(stated, answer, own.names, lang)
    values = asdict(replace(answer, left_out=len(answer.left_out))) | {  # type: ignore[arg-type]
        "way": asdict(pairs.way), "left_out": [own.codes[row] for row in answer.left_out],
        "chosen": [own.codes[row] for row in answer.chosen],
        "unsought": [own.codes[row] for row in answer.unsought],
        "reasons": [asdict(each) | {"candidate": own.codes[each.candidate]} for each in why],
        "alternatives": [
            asdict(each) | {"without": own.codes[each.without], "instead": own.codes[each.instead]}
            for each in answer.alternatives
        ],
    }  # fmt: skip
    show(lines, values, as_json=as_json)


COMMANDS: tuple[click.Command, ...] = (locate,)
