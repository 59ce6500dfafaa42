"""``columns`` and ``duplicates``: two recipes on a file, from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from jalons.ailibrary.engine.columns.cells import forms
from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.words.sentences import say
from jalons.kernel.errors import language
from jalons.tabular import DEFAULT_LIMITS, TableError, open_tables
from jalons.tabular.folding import fold_heading
from jalons.tabular.headings import HeadedTable, headed_table
from jalons.tabular.vocabulary import Vocabulary

# How exports of inventories name what identifies a device (GLPI, OCS, spreadsheets).
_INVENTORY = {
    "serial": ("numéro de série", "n° de série", "no série", "serial", "serial number", "s/n",
               "sn"),
    "tag": ("numéro d'inventaire", "n° inventaire", "étiquette", "tag", "asset tag", "inventaire"),
    "name": ("nom", "nom de la machine", "hostname", "name", "nom équipement", "nom du poste"),
    "maker": ("fabricant", "marque", "constructeur", "manufacturer", "maker"),
    "model": ("modèle", "model", "modele"),
    "site": ("lieu", "site", "localisation", "bâtiment", "location"),
    "user": ("utilisateur", "usager", "user", "affecté à", "agent"),
    "bought_on": ("date d'achat", "date achat", "acheté le", "date de mise en service",
                  "purchased"),
}  # fmt: skip
_IDENTIFIES = {"serial", "tag", "name"}
_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def _tables(file: Path, known: Vocabulary) -> list[HeadedTable]:
    opened = open_tables(file.read_bytes(), file.name, DEFAULT_LIMITS)
    return [_headed(each.rows, known) for each in opened if each.rows]


def _headed(rows: list[list[str]], known: Vocabulary) -> HeadedTable:
    """A table, whose columns have no name when no line looks like headings."""
    try:
        found = headed_table(rows, known)
    except TableError:
        found = None
    if found is None or any(map(forms, found.headings)):  # a value is no heading, and is not shown
        return HeadedTable(("",) * max(map(len, rows)), rows, 1)
    return found


@click.command("columns", help=say("cli.columns"))
@_file
def check_columns(file: Path) -> None:
    """Print what each column looks like."""
    from jalons.ailibrary.engine.columns.judging import table
    from jalons.ailibrary.recipes.columns.using import findings
    from jalons.ailibrary.words.findings import column_reason

    lang, found = language(), False
    for each in _tables(file, Vocabulary(table()["headings"])):
        for place, heading, judged in findings(each.headings, each.rows):
            found = True
            mark = f"  [{say('cli.personal', lang)}]" if judged.personal else ""
            click.echo(f"{heading or place + 1} – {column_reason(judged, lang)}{mark}")
    if not found:
        click.echo(say("cli.nothing_found", lang))


@click.command("duplicates", help=say("cli.duplicates"))
@_file
def find_duplicates(file: Path) -> None:
    """Print the pairs of lines that may be one device."""
    from jalons.ailibrary.engine.pairs.finding import find
    from jalons.ailibrary.words.findings import pair_reasons

    lang, words = language(), Vocabulary(_INVENTORY)
    records: list[tuple[int, dict[str, str]]] = []
    for each in _tables(file, words):
        fields = [words.exact(fold_heading(heading)) for heading in each.headings]
        if _IDENTIFIES & set(fields):
            named = ((at, zip(fields, row, strict=False))
                     for at, row in enumerate(each.rows, each.first))  # fmt: skip
            records += [(at, {field: cell for field, cell in row if field}) for at, row in named]
    if not records:
        raise AIError("inventory_columns")
    pairs = find(record for _at, record in records)
    for pair in pairs:
        lines = {"first": records[pair.first][0], "second": records[pair.second][0]}
        reasons = ", ".join(pair_reasons(pair.agreement, lang))
        click.echo(say("cli.pair", lang, **lines, reasons=reasons))
    if not pairs:
        click.echo(say("cli.no_pair", lang, lines=len(records)))
