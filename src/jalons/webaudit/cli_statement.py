"""``jalons webaudit statement``: an accessibility statement from a file a person filled."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from jalons.foundation.documents.formats import FORMATS, written
from jalons.kernel.errors import language
from jalons.webaudit.documents.statement import statement_document
from jalons.webaudit.engine.errors import WebAuditError
from jalons.webaudit.engine.rgaa.rate import Rate
from jalons.webaudit.engine.rgaa.statement import CheckedPage, Content, Statement, missing, state_on
from jalons.webaudit.store import rgaa_reference
from jalons.webaudit.words import rgaa as words
from jalons.webaudit.words.sentences import say

FIELDS = {name for kind in (Statement, Content, CheckedPage, Rate) for name in kind.__slots__}


@click.command(help=say("cli.statement"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help=say("cli.statement_out")
)
def statement(*, file: Path, out: Path | None) -> None:
    """Write the statement; report what is missing, the mention of the home page, the last day."""
    target = out or file.with_suffix(".html")
    kind = target.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        raise WebAuditError("statement_format", kind=kind, known=", ".join(sorted(FORMATS)))
    stated, reference, today = read_statement(file), rgaa_reference(), datetime.now(UTC).date()
    target.write_bytes(written(statement_document(stated, reference, today=today), kind))
    click.echo(say("cli.statement_written", path=target))
    click.echo(words.mention(state_on(stated, reference, today)))
    if made := stated.updated_on or stated.made_on:
        click.echo(words.validity(made, reference, language()))
    for item in missing(stated):
        click.echo(say("cli.statement_missing", item=words.label("item", item)))


def read_statement(file: Path) -> Statement:
    """The statement of a TOML or JSON file. ``WebAuditError``: ``statement_file``, ``_unknown``."""
    decode = msgspec.json.decode if file.suffix.lower() == ".json" else msgspec.toml.decode
    try:
        raw = decode(file.read_bytes())
        if unknown := _names(raw) - FIELDS:
            raise WebAuditError("statement_unknown", names=", ".join(sorted(unknown)))
        return msgspec.convert(raw, Statement)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WebAuditError("statement_file", path=file.name, reason=str(error)) from None


def _names(raw: Any) -> set[str]:
    inner = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return set(raw if isinstance(raw, dict) else ()).union(*map(_names, inner))
