"""The files of a NumEcoEval or G4IT set put together: machines get the PUE of their data centre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet
from jalons.tabular.folding import fold, fold_heading

# A file is known by headings no other has (see the CSV of NumEcoEval's OpenAPI).
_PARTS: Mapping[str, frozenset[str]] = {
    "EquipementVirtuel": frozenset({"nom equipement virtuel", "nom equipement physique", "v cpu"}),
    "Application": frozenset({"nom application", "type environnement"}),
    "DataCenter": frozenset({"nom court datacenter", "pue"}),
    "OperationNonIT": frozenset({"nom item non it"}),
    "Messagerie": frozenset({"nombre mail emis"}),
    "Entite": frozenset({"nom entite", "nb collaborateurs"}),
    "facteursCaracterisation": frozenset({"etapeacv", "critere", "valeur"}),
    "typeItem": frozenset({"ref item par defaut"}),
    "correspondanceRefEquipement": frozenset({"ref equipement cible"}),
    "hypotheses": frozenset({"cle", "valeur"}),
    "criteres": frozenset({"nom critere", "unite"}),
    "EquipementPhysique": frozenset({"nom equipement physique", "modele"}),
}
_EQUIPMENT, _VIRTUAL, _CENTRES = "EquipementPhysique", "EquipementVirtuel", "DataCenter"
_APPLICATION = "Application"
_READ_PARTS = frozenset({_EQUIPMENT, _VIRTUAL, _APPLICATION, _CENTRES, None})


def part_of(sheet: Sheet) -> str | None:
    """The part of a set a sheet is, by the headings of its first row, or None."""
    headings = set(_headings(sheet))
    return next((part for part, needed in _PARTS.items() if needed <= headings), None)


def joined_set(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets of a set that list machines: others serve them, or are noticed as unused.

    Sheets without a file of physical equipment among them are returned unchanged.
    """
    parts = [(part_of(sheet), sheet) for sheet in sheets]
    if len(sheets) < 2 or not any(part == _EQUIPMENT for part, _ in parts):
        return list(sheets)
    centres = [sheet for part, sheet in parts if part == _CENTRES]
    names = {
        name
        for part, sheet in parts
        if part == _EQUIPMENT
        for name in _values(sheet, "nom equipement physique")
    }
    machines = []
    unused = [part for part, _ in parts if part not in _READ_PARTS]
    for part, sheet in parts:
        if part == _EQUIPMENT:
            machines.append(_with_notice(_with_centres(sheet, centres), unused))
            unused = []
        elif part == _VIRTUAL:
            machines.append(_virtual(sheet, names))
        elif part == _APPLICATION:
            machines.append(_applications(sheet))
        elif part is None:
            machines.append(sheet)
    return machines


def _with_notice(sheet: Sheet, unused: Sequence[str | None]) -> Sheet:
    if not unused:
        return sheet
    files = ", ".join(str(part) for part in unused)
    notice = Notice("set_files_unused", sheet.where, {"files": files})
    return replace(sheet, notices=(*sheet.notices, notice))


def _with_centres(sheet: Sheet, centres: Sequence[Sheet]) -> Sheet:
    """The equipment with the PUE of its data centre, and its place when no country is written."""
    headings = _headings(sheet)
    if not centres or "nom court datacenter" not in headings:
        return sheet
    pues: dict[str, str] = {}
    places: dict[str, str] = {}
    for centre in centres:
        names = _values(centre, "nom court datacenter")
        pues |= dict(zip(names, _values(centre, "pue"), strict=True))
        places |= dict(zip(names, _values(centre, "localisation") or names, strict=True))
    used = _values(sheet, "nom court datacenter")
    cells = sheet.cells
    if "pue" not in headings:
        column = ["pue", *(pues.get(name, "") for name in used)]
        cells = cells.with_columns(pl.Series(str(cells.width), column, pl.String))
    if "pays d utilisation" in headings:
        at = str(headings.index("pays d utilisation"))
        written = cells[at].to_list()
        filled = [own or places.get(name, "") for own, name in zip(written[1:], used, strict=True)]
        cells = cells.with_columns(pl.Series(at, [written[0], *filled], pl.String))
    unknown = [at + 2 for at, name in enumerate(used) if name and name not in pues]
    notices = sheet.notices
    if unknown:
        shown = ", ".join(map(str, unknown[:12]))
        params = {"rows": len(unknown), "shown": shown}
        notices = (*notices, Notice("datacentre_unknown", sheet.where, params))
    return replace(sheet, cells=cells, notices=notices)


def _virtual(sheet: Sheet, hosts: set[str]) -> Sheet:
    """Virtual machines called so, under their host; those whose host is in no file are noticed."""
    cells = _typed(sheet.cells, _headings(sheet), "nom equipement physique", "Machine virtuelle")
    named = _values(sheet, "nom equipement physique")
    lost = [at + 2 for at, host in enumerate(named) if host and host not in hosts]
    notices = sheet.notices
    if lost:
        params = {"rows": len(lost), "shown": ", ".join(map(str, lost[:12]))}
        notices = (*notices, Notice("vm_host_unknown", sheet.where, params))
    return replace(sheet, cells=cells, notices=notices)


def _applications(sheet: Sheet) -> Sheet:
    """Applications called so; what carries one is its virtual machine, else its machine."""
    headings, cells = _headings(sheet), sheet.cells
    carriers = ["nom equipement virtuel", "nom equipement physique"]
    known = [str(headings.index(name)) for name in carriers if name in headings]
    if not known:
        return replace(sheet, cells=_typed(cells, headings, "", "Application"))
    hosts = [next(filter(None, row), "") for row in cells.select(known).rows()[1:]]
    left = cells.with_columns(pl.when(pl.int_range(pl.len()) > 0).then(pl.col(at)).otherwise(
        pl.lit("")).alias(at) for at in known)  # fmt: skip
    column = pl.Series(str(left.width), ["Hôte", *hosts], pl.String)
    return replace(sheet, cells=_typed(left.with_columns(column), headings, "", "Application"))


def _typed(cells: pl.DataFrame, headings: Sequence[str], carrier: str, kind: str) -> pl.DataFrame:
    """The rows with their kind, the column ``carrier`` being that of the host."""
    if carrier in headings:
        at = str(headings.index(carrier))
        first = pl.int_range(pl.len()) == 0
        cells = cells.with_columns(pl.when(first).then(pl.lit("Hôte")).otherwise(at).alias(at))
    kinds = ["type", *[kind] * (cells.height - 1)]
    return cells.with_columns(pl.Series(str(cells.width), kinds, pl.String))


def _headings(sheet: Sheet) -> list[str]:
    if not sheet.cells.height:
        return []
    return [fold_heading(cell) for cell in sheet.cells.row(0)]


def _values(sheet: Sheet, heading: str) -> list[str]:
    """The folded cells under a heading, one per data row; nothing without that heading."""
    headings = _headings(sheet)
    if heading not in headings:
        return []
    cells = sheet.cells[str(headings.index(heading))].to_list()[1:]
    return cells if heading in {"pue", "localisation"} else [fold(cell) for cell in cells]
