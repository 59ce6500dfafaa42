"""What the law requires about the heat of data centres, each sentence with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jalons.kernel import Source


@dataclass(frozen=True, slots=True)
class HeatDuty:
    """A rule of law: its article, what it requires, its source, what remains uncertain."""

    reference: Mapping[str, str]
    text: Mapping[str, str]
    source: Source
    doubt: Mapping[str, str]
