"""Records as a sheet, under headings the reader knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from jalons.footprint.engine.inventory.line import Notice
from jalons.footprint.engine.reading.formats.sheet import Sheet, frame_of
from jalons.kernel import Where
from jalons.tabular import Limits
from jalons.tabular.folding import fold

# The headings of records, by field; the first ones are always written.
HEADINGS = {
    "label": "Nom",
    "type": "Type",
    "manufacturer": "Fabricant",
    "model": "Modèle",
    "serial": "Numéro de série",
    "quantity": "Quantité",
    "purchased": "Date d’achat",
    "bios_date": "Date d’achat d’après le BIOS",
    "retired": "Date de retrait",
    "status": "Statut",
    "country": "Pays",
    "yearly_kwh": "Consommation électrique annuelle",
    "pue": "PUE",
    "lifetime": "Durée de vie (ans)",
    "site": "Lieu",
    "entity": "Entité",
    "processor": "Processeur",
    "memory": "Mémoire",
    "cpu_units": "Nombre de processeurs",
    "cpu_cores": "Nombre de cœurs",
    "disks": "Disques",
    "hard_disks": "Disques durs",
    "host": "Hôte",
    "vcpu": "vCPU",
}
_ALWAYS = ("label", "type", "manufacturer", "model")
# What a mainboard answers when its maker wrote nothing.
_BLANK = frozenset({
    "to be filled by o e m", "default string", "system serial number", "not specified", "none",
    "system product name", "system manufacturer", "not applicable", "n a", "na", "unknown", "oem",
    "chassis serial number", "base board serial number", "empty", "invalid", "123456789", "o e m",
    "0123456789", "serial number", "not available",
})  # fmt: skip

type Record = dict[str, str]


def sheet_of_records(
    records: Sequence[Record],
    name: str,
    where: Where,
    limits: Limits,
    notices: Iterable[Notice] = (),
) -> Sheet:
    """A sheet with one row per record under the headings of ``HEADINGS``, unknown keys left out."""
    limits.check(where, rows=len(records), columns=len(HEADINGS))
    used = [key for key in HEADINGS if key in _ALWAYS or any(each.get(key) for each in records)]
    rows = [[HEADINGS[key] for key in used]]
    rows += [[record.get(key, "") for key in used] for record in records]
    return Sheet(name, frame_of(rows), where.file, notices=tuple(notices))


def text_of(value: Any) -> str:
    """The text of a plain JSON value; "" for any other value."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).replace("\x00", " ").split())


def stated(value: Any) -> str:
    """The text of a value; "" for the placeholders of machines nobody configured."""
    text = text_of(value)
    plain = fold(text)
    repeated = len(plain) > 4 and len(set(plain)) == 1
    return "" if plain in _BLANK or repeated else text
