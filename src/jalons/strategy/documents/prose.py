"""What people wrote as blocks, and the meaning of the acronyms a document uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

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
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(.*)")
_BLANK = re.compile(r"\n\s*\n")


def blocks_of(text: str) -> tuple[Block, ...]:
    r"""Free text as blocks: a blank line separates paragraphs, lines with a dash form a list,
    lines with a number a numbered list.

    >>> [type(block).__name__ for block in blocks_of("Bonjour.\n\n- un\n- deux")]
    ['Paragraph', 'BulletList']
    """
    blocks: list[Block] = []
    for part in _BLANK.split(text.replace("\r\n", "\n")):
        lines = [carried(line).strip() for line in part.split("\n")]
        words: list[str] = []
        items: list[str] = []
        numbered = False
        for line in lines:
            if item := _ITEM.fullmatch(line) or _NUMBERED.fullmatch(line):
                numbered = numbered or item.re is _NUMBERED
                items.append(item[1] or "")
            elif items:
                items[-1] = f"{items[-1]} {line}".strip()
            else:
                words.append(line)
        paragraph = " ".join(word for word in words if word)
        if not is_blank(paragraph):
            blocks.append(Paragraph(paragraph))
        filled = tuple(item for item in items if not is_blank(item))
        if filled:
            blocks.append(NumberedList(filled) if numbered else BulletList(filled))
    return tuple(blocks)


def glossary(blocks: Iterable[Block], words: Mapping[str, Words], lang: str) -> FactList | None:
    """The acronyms the blocks use with what they mean, in the order of the words; None without."""
    text = " ".join(each for block in blocks for each in texts_of(block))
    used = [name for name in words if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    return FactList(tuple((name, words[name].to(lang)) for name in used)) if used else None


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
