"""What the law asks about the heat of data centres, each sentence with where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.kernel import Source


@dataclass(frozen=True, slots=True)
class HeatDuty:
    """A rule: the article it is in, what it asks, where it was read, what remains unsure of it."""

    reference: Mapping[str, str]
    text: Mapping[str, str]
    source: Source
    doubt: Mapping[str, str]
