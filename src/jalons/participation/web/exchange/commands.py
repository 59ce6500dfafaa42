"""Answers from the command line: read or stored, and the open data of a consultation."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel.errors import language
from jalons.participation.web.consultations.models import Consultation
from jalons.participation.web.exchange import actions, queries
from jalons.participation.words.sentences import say
from jalons.wording import format_number

_authority = click.option("--authority", "slug", default="", help=say("cli.authority"))
_consultation = click.option("--consultation", "title", default="", help=say("cli.consultation"))


def _named(slug: str, title: str) -> Consultation:
    authority = Authority.objects.filter(slug=slug).first()
    if authority is None:
        raise click.ClickException(say("cli.unknown_authority", slug=slug))
    rows = living(Consultation, authority).select_related("authority")
    found = rows.filter(title=title).first()
    if found is None:
        raise click.ClickException(say("cli.unknown_consultation", title=title))
    return found


@click.command("import", help=say("cli.import"))
@_authority
@_consultation
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(slug: str, title: str, file: Path) -> None:
    """Store a file as it is proposed; without a consultation, only say what was read."""
    from jalons.participation.capture.answers import file_bytes, read_answers
    from jalons.participation.engine.exchange.planning import proposals_of
    from jalons.participation.words.exchange import report_lines

    content = file_bytes(file)
    if not title:
        table = read_answers(content, file.name)
        for line in report_lines(table, proposals_of(table)[0], language()):
            click.echo(line)
        return
    made = actions.bring(None, _named(slug, title), file.name, content)
    actions.store(made, None)
    names = ("people", "texts", "ideas")
    counts = {name: format_number(made.report["plan"][name], language()) for name in names}
    click.echo(say("cli.stored", language(), **counts))


@click.command("export", help=say("cli.export"))
@_authority
@_consultation
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def export(slug: str, title: str, out: Path) -> None:
    """Write the archive of open data of a closed consultation."""
    out.write_bytes(queries.export_of(_named(slug, title)))
    click.echo(say("cli.exported", file=str(out)))
