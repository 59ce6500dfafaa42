"""What changes the strategy of an authority."""

from __future__ import annotations

from collections.abc import Iterable

from jalons.kernel import Observation, Urn


class _Store:
    def record(self, observations: Iterable[Observation]) -> None:
        raise NotImplementedError

    def withdraw(self, origin: Urn) -> None:
        raise NotImplementedError


store = _Store()
