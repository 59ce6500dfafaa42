r"""Footprint: what the digital equipment of an authority weighs on the environment.

The library works without Django, in a notebook or a script:

>>> from jalons.footprint import assess, read
>>> fleet = read(b"Type;Quantity\nlaptop;40\nmonitor;60\n", name="fleet.csv")
>>> assess(fleet).impact("climate_change").unit.symbol
'kg CO2 eq/year'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jalons.footprint.library import (
        Assessment,
        BuyRefurbished,
        CloudInstance,
        Comparison,
        Custom,
        Decomposition,
        DeviceStatus,
        Fleet,
        FootprintError,
        Guest,
        Host,
        HostIn,
        Hosting,
        Inventory,
        KeepLonger,
        LifetimeRule,
        Objective,
        Options,
        Pack,
        RemoveUnused,
        RunRoomsAt,
        Scenario,
        ScreensPerDesk,
        Stage,
        Study,
        Trajectory,
        Virtualise,
        YearOfFleet,
        assess,
        compare,
        decompose,
        explain,
        load_pack,
        parse_lever,
        read,
        scenarios,
        share_out,
        summarise,
        summarise_scenario,
    )

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


def __getattr__(name: str) -> Any:
    """A name of the library: it costs 100 MB of memory, which the pages of a server do not pay."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("jalons.footprint.library"), name)
