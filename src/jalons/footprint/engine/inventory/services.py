"""Declared services, absent from lists of devices: traffic, e-mail, paper, room area."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import polars as pl

from jalons.footprint.engine.inventory.hosted import is_hosted
from jalons.footprint.engine.inventory.line import (
    DecidedBy,
    DeviceStatus,
    FootprintError,
    Inventory,
    Nature,
    Notice,
    Reason,
    in_schema,
)
from jalons.kernel import MessageKey

# The sheet of declared uses, as stored lines name it: now, and where English was spoken.
SHEETS = ("Autres usages", "Other uses")
MOST = 1e13
MOST_RECIPIENTS = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The services an authority uses in a year, None when not declared.

    ``traffic_fixed`` and ``traffic_mobile`` in GB; ``emails`` sent, to ``recipients`` each on
    average, weighing ``email_volume`` GB in all when that is known (size × recipients);
    ``paper_reams`` of 500 A4 sheets, ``paper_doubt`` more or less; ``room_area`` in m2. Raises
    ``FootprintError``
    (``service_value``) for a negative or enormous figure.
    """

    traffic_fixed: float | None = None
    traffic_mobile: float | None = None
    emails: float | None = None
    recipients: float | None = None
    email_volume: float | None = None
    paper_reams: float | None = None
    paper_doubt: float | None = None
    room_area: float | None = None

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            most = MOST_RECIPIENTS if field.name == "recipients" else MOST
            least = 1.0 if field.name == "recipients" else 0.0
            if value is not None and not (math.isfinite(value) and least <= value <= most):
                name = MessageKey(f"service.{field.name}")
                raise FootprintError("service_value", name=name, value=value)

    def __bool__(self) -> bool:
        """Whether anything was declared."""
        return bool(self.amounts())

    def amounts(self) -> dict[str, float]:
        """The yearly amount of each kind, in its unit: e-mails are sent times recipients."""
        delivered = None if self.emails is None else self.emails * (self.recipients or 1.0)
        declared = {
            "network_fixed": self.traffic_fixed,
            "network_mobile": self.traffic_mobile,
            "email_delivery" if self.email_volume else "email": delivered,
            "email_volume": self.email_volume,
            "office_paper": self.paper_reams,
            "server_room": self.room_area,
        }
        return {device: amount for device, amount in declared.items() if amount}

    def as_json(self) -> dict[str, float]:
        """What was declared, by name."""
        declared = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in declared.items() if value is not None}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Services:
        """The services written by :meth:`as_json`."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: float(value) for name, value in content.items() if name in known})


def with_services(inventory: Inventory, services: Services) -> Inventory:
    """The inventory with a line for each declared use, on a sheet of its own.

    A declaration stands in place of the rows of the file that say the same: those are left out as
    ``declared``, and a notice says so.
    """
    amounts = services.amounts()
    if not amounts:
        return inventory
    lines = in_schema(inventory.lines)
    kinds = set(amounts)
    if kinds & {"email", "email_delivery"}:
        kinds |= {"email", "email_delivery", "email_volume"}
    twice = pl.col("reason").is_null() & pl.col("device").is_in(list(kinds))
    doubled = lines.filter(twice).height
    notices = (Notice("services_declared_twice", None, {"rows": doubled}),) if doubled else ()
    reason = pl.when(twice).then(pl.lit(Reason.DECLARED.value)).otherwise("reason")
    return replace(
        inventory,
        lines=pl.concat([lines.with_columns(reason.alias("reason")), _declared(services)]),
        notices=(*inventory.notices, *notices),
        rows_read=inventory.rows_read + len(amounts),
    )


def without_services(inventory: Inventory) -> Inventory:
    """The inventory without the lines of declared uses: put together, they are declared once."""
    lines = inventory.lines.filter(~is_declared_use())
    gone = inventory.lines.height - lines.height
    return replace(inventory, lines=lines, rows_read=inventory.rows_read - gone)


def is_declared_use() -> pl.Expr:
    """Whether a line is that of a use or a hosted service declared apart, not of the file."""
    declared = pl.col("sheet").is_in(SHEETS) & (pl.col("decided_by") == DecidedBy.PERSON.value)
    nameless = pl.all_horizontal(pl.col(name) == "" for name in ("label", "type_text", "model"))
    return (declared & nameless).fill_null(value=False) | is_hosted()


def _declared(services: Services) -> pl.DataFrame:
    texts = ("label", "type_text", "manufacturer", "model", "serial", "site", "entity")
    blank: dict[str, Any] = dict.fromkeys(texts, "")
    rows = [
        blank
        | {
            "sheet": SHEETS[0],
            "row": at,
            "device": device,
            "decided_by": DecidedBy.PERSON.value,
            "nature": Nature.DEVICE.value,
            "quantity": amount,
            "quantity_doubt": services.paper_doubt if device == "office_paper" else None,
            "status": DeviceStatus.IN_USE.value,
            "date_refused": False,
        }
        for at, (device, amount) in enumerate(services.amounts().items(), start=1)
    ]
    return in_schema(pl.DataFrame(rows, infer_schema_length=None))
