"""What every format does alike with a document: its blocks, its texts, the rank of its sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from jalons.foundation.documents.tree import (
    Block,
    Figure,
    Inline,
    Link,
    Reference,
    Section,
    Strong,
    Text,
)
from jalons.kernel import Source


@dataclass(slots=True)
class Writer(ABC):
    """Turns blocks and texts into one format."""

    between: ClassVar[str] = ""  # two blocks

    lang: str
    sources: dict[Source, int] = field(default_factory=dict, kw_only=True)
    rank: int = field(default=0, kw_only=True)  # of the last section met

    def blocks(self, blocks: Iterable[Block], level: int) -> str:
        """Blocks; ``level`` is that of the titles of their sections."""
        return self.between.join(
            self.section(block, level) if isinstance(block, Section) else self.block(block)
            for block in blocks
        )

    def text(self, text: Text) -> str:
        """A text; a source it cites for the first time gets the next number."""
        parts = (text,) if isinstance(text, str) else text
        return "".join(self._inline(part) for part in parts)

    def _inline(self, part: Inline) -> str:
        match part:
            case Strong():
                return self.strong(part.text)
            case Link():
                return self.link(part.text, part.address)
            case Reference():
                return self.reference(part.text, part.anchor)
            case Figure():
                number = self.sources.setdefault(part.source, len(self.sources) + 1)
                return self.figure(part.text, number)
            case _:
                return self.plain(part)

    @abstractmethod
    def section(self, section: Section, level: int) -> str:
        """A section: its title, then its blocks."""

    @abstractmethod
    def block(self, block: Block) -> str:
        """Any other block."""

    @abstractmethod
    def plain(self, words: str) -> str:
        """Words, escaped."""

    @abstractmethod
    def strong(self, words: str) -> str:
        """Words that matter."""

    @abstractmethod
    def link(self, words: str, address: str) -> str:
        """Words that lead to an address."""

    @abstractmethod
    def reference(self, words: str, anchor: str) -> str:
        """Words that lead to a section of the document, or plain ones if it is elsewhere."""

    @abstractmethod
    def figure(self, words: str, source: int) -> str:
        """A figure, with the number of its source."""
