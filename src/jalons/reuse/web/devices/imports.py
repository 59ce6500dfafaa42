"""Devices from an export of an inventory: the same device is known by its serial number or tag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.errors import ListError
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.reading import MOST, ReadFile, Row
from jalons.reuse.capture.inventories import (
    DAY_FIRST,
    MONTH_FIRST,
    ReadDevice,
    ReadDevices,
    device_fields,
    device_rows,
    device_table,
)
from jalons.reuse.engine.wiping.verdict import is_usable
from jalons.reuse.web.devices.models import Device
from jalons.reuse.words.sentences import say
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.folding import fold

ORDER = "day_order"  # among the columns of a file: what a person said of its dates
ORDERS = {"=day": DAY_FIRST, "=month": MONTH_FIRST}  # no heading begins so
_IDENTITIES = ("serial", "tag")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInventory(ReadFile):
    """The table of a file with its columns, its rows read as devices, the order of its dates."""

    devices: ReadDevices
    order: str

    @property
    def decided(self) -> dict[str, Any]:
        """What the rows are read with."""
        return {**self.proposal.mapping, ORDER: self.order}


class DevicesFile(Import):
    """A list of devices: GLPI, Snipe-IT, OCS Inventory, or a sheet somebody wrote."""

    def wanted(self) -> tuple[Wanted, ...]:
        """What a file may say of devices; the state of a device is not a field of its form."""
        return device_fields()

    def read(self, file: ImportFile) -> ReadInventory:
        """The devices of a file, its columns and the order of its dates as a person said."""
        found = device_table(bytes(file.content), file.name)
        if len(found.table.rows) > MOST:
            raise ListError("too_many", rows=len(found.table.rows), most=MOST)
        places = {heading: at for at, heading in enumerate(found.table.headings) if heading}
        known = {each.name for each in found.fields}
        chosen = {name: places.get(text) for name, text in file.columns.items() if name in known}
        proposal = found.proposal.confirmed(chosen)
        order = file.columns.get(ORDER, "")
        read = device_rows(found, proposal.mapping, ORDERS.get(order, ""))
        return ReadInventory(
            found.table, found.fields, proposal, read.remarks, (), devices=read, order=order
        )

    def rows(self, authority: Authority, found: ReadInventory) -> list[Row]:
        """The rows as changes of devices, new or known, or why they are left aside."""
        matcher = _Matcher(authority)
        return [matcher.row(each) for each in found.devices.rows]


class _Matcher:
    """The living devices by serial number, tag and name, and those the file already named."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.known: dict[tuple[str, str], Device] = {}
        for each in living(Device, authority).select_related("authority"):
            for key in _keys(vars(each)):
                self.known.setdefault(key, each)
        self.seen: set[tuple[str, str]] = set()

    def row(self, row: ReadDevice) -> Row:
        """A row as a change, or why it is left aside."""
        values = dict(row.values)
        reasons = [each.message(lang()) for each in row.notices]
        if not any(values.get(name) for name in _IDENTITIES):
            values["label"] = self._fresh(values["label"])
        keys = list(_keys(values))
        if self.seen.intersection(keys):
            reasons.append(say("reading.twice", lang()))
        self.seen.update(keys)
        found = {known.pk: known for key in keys if (known := self.known.get(key))}
        if len(found) > 1:
            names = ", ".join(map(str, found.values()))
            reasons.append(_("It would be several devices at once: %(names)s.") % {"names": names})
        reasons += [_other_serial(each) for each in found.values() if _differs(each, values)]
        label = str(values["label"])
        if reasons:
            return Row(row.number, label, None, {}, why=" ".join(reasons))
        record = next(iter(found.values()), None) or Device(authority=self.authority)
        return Row(row.number, label, record, self._new(record, values))

    def _fresh(self, label: str) -> str:
        """A name that no other row without number nor tag has: devices alike are numbered."""
        rank, found = 1, label
        while ("label", fold(found)) in self.seen:
            rank += 1
            found = f"{label[:112]} n° {rank}"
        return found

    @staticmethod
    def _new(record: Device, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values to write; where a known device stands is not changed by a file."""
        hidden = () if record.is_new else ("state", "retired_on")
        return {name: value for name, value in values.items() if name not in hidden}


def _differs(known: Device, values: Mapping[str, Any]) -> bool:
    """Whether a row with the tag of a known device has the serial number of another."""
    serials = (known.serial, str(values.get("serial") or ""))
    return all(map(is_usable, serials)) and fold(serials[0]) != fold(serials[1])


def _other_serial(known: Device) -> str:
    return _("“%(name)s” has this tag and another serial number.") % {"name": known}


def _keys(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """What a device is known by: its serial number and its tag, its name without either."""
    numbers = {name: str(values.get(name) or "") for name in _IDENTITIES}
    found = [(name, fold(text)) for name, text in numbers.items() if is_usable(text)]
    return found or [("label", fold(str(values.get("label", ""))))]
