"""The fleet for the other rooms (``FleetReader``); lines are read only when they are requested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from jalons.footprint.web.inventories.models import AssessedInventory, InventoryFile
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.kernel import Urn
from jalons.kernel.contracts import FleetDevice, FleetInventory


class Fleet:
    """The inventories an authority had assessed, and their lines: one a row of the file."""

    def inventories(self, authority: Urn) -> Sequence[FleetInventory]:
        """Those of an authority, the latest counted first."""
        found = [
            FleetInventory(each.inventory.urn, each.inventory.name, each.extracted_on)
            for each in _assessed(authority)
        ]
        return sorted(found, key=lambda each: each.counted_on, reverse=True)

    def devices(self, authority: Urn, inventory: Urn) -> Iterator[FleetDevice]:
        """The devices counted or in stock of an inventory; a quantity that is no number is left
        out. ``FootprintError`` (``inventory_unknown``) when the authority has no such inventory.
        """
        found = next((e for e in _assessed(authority) if e.inventory.urn == inventory), None)
        if found is None:
            from jalons.footprint.engine.inventory.line import FootprintError

            raise FootprintError("inventory_unknown")
        return _lines(found)


fleet = Fleet()


def _assessed(authority: Urn) -> list[AssessedInventory]:
    """The latest assessment of each living inventory."""
    owner = Authority.objects.filter(slug=authority.id).first()
    if owner is None or authority.kind != "authority":
        return []
    rows = AssessedInventory.objects.of(owner).defer("result", "notices")
    files = living(InventoryFile, owner).filter(state=InventoryFile.State.ASSESSED)
    found: dict[UUID, AssessedInventory] = {}
    for each in rows.filter(inventory__in=files).select_related("inventory").order_by("-made_at"):
        found.setdefault(each.inventory_id, each)
    return list(found.values())


def _lines(assessed: AssessedInventory) -> Iterator[FleetDevice]:
    import polars as pl

    from jalons.footprint.engine.inventory.corrections import with_parts
    from jalons.footprint.engine.inventory.line import Nature, in_schema
    from jalons.footprint.engine.inventory.services import is_declared_use

    wanted = ("sheet", "row", "part", "label", "manufacturer", "model", "serial", "device",
              "quantity", "purchased")  # fmt: skip
    lines = with_parts(in_schema(pl.read_parquet(folders.near(assessed.lines))))
    devices = lines.filter(
        pl.col("nature") == Nature.DEVICE, pl.col("device").is_not_null(), ~is_declared_use()
    )
    names = lines["sheet"].fill_null("").unique(maintain_order=True)
    sheets = {name: number for number, name in enumerate(names)}
    for line in devices.select(wanted).iter_rows(named=True):
        count = line["quantity"]
        if count is None or count < 1 or count != int(count):
            continue
        name = f"{assessed.inventory_id}.{sheets[line['sheet'] or '']}.{line['row']}.{line['part']}"
        yield FleetDevice(
            Urn("inventory_line", name),
            line["device"],
            line["manufacturer"] or "",
            line["model"] or "",
            line["serial"] or "",
            line["label"] or "",
            line["purchased"],
            int(count),
        )
