"""The product's own source, as the architecture tests look at it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "src" / "jalons"


def modules() -> list[Path]:
    """Every Python module of the product, migrations left out: Django writes them."""
    return sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


@cache
def _every_node(path: Path) -> list[ast.AST]:
    return list(ast.walk(tree(path)))


def nodes[T: ast.AST](path: Path, kind: type[T] | tuple[type[T], ...]) -> Iterator[T]:
    for node in _every_node(path):
        if isinstance(node, kind):
            yield node


def lines(node: ast.AST) -> int:
    return node.end_lineno - node.lineno + 1  # type: ignore[attr-defined]
