"""Servers, cloud instances and terminals assessed from their components.

A bill of quantities (square millimetres of die, gigabytes, units, kilograms) times a table of
factors; power from the load. Three numbers everywhere: low, mid, high, where an attribute that is
not known takes the range of the model it is completed from.
"""

from jalons.footprint.engine.components.columns import assess_columns, devices_of
from jalons.footprint.engine.components.devices import (
    Cpu,
    Disk,
    Gpu,
    Instance,
    PowerSupply,
    Ram,
    Server,
    Terminal,
)
from jalons.footprint.engine.components.impacts import (
    ComponentImpacts,
    assess_devices,
    assess_terminals,
)
from jalons.footprint.engine.factors.components import ComponentFactors

__all__ = [
    "ComponentFactors",
    "ComponentImpacts",
    "Cpu",
    "Disk",
    "Gpu",
    "Instance",
    "PowerSupply",
    "Ram",
    "Server",
    "Terminal",
    "assess_columns",
    "assess_devices",
    "assess_terminals",
    "devices_of",
]
