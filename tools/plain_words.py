"""Counts the words that design rule 12 replaces by standard ones, in names, docstrings and pages.

``python tools/plain_words.py [FOLDER]`` prints where they stand, most frequent first.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
REPLACED = frozenset(
    {"told", "tell", "tells", "telling", "kept", "held", "hold", "holds", "mend", "mends", "mended"}
    | {"given", "asked", "saying", "looking", "taking", "making", "trying"}
)
_ANY = re.compile("|".join(sorted(REPLACED)), re.IGNORECASE)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def files() -> Iterator[Path]:
    """The code of the product and of its tools, and the pages written by hand."""
    for top in ("src/jalons", "tools", "benchmarks"):
        yield from sorted((REPOSITORY / top).rglob("*.py"))
    yield from sorted(REPOSITORY.glob("*.md"))
    yield from sorted((REPOSITORY / "src/jalons").rglob("README.md"))
    yield from sorted((REPOSITORY / "docs").rglob("*.md"))


def found(path: Path) -> Counter[str]:
    """The replaced words of a file, with how many times each stands."""
    source = path.read_text(encoding="utf-8")
    words = Counter(_replaced_in(source))
    if not words or path.suffix == ".md":
        return words
    return Counter(word for text in _english_of(source) for word in _replaced_in(text))


def _replaced_in(text: str) -> Iterator[str]:
    if _ANY.search(text):
        yield from (word for each in _WORD.findall(text) if (word := each.lower()) in REPLACED)


def counts() -> dict[str, int]:
    """The replaced words by package of the product, or by folder outside of it."""
    total: Counter[str] = Counter()
    for path in files():
        if path.name != "CHANGELOG.md" and "migrations" not in path.parts:
            total[package(path)] += found(path).total()
    return dict(sorted(total.items()))


def package(path: Path) -> str:
    """The name a file is counted under: ``twin/web``, ``kernel``, ``docs``…"""
    parts = path.relative_to(REPOSITORY).parts
    if parts[:2] != ("src", "jalons"):
        return parts[0] if len(parts) > 1 else "."
    return "/".join(parts[2:-1][:2])


def _english_of(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in {tokenize.NAME, tokenize.COMMENT}:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node, clean=False) or ""


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else REPOSITORY
    rows = [(found(path), path) for path in files() if path.is_relative_to(folder)]
    for words, path in sorted(rows, key=lambda row: -row[0].total()):
        if words:
            listed = ", ".join(f"{word} {count}" for word, count in words.most_common())
            print(f"{words.total():5} {path.relative_to(REPOSITORY)}: {listed}")
    print(sum(words.total() for words, _ in rows), "in all")
