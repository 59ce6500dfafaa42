"""The contracts through which rooms meet, wired by ``site`` and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from jalons.kernel.errors import JalonsError
from jalons.kernel.observation import Observation
from jalons.kernel.urn import Urn


class ObservationStore(Protocol):
    """Where observations go: the strategy room keeps them."""

    def record(self, observations: Iterable[Observation]) -> None:
        """Keep observations, replacing those of the same origin and indicator."""

    def withdraw(self, origin: Urn) -> None:
        """Forget what ``origin`` produced; nothing happens when it produced nothing."""


class Port[T]:
    """A socket of a room for a contract; ``site`` plugs the implementation in.

    >>> port = Port[int]("answer"); port.connect(42); port()
    42
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._plugged: T | None = None

    def connect(self, implementation: T) -> None:
        """Plug an implementation, in place of any other."""
        self._plugged = implementation

    def __call__(self) -> T:
        """The implementation; ``JalonsError`` (``port_unwired``) when there is none."""
        if self._plugged is None:
            raise JalonsError("port_unwired", port=self.name)
        return self._plugged


observation_store: Port[ObservationStore] = Port("observation_store")
