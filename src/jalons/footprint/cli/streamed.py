"""Files too long for memory: read batch by batch, with a bar on a terminal."""

from __future__ import annotations

import sys

import click
from click.termui import progressbar

from jalons.footprint.capture.tables import batches_of
from jalons.footprint.cli.inputs import Request, today
from jalons.footprint.cli.terminal import EXIT_INPUT, fail, print_columns, write_lines
from jalons.footprint.engine.factors.pack import Pack
from jalons.footprint.engine.inventory.line import FootprintError, Inventory
from jalons.footprint.engine.streaming import StreamedFleet, StreamOptions, read_stream
from jalons.footprint.words.figures import say
from jalons.kernel import JalonsError

_STEPS = 1000


def read_streamed(request: Request, pack: Pack) -> StreamedFleet:
    """The fleet of the long file; ends the command when it cannot be read."""
    options = StreamOptions(pack=pack, read_on=today(), counted_statuses=request.counted(),
                            columns=request.columns())  # fmt: skip
    name = request.file.name
    try:
        with progressbar(length=_STEPS, label=name, file=sys.stderr, hidden=_silent()) as bar:
            streamed = read_stream(
                batches_of(request.file),
                file=name,
                options=options,
                # A second reading starts again from nothing: the bar goes back.
                progress=lambda done: bar.update(round(done * _STEPS) - bar.pos),
            )
    except JalonsError as error:
        fail(error, EXIT_INPUT)
    except OSError as error:
        problem = FootprintError("file_unreadable", file=name, reason=error.strerror)
        fail(problem, EXIT_INPUT)
    print_columns(streamed.fleet.columns)
    return streamed


def write_sample(out: str, streamed: StreamedFleet, pack: Pack) -> None:
    """Write the first rows left out for each reason, and say that the others are missing."""
    left_out = streamed.left_out
    inventory = Inventory(left_out, streamed.notices, streamed.extracted_on, left_out.height)
    write_lines(out, inventory, pack)
    click.echo(say("stream_sampled", rows=left_out.height), err=True)


def _silent() -> bool:
    return not sys.stderr.isatty()
