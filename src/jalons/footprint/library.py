"""The library of the room; ``jalons.footprint`` loads it on first use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from jalons.footprint.capture.tables import batches_of, is_streamed
from jalons.footprint.engine.analysis.comparison import Comparison, compare
from jalons.footprint.engine.analysis.decomposition import Decomposition, YearOfFleet, decompose
from jalons.footprint.engine.analysis.hosting import CloudInstance, Guest, Host, Hosting
from jalons.footprint.engine.analysis.hosting import share_out as share_out_inventory
from jalons.footprint.engine.analysis.levers import (
    BuyRefurbished,
    Custom,
    HostIn,
    KeepLonger,
    RemoveUnused,
    RunRoomsAt,
    ScreensPerDesk,
    Virtualise,
    parse_lever,
)
from jalons.footprint.engine.analysis.scenarios import Objective, Scenario, Study, Trajectory, study
from jalons.footprint.engine.assessment.impacts import assess_fleet
from jalons.footprint.engine.assessment.options import Options
from jalons.footprint.engine.assessment.results import Assessment, LifetimeRule
from jalons.footprint.engine.factors.pack import Pack, Stage
from jalons.footprint.engine.fleet.holdings import Fleet, sum_up
from jalons.footprint.engine.inventory.line import (
    COUNTED_STATUSES,
    DeviceStatus,
    FootprintError,
    Inventory,
)
from jalons.footprint.engine.reading import read_inventory, read_sheets
from jalons.footprint.engine.streaming import StreamOptions, read_stream
from jalons.footprint.store import load_pack
from jalons.footprint.words.explain import explain
from jalons.footprint.words.scenario import summarise_scenario
from jalons.footprint.words.summary import summarise

__all__ = [
    "Assessment",
    "BuyRefurbished",
    "CloudInstance",
    "Comparison",
    "Custom",
    "Decomposition",
    "DeviceStatus",
    "Fleet",
    "FootprintError",
    "Guest",
    "Host",
    "HostIn",
    "Hosting",
    "Inventory",
    "KeepLonger",
    "LifetimeRule",
    "Objective",
    "Options",
    "Pack",
    "RemoveUnused",
    "RunRoomsAt",
    "Scenario",
    "ScreensPerDesk",
    "Stage",
    "Study",
    "Trajectory",
    "Virtualise",
    "YearOfFleet",
    "assess",
    "compare",
    "decompose",
    "explain",
    "load_pack",
    "parse_lever",
    "read",
    "scenarios",
    "share_out",
    "summarise",
    "summarise_scenario",
]


def read(  # noqa: PLR0913 - all by name, each a choice of the reader
    source: str | Path | bytes,
    *,
    name: str = "inventory.csv",
    also_count: Iterable[str] = (),
    columns: Mapping[str, str] | None = None,
    today: date | None = None,
    pack: Pack | None = None,
) -> Fleet:
    """The fleet of an inventory file (CSV, XLSX…), or of its bytes and their ``name``.

    Its ``columns`` are those that were read and why, its ``notices`` what was remarked or doubted.
    ``columns`` names by field those a guess would not take: ``{"quantity": "N°"}``.

    A long CSV, a CSV in gzip and Parquet are read batch by batch, without being loaded whole.
    Devices in use count; ``also_count`` adds statuses (``in_stock``, ``missing``…). Ages run to the
    day of the file, or ``today``. Raises ``FootprintError`` for what is no inventory, ``OSError``
    for a file that cannot be opened.
    """
    on = today or datetime.now().astimezone().date()
    counted = COUNTED_STATUSES | {DeviceStatus(status) for status in also_count}
    if isinstance(source, bytes):
        content = source
    else:
        path = Path(source)
        if is_streamed(path):
            options = StreamOptions(
                pack=pack or load_pack(),
                read_on=on,
                counted_statuses=counted,
                columns=columns or {},
            )
            return read_stream(batches_of(path), file=path.name, options=options).fleet
        content, name = path.read_bytes(), path.name
    inventory = read_inventory(
        read_sheets(content, name), columns=columns, today=on, counted_statuses=counted
    )
    return sum_up(
        inventory,
        pack or load_pack(),
        on=inventory.extracted_on or on,
    )


def share_out(
    source: str | Path | bytes,
    *,
    name: str = "inventory.csv",
    pack: Pack | None = None,
    **options: Any,
) -> Hosting:
    """The yearly impacts of virtual machines and applications of an inventory file.

    The file is loaded whole. ``options`` as for :func:`assess`. Raises as :func:`read` does.
    """
    if isinstance(source, bytes):
        content = source
    else:
        content, name = Path(source).read_bytes(), Path(source).name
    on = datetime.now().astimezone().date()
    inventory = read_inventory(read_sheets(content, name), today=on)
    return share_out_inventory(
        inventory, pack=pack or load_pack(), options=Options(**{"on": on} | options)
    )


def assess(fleet: Fleet, *, pack: Pack | None = None, **options: Any) -> Assessment:
    """The yearly footprint of a fleet, in the unit of each criterion per year.

    ``options`` are those of :class:`Options` (``lifetime``, ``mix``, ``pue``, ``home``, ``staff``,
    ``seed``, ``draws``). What was doubted when the fleet was read comes first among its notices.
    Raises ``FootprintError``.
    """
    found = assess_fleet(fleet, pack=pack or load_pack(), options=Options(**options))
    return replace(found, notices=(*fleet.notices, *found.notices))


def scenarios(fleet: Fleet, *, pack: Pack | None = None, **options: Any) -> Study:
    """A fleet ready to try levers on, with the same options as :func:`assess`."""
    return study(fleet, pack=pack or load_pack(), options=Options(**options))
