"""The contracts through which rooms meet, wired by ``site`` and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from jalons.kernel.errors import JalonsError
from jalons.kernel.observation import Observation
from jalons.kernel.urn import Urn


class ObservationStore(Protocol):
    """Where observations go: the strategy room keeps them."""

    def record(self, observations: Iterable[Observation]) -> None:
        """Keep observations, replacing those of the same origin and indicator."""

    def withdraw(self, origin: Urn) -> None:
        """Forget what ``origin`` produced; nothing happens when it produced nothing."""


class IndicatorProvider(Protocol):
    """A room that turns its state into observations."""

    indicators: frozenset[str]

    def observations(self, authority: Urn) -> Iterable[Observation]:
        """What the room knows today of an authority, one observation per indicator and period."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """One way to get a dataset: a path of this server or an address, its media type, its name."""

    address: str
    media_type: str
    title: str


@dataclass(frozen=True, slots=True)
class OfferedDataset:
    """A dataset a room has: what it is, who answers for it, who may see it, how to get it.

    ``conforms_to`` is the address of what its names mean, perhaps empty; ``attribution`` is owed to
    whoever made those names. ``size`` counts its rows or entities, None when nobody counted.
    """

    urn: Urn
    title: str
    description: str
    audience: Literal["open", "partners", "internal"]
    source: str = ""
    conforms_to: str = ""
    attribution: str = ""
    personal: bool = False
    live: bool = False
    size: int | None = None
    distributions: tuple[Distribution, ...] = ()


class DatasetProvider(Protocol):
    """A room whose data can be datasets of the catalogue."""

    def datasets(self, authority: Urn) -> Iterable[OfferedDataset]:
        """The datasets of an authority, whatever their audience: the catalogue shows or hides."""


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
