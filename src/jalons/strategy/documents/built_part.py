"""What a part of a document is once built, before people's words join it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jalons.foundation.documents.tree import Block
from jalons.strategy.documents.material import Material


@dataclass(frozen=True, slots=True)
class Built:
    """The blocks data give, whether they answer, and what is missing, in sentences.

    ``items`` are the ids of the items data answer when they differ within the part; ``foreign``
    those that do not concern this document.
    """

    blocks: tuple[Block, ...] = ()
    data: bool = False
    missing: tuple[str, ...] = ()
    items: frozenset[str] | None = None
    foreign: frozenset[str] = frozenset()

    def answers(self, item: str) -> bool:
        """Whether data answer an item."""
        return self.data if self.items is None else item in self.items


type Builder = Callable[[Material, str], Built]
