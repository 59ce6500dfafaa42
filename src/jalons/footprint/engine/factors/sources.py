"""Sources as the data files of the room state them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jalons.kernel import Source


def source_of(entry: Mapping[str, Any]) -> Source:
    """The source an entry states; ``KeyError`` unless it says whether it was ``verified``."""
    return Source(
        title=entry["title"],
        publisher=entry["publisher"],
        published=entry.get("published"),
        licence=entry["licence"],
        link=entry.get("link", ""),
        verified=entry["verified"],
        opened=entry.get("opened"),
    )
