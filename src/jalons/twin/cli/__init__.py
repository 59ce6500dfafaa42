"""The commands of the twin: a broker alone, without Django."""

from __future__ import annotations

import click

from jalons.kernel import Messages

from . import heat, ingest, keeping, out, serving, sheets

say = Messages.of("jalons.twin").text


@click.group(help=say("cli.group"))
def commands() -> None:
    """Everything is in the sub-commands."""


commands.add_command(serving.serve)
commands.add_command(serving.token)
commands.add_command(sheets.sheets)
commands.add_command(sheets.accesses)
commands.add_command(heat.heat)
commands.add_command(ingest.ingest)
commands.add_command(ingest.dead)
commands.add_command(ingest.sources)
commands.add_command(out.models)
commands.add_command(out.export)
commands.add_command(keeping.tidy)
commands.add_command(keeping.migrate)
