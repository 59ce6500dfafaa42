"""``jalons procurement agec`` and ``agec-check``: accounts and declarations of article 58."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from jalons.kernel import JalonsError
from jalons.kernel.errors import language
from jalons.procurement.capture import accounting
from jalons.procurement.documents import agec as files
from jalons.procurement.engine.agec import declaration, spending
from jalons.procurement.engine.agec.families import OUTSIDE
from jalons.procurement.engine.errors import ProcurementError
from jalons.procurement.store import agec as tables
from jalons.procurement.words import agec as words
from jalons.procurement.words.sentences import say

EXIT_USAGE, EXIT_INPUT, EXIT_FOUND = 2, 3, 4
MOST = 10


class _RuleRow(msgspec.Struct, forbid_unknown_fields=True):
    family: str
    use: spending.Use = spending.Use.NEW
    account: str = ""
    label: str = ""
    supplier: str = ""


class _MappingFile(msgspec.Struct, forbid_unknown_fields=True):
    rule: list[_RuleRow]


def read_mapping(content: bytes) -> tuple[spending.Rule, ...]:
    """The rules of a TOML file. ``ProcurementError``: ``mapping_file``, ``rule_empty``…"""
    try:
        rows = msgspec.toml.decode(content, type=_MappingFile).rule
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProcurementError("mapping_file", why=str(error)) from error
    known = {each.code for each in tables.families()} | {OUTSIDE}
    for row in rows:
        if row.family not in known:
            raise ProcurementError("mapping_file", why=f"family = {row.family!r}")
    return tuple(spending.Rule(r.family, r.use, r.account, r.label, r.supplier) for r in rows)


@click.command(name="agec", help=say("agec.help"))
@click.argument("export", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, help=say("agec.help_mapping"),
              type=click.Path(exists=True, dir_okay=False, path_type=Path))  # fmt: skip
@click.option("--year", required=True, type=int, help=say("agec.help_year"))
@click.option("--declaration", "out", type=click.Path(dir_okay=False, path_type=Path),
              help=say("agec.help_declaration"))  # fmt: skip
@click.option("--siret", default="", help=say("agec.help_siret"))
@click.option("--name", default="", help=say("agec.help_name"))
@click.option("--amount", type=click.Choice(accounting.AMOUNTS), help=say("agec.help_amount"))
@click.option("--taxes", type=click.Choice(("ht", "ttc")), help=say("agec.help_taxes"))
@click.option("--vat", default="", help=say("agec.help_vat"))
@click.option("--column", multiple=True, help=say("agec.help_column"))
def agec(  # noqa: PLR0913, PLR0917  one by option
    export: Path, mapping: Path, year: int, out: Path | None, siret: str, name: str,
    amount: str | None, taxes: str | None, vat: str, column: tuple[str, ...],
) -> None:  # fmt: skip
    """The accounts of a year."""
    lang = language()
    try:
        rules = read_mapping(mapping.read_bytes())
        layout = accounting.look(export, export.name)
        reading = _reading(layout, year, amount, taxes, vat, column)
        found = accounting.read(export, export.name, reading)
    except JalonsError as error:
        _fail(error, EXIT_INPUT)
    for line in words.export_words(found, reading.vat, lang):
        click.echo(line)
    assignments = spending.assigned(found.groups, rules)
    sums = spending.accounts(assignments)
    _show(sums, assignments, year, lang)
    if out is not None:
        rows = declaration.declared_rows(sums, tables.families(), year=year, siret=siret, name=name)
        problems = _report(rows, lang)
        out.write_bytes(files.declaration_csv(rows))
        click.echo(say("agec.written", lang, path=out))
        if problems:
            raise SystemExit(EXIT_FOUND)


def _reading(  # noqa: PLR0913, PLR0917
    layout: accounting.Layout, year: int, amount: str | None, taxes: str | None, vat: str,
    column: tuple[str, ...],
) -> accounting.Reading:  # fmt: skip
    headings = list(layout.proposal.headings)
    chosen: dict[str, int | None] = {}
    for each in column:
        name, _sign, heading = each.partition("=")
        if heading not in headings or name not in {w.name for w in accounting.wanted()}:
            raise click.BadParameter(each, param_hint="--column")
        chosen[name] = headings.index(heading)
    columns = layout.proposal.confirmed(chosen).mapping
    kinds = [each for each in accounting.AMOUNTS if each in columns]
    kind = amount or (kinds[0] if len(kinds) == 1 else "")
    known = {"ht": True, "ttc": False}
    try:
        rate = Decimal(vat.replace(",", ".")) / 100 if vat else None
    except InvalidOperation as error:
        raise click.BadParameter(vat, param_hint="--vat") from error
    before_tax = known.get(kind, known.get(taxes or ""))
    return accounting.Reading(columns, kind, year, before_tax, rate)


def _show(
    sums: dict[str, spending.FamilyAccount],
    assignments: tuple[spending.Assignment, ...],
    year: int,
    lang: str,
) -> None:
    main = words.main_family(sums)
    family = tables.family(main.family) if main else None
    click.secho(words.headline(year, main, family, lang), bold=True)
    if main is not None:
        click.echo(words.target_words(tables.targets(), main, year, lang))
    for each in tables.families():
        if account := sums.get(each.code):
            amounts = (account.spent, account.reused, account.recycled)
            shown = " · ".join(words.euros(value, lang) for value in amounts)
            click.echo(f"  {words.short(each, lang)} : {shown}")
    left = spending.unassigned(assignments)
    if left:
        total = sum((each.group.amount for each in left), spending.ZERO)
        amount = words.euros(total, lang)
        click.echo(say("agec.unassigned", lang, count=len(left), amount=amount))
    for each in left[:MOST]:
        group = each.group
        name = " · ".join(filter(None, (group.account, group.label, group.supplier)))
        click.echo(f"  {words.euros(group.amount, lang)}  {name}")


@click.command(name="agec-check", help=say("agec.help_check"))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def agec_check(file: Path) -> None:
    """The official schema, then what it lacks."""
    lang, content = language(), file.read_bytes()
    try:
        rows = files.read_declaration(content, file.name)
    except JalonsError as error:
        _fail(error, EXIT_INPUT)
    problems = _report(rows, lang)
    try:
        official = files.schema_problems(content)
    except ImportError:
        click.echo(say("agec.official_absent", lang))
        official = []
    for each in official:
        click.echo(say("agec.official", lang, text=each))
    if problems or official:
        raise SystemExit(EXIT_FOUND)
    click.echo(say("agec.valid", lang))


def _report(rows: tuple[declaration.DeclaredRow, ...], lang: str) -> bool:
    """Print what is wrong; whether there is an error."""
    labels = [each.label for each in tables.families()]
    found = declaration.check(rows, labels, last_year=date.today().year)  # noqa: DTZ011
    for each in found:
        is_error = each.level is declaration.Level.ERROR
        click.secho(f"  {words.finding_words(each, lang)}", fg="red" if is_error else "yellow")
    return any(each.level is declaration.Level.ERROR for each in found)


def _fail(error: JalonsError, code: int) -> NoReturn:
    click.secho(str(error), fg="red", err=True)
    raise SystemExit(code)


COMMANDS: tuple[click.Command, ...] = (agec, agec_check)
