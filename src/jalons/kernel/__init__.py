"""The few values every room speaks in: pure, tiny, without dependency.

Rooms never import one another; what crosses a border is one of these frozen values.
"""

from jalons.kernel.errors import JalonsError, MessageKey, Messages, Where
from jalons.kernel.interval import Interval
from jalons.kernel.observation import Observation, Quality, Status
from jalons.kernel.perimeter import Perimeter
from jalons.kernel.period import Period
from jalons.kernel.quantity import Quantity, Unit
from jalons.kernel.source import Source
from jalons.kernel.urn import Urn

__all__ = [
    "Interval",
    "JalonsError",
    "MessageKey",
    "Messages",
    "Observation",
    "Perimeter",
    "Period",
    "Quality",
    "Quantity",
    "Source",
    "Status",
    "Unit",
    "Urn",
    "Where",
]
