"""``jalons procurement agec`` and ``agec-check``: accounts and declarations of article 58."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

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
from jalons.procurement.words.sentences import euros, say

EXIT_INPUT, EXIT_FOUND, MOST = 3, 4, 10
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _RuleRow(msgspec.Struct, forbid_unknown_fields=True):
    family: str
    use: spending.Use = spending.Use.NEW
    account: str = ""
    label: str = ""
    supplier: str = ""


class _Export(msgspec.Struct, forbid_unknown_fields=True):
    amount: str = ""
    taxes: str = ""
    vat: Decimal | None = None
    columns: dict[str, str] = {}


class _Buyer(msgspec.Struct, forbid_unknown_fields=True):
    siret: str = ""
    name: str = ""


class MappingFile(msgspec.Struct, forbid_unknown_fields=True):
    """The rules of a buyer, and how its exports are read."""

    rule: list[_RuleRow]
    export: _Export = msgspec.field(default_factory=_Export)
    buyer: _Buyer = msgspec.field(default_factory=_Buyer)

    @property
    def rules(self) -> list[spending.Rule]:
        return [spending.Rule(r.family, r.use, r.account, r.label, r.supplier) for r in self.rule]

    def reading(self, layout: accounting.Layout, year: int) -> accounting.ExportReading:
        """How an export is read; ``ProcurementError`` (``mapping_file``) for an unknown column."""
        headings = list(layout.proposal.headings)
        if unknown := [each for each in self.export.columns.values() if each not in headings]:
            raise ProcurementError("mapping_file", why=f"columns: {', '.join(unknown)}")
        chosen = {name: headings.index(each) for name, each in self.export.columns.items()}
        columns = layout.proposal.confirmed(chosen).mapping
        kinds = [each for each in accounting.AMOUNTS if each in columns]
        if not self.export.amount and len(kinds) != 1:
            names = [f"« {headings[columns[each]]} » ({each})" for each in kinds]
            said = ", ".join(names or filter(None, headings))
            raise ProcurementError("agec_amounts" if kinds else "agec_no_amount", names=said)
        kind = self.export.amount or kinds[0]
        return accounting.reading_of(columns, kind, year, self.export.taxes, self.export.vat)


def read_mapping(content: bytes) -> MappingFile:
    """The content of a mapping file; ``ProcurementError`` (``mapping_file``)."""
    try:
        found = msgspec.toml.decode(content, type=MappingFile, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ProcurementError("mapping_file", why=str(error)) from error
    known = {each.code for each in tables.families()} | {OUTSIDE}
    for row in found.rule:
        if row.family not in known:
            raise ProcurementError("mapping_file", why=f"family = {row.family!r}")
    return found


@click.command(name="agec", help=say("agec.help"))
@click.argument("export", type=_FILE)
@click.option("--mapping", required=True, type=_FILE, help=say("agec.help_mapping"))
@click.option("--year", required=True, type=int, help=say("agec.help_year"))
@click.option("--declaration", "out", type=click.Path(dir_okay=False, path_type=Path),
              help=say("agec.help_declaration"))  # fmt: skip
def agec(export: Path, mapping: Path, year: int, out: Path | None) -> None:
    """The accounts of a year."""
    lang = language()
    try:
        said = read_mapping(mapping.read_bytes())
        reading = said.reading(accounting.look(export, export.name), year)
        found = accounting.read(export, export.name, reading)
        assigned = spending.assigned(found.groups, said.rules)
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    sums = spending.accounts(assigned)
    for line in words.export_words(found, reading.vat, lang):
        click.echo(line)
    _show(sums, spending.unassigned(assigned), year, lang)
    if out is not None:
        buyer = said.buyer
        rows = declaration.declared_rows(
            sums, tables.families(), year=year, siret=buyer.siret, name=buyer.name
        )
        problems = _report(rows, lang)
        out.write_bytes(files.declaration_csv(rows))
        click.echo(say("agec.written", lang, path=out))
        if problems:
            raise SystemExit(EXIT_FOUND)


def _show(
    sums: dict[str, spending.FamilyAccount], left: tuple[spending.Assignment, ...], year: int,
    lang: str,
) -> None:  # fmt: skip
    main = words.main_family(sums)
    family = tables.family(main.family) if main else None
    click.secho(words.headline(year, main, family, lang), bold=True)
    if main is not None:
        click.echo(words.target_words(tables.targets(), main, year, lang))
    for account in sums.values():
        shown = " · ".join(
            f"{say(f'agec.column_{name}', lang)} {euros(getattr(account, name), lang)}"
            for name in ("spent", "reused", "recycled")
        )
        click.echo(f"  {words.short(tables.family(account.family), lang)} : {shown}")
    if left:
        amount = euros(sum((a.group.amount for a in left), spending.ZERO), lang)
        click.echo(say("agec.unassigned", lang, count=len(left), amount=amount))
    for each in left[:MOST]:
        click.echo(f"  {euros(each.group.amount, lang)}  {each.group.name}")


@click.command(name="agec-check", help=say("agec.help_check"))
@click.argument("file", type=_FILE)
def agec_check(file: Path) -> None:
    """The official schema, then what it lacks."""
    lang, content = language(), file.read_bytes()
    try:
        problems = _report(files.read_declaration(content, file.name), lang)
    except JalonsError as error:
        click.secho(str(error), fg="red", err=True)
        raise SystemExit(EXIT_INPUT) from error
    try:
        official = files.schema_problems(content)
    except ImportError:
        click.echo(say("agec.official_absent", lang))
        official = []
    for each in official:
        said = say(f"agec.official_{each.kind}", lang, **each._asdict())
        click.echo(say("agec.official", lang, text=said))
    if problems or official:
        raise SystemExit(EXIT_FOUND)
    click.echo(say("agec.valid", lang))


def _report(rows: tuple[declaration.DeclaredRow, ...], lang: str) -> bool:
    """Print what is wrong; whether there is an error."""
    found = declaration.check(rows, tables.labels(), last_year=date.today().year)  # noqa: DTZ011
    for each in found:
        color = "red" if each.level is declaration.FindingLevel.ERROR else "yellow"
        click.secho(f"  {words.finding_words(each, lang)}", fg=color)
    return any(each.level is declaration.FindingLevel.ERROR for each in found)


COMMANDS: tuple[click.Command, ...] = (agec, agec_check)
