"""What people wrote as blocks, and the boxes that explain acronyms at their first use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from jalons.foundation.documents.tree import (
    Block,
    BulletList,
    FactList,
    Note,
    NumberedList,
    PageBreak,
    Paragraph,
    Picture,
    Section,
    Table,
    WordBox,
    carried,
    is_blank,
    plain,
)
from jalons.strategy.engine.catalogue import Words

_ITEM = re.compile(r"[-•*–](?:\s+(.*))?")
_BLANK = re.compile(r"\n\s*\n")


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Free text as blocks: a blank line parts paragraphs, lines with a dash make a list.

    >>> [type(block).__name__ for block in blocks_of("Bonjour.\n\n- un\n- deux")]
    ['Paragraph', 'BulletList']
    """
    found: list[Block] = []
    for part in _BLANK.split(text.replace("\r\n", "\n")):
        lines = [carried(line).strip() for line in part.split("\n")]
        words: list[str] = []
        items: list[str] = []
        for line in lines:
            if item := _ITEM.fullmatch(line):
                items.append(item[1] or "")
            elif items:
                items[-1] = f"{items[-1]} {line}".strip()
            else:
                words.append(line)
        told = " ".join(word for word in words if word)
        if not is_blank(told):
            found.append(Paragraph(told))
        kept = tuple(item for item in items if not is_blank(item))
        if kept:
            found.append(BulletList(kept))
    return tuple(found)


def with_word_boxes(
    blocks: tuple[Block, ...], words: Mapping[str, Words], lang: str
) -> tuple[Block, ...]:
    """The same blocks, each followed by a box for the acronyms it is the first to use."""
    return _boxed(blocks, _Glossary(words, lang))


class _Glossary:
    """The acronyms not explained yet."""

    def __init__(self, words: Mapping[str, Words], lang: str) -> None:
        self.left = dict(words)
        self.lang = lang

    def box(self, text: str) -> tuple[WordBox, ...]:
        """A box for the acronyms of a text that were not explained yet, or nothing."""
        met = [name for name in self.left if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
        if not met:
            return ()
        return (WordBox(tuple((name, self.left.pop(name).to(self.lang)) for name in met)),)


def _boxed(blocks: tuple[Block, ...], glossary: _Glossary) -> tuple[Block, ...]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Section):
            named = glossary.box(block.title)
            found.append(replace(block, blocks=(*named, *_boxed(block.blocks, glossary))))
        else:
            found += [block, *glossary.box(" ".join(texts_of(block)))]
    return tuple(found)


def texts_of(block: Block) -> Iterator[str]:  # noqa: C901 — one case per kind of block
    """Every text of a block, in reading order; those of the blocks in a section too."""
    match block:
        case Section():
            yield block.title
            for inner in block.blocks:
                yield from texts_of(inner)
        case Paragraph() | Note():
            yield plain(block.text)
        case BulletList() | NumberedList():
            yield from map(plain, block.items)
        case FactList():
            for name, value in block.facts:
                yield from (name, plain(value))
        case Table():
            yield from (block.caption, *block.header)
            for row in block.rows:
                yield from map(plain, row)
        case WordBox():
            for word, meaning in block.words:
                yield from (word, plain(meaning))
        case Picture():
            yield from (block.alternative, block.caption)
        case PageBreak():
            return
