"""What a source said lately: enough to know a message that comes twice.

A network server that was not answered sends again, a broker that lost the acknowledgement too. The
same device with the same counter and the same values within ten minutes is the same message; a
counter that came back with other values is a device that joined again. Beyond, the history decides.
"""

from __future__ import annotations

from collections import OrderedDict

from .observations import Observation
from .reading import SECOND

WINDOW = 600 * SECOND
MOST = 50_000

Key = tuple[str, int]


class Recent:
    """The last messages of at most ``most`` devices and counters; the oldest are forgotten."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._seen: OrderedDict[Key, tuple[int, int]] = OrderedDict()

    def knows(self, observation: Observation) -> bool:
        """Whether the same device said the same under the same counter a moment ago."""
        if observation.counter is None:
            return False
        seen = self._seen.get((observation.device, observation.counter))
        if seen is None or abs(observation.at - seen[0]) > WINDOW:
            return False
        return seen[1] == said(observation)

    def note(self, observation: Observation) -> None:
        """Remember an observation that is committed."""
        if observation.counter is None:
            return
        key = (observation.device, observation.counter)
        self._seen[key] = (observation.at, said(observation))
        self._seen.move_to_end(key)
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)


def said(observation: Observation) -> int:
    """What an observation says, whenever it is said, as a number: texts would weigh megabytes."""
    attrs = observation.doc["attrs"]
    values = [(iri, [item.get("value") for item in items]) for iri, items in attrs.items()]
    return hash(repr(values))
