"""``jalons webaudit statement``: an accessibility statement from a file a person filled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
import msgspec

from jalons.foundation.documents.formats import FORMATS, written
from jalons.kernel.errors import language
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.statement import Statement, missing, state_on
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.words import rgaa as words
from jalons.webaudit.words.sentences import say

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(dir_okay=False, path_type=Path)


@click.command(help=say("cli.statement"))
@click.argument("file", type=_FILE)
@click.option("--out", type=_OUT, help=say("cli.statement_out"))
def statement(*, file: Path, out: Path | None) -> None:
    """Write the statement; report what is missing, the mention of the home page, the last day."""
    target = out or file.with_suffix(".html")
    kind = target.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise WebAuditError("statement_format", kind=kind, known=", ".join(sorted(FORMATS)))
    stated, reference, today = read_statement(file), rgaa_reference(), date.today()  # noqa: DTZ011
    target.write_bytes(written(statement_document(stated, reference, today=today), kind))
    lang = language()
    click.echo(say("cli.statement_written", path=target))
    click.echo(words.mention(state_on(stated, reference, today)))
    if made := stated.updated_on or stated.made_on:
        click.echo(words.validity(made, reference, lang))
    for item in missing(stated):
        click.echo(say("cli.statement_missing", item=words.item_label(item)))


def read_statement(file: Path) -> Statement:
    """The statement of a TOML or JSON file. ``WebAuditError``: ``statement_file``, ``_unknown``."""
    content = file.read_bytes()
    decode = msgspec.json.decode if file.suffix.lower() == ".json" else msgspec.toml.decode
    try:
        raw = decode(content)
        unknown = set(raw) - set(Statement.__dataclass_fields__) if isinstance(raw, dict) else set()
        if unknown:
            raise WebAuditError("statement_unknown", names=", ".join(sorted(map(str, unknown))))
        return msgspec.convert(raw, Statement)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WebAuditError("statement_file", path=file.name, reason=str(error)) from None
