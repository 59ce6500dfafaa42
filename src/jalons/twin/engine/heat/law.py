"""What the law asks about the heat of data centres, each sentence with where it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jalons.kernel import Source


@dataclass(frozen=True, slots=True)
class HeatDuty:
    """A rule: the article it is in, what it asks, where it was read, what remains unsure of it."""

    reference: Mapping[str, str]
    text: Mapping[str, str]
    source: Source
    doubt: Mapping[str, str]


def duties(told: Iterable[Mapping[str, Any]]) -> tuple[HeatDuty, ...]:
    """The rules of a list as ``data/heat_law.toml`` writes them."""
    return tuple(
        HeatDuty(
            each["reference"],
            each["text"],
            Source(
                title=each["title"],
                publisher=each["publisher"],
                published=None,
                licence="unstated",
                link=each.get("link", ""),
                verified=bool(each["verified"]),
                opened=each.get("opened"),
            ),
            each.get("doubt", {}),
        )
        for each in told
    )
