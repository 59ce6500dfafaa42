"""The content of a part built from data, before the words of people are added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jalons.foundation.documents.tree import Block
from jalons.strategy.documents.material import Material


@dataclass(frozen=True, slots=True)
class BuiltBlocks:
    """The blocks from data, whether they answer, and what is missing, in sentences.

    ``items`` are the ids of the items data answer when they differ within the part; ``foreign``
    those that do not concern this document.
    """

    blocks: tuple[Block, ...] = ()
    data: bool = False
    missing: tuple[str, ...] = ()
    items: frozenset[str] | None = None
    foreign: frozenset[str] = frozenset()

    def answers(self, item: str) -> bool:
        return self.data if self.items is None else item in self.items


type Builder = Callable[[Material, str], BuiltBlocks]
